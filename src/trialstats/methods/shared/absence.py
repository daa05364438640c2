"""Responses that are absent, in an analysis: counted, scored 0, or ranked.

RESPSTAT tells what a record holds (PRESENT, ABSENT, NOT DONE), RESPBL what that at baseline held. NOT DONE is missing
under every policy; ABSENT is information, of which the policies make:

exclude     nothing: the record has no number and is left out, and counted.
zero        an amplitude of 0; BASE, CHG and PCHG follow.
worst_rank  a rank below every value measured at the visit (see `scores`).
joint_rank  a rank by response and change together (see `scores`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from trialstats.methods.shared.quantification.beyond import BEYOND, is_result_beyond
from trialstats.methods.shared.rows import RESPONSES, Response

__all__ = ["POLICY_WORDS", "as_zero", "count_responses", "scores"]

AT_BASELINE = "RESPBL"
PRESENT, ABSENT = Response.PRESENT, Response.ABSENT

POLICY_WORDS: Mapping[str, str] = {
    "exclude": "Records of an absent response have no number and are left out.",
    "zero": "An absent response is an amplitude of 0, at baseline too; one that was not examined is missing.",
    "worst_rank": "An absent response ranks below every value measured at the visit, tied with the other absent ones; "
    "one that was not examined is missing (worst-rank score: Lachin, Control Clin Trials 1999;20:408-422).",
    "joint_rank": "Joint rank, by our definition after Finkelstein & Schoenfeld (Stat Med 1999;18:1341-1354): a "
    "response lost since baseline ranks worst, one regained best, each tied among themselves; absent at both visits "
    "is a change of 0, and the others rank by their change. What was not examined at either visit is missing.",
}


def as_zero(records: pd.DataFrame, later: Sequence[str]) -> pd.DataFrame:
    """Score absent responses 0 in AVAL and BASE, and derive CHG and PCHG again where either is.

    later: the visits after baseline; records at others have no change.
    """
    if RESPONSES not in records:
        return records
    now, before = records[RESPONSES].eq(ABSENT).fillna(False), records[AT_BASELINE].eq(ABSENT).fillna(False)
    value, base = records["AVAL"].mask(now, 0.0), records["BASE"].mask(before, 0.0)
    touched = (now | before) & records["AVISIT"].isin(later)
    change = records["CHG"].mask(touched, value - base)
    percent = records["PCHG"].mask(touched, 100 * (value - base) / base.replace(0, np.nan))
    return records.assign(AVAL=value, BASE=base, CHG=change, PCHG=percent)


def scores(records: pd.DataFrame, measure: str, policy: str, better: str) -> pd.Series[float]:
    """Give each record a score by which it ranks, higher where better; NaN for what does not take part.

    records: AVAL, CHG, ..., and RESPSTAT and RESPBL where the parameter tells responses. better: lower or higher.

    exclude, zero: the value itself (`measure`; zeros are in it already), with the sign that makes higher better.
    worst_rank: AVAL so signed; ABSENT is minus infinity.
    joint_rank: with the response at baseline and at the visit

        PRESENT, PRESENT   CHG, signed
        PRESENT, ABSENT    minus infinity (lost)
        ABSENT,  PRESENT   infinity (regained)
        ABSENT,  ABSENT    0: no change, tied with measured changes of exactly 0, and so above every worsening
        anything NOT DONE or missing: does not take part

    The joint rank is our definition: the literature ranks death below change (Finkelstein & Schoenfeld, Stat Med
    1999;18:1341-1354; Felker & Maisel, Circ Heart Fail 2010;3:643-646), not responses that can come back.
    """
    signed = records[measure].astype("float64") * (-1.0 if better == "lower" else 1.0)
    if policy in ("exclude", "zero") or RESPONSES not in records:
        return signed
    now = records[RESPONSES].astype("string").fillna("")
    if policy == "worst_rank":
        return signed.mask(now == ABSENT, -np.inf)
    before = records[AT_BASELINE].astype("string").fillna("")
    signed = signed.mask((before == PRESENT) & (now == ABSENT), -np.inf)
    signed = signed.mask((before == ABSENT) & (now == PRESENT), np.inf)
    return signed.mask((before == ABSENT) & (now == ABSENT), 0.0)


def count_responses(records: pd.DataFrame, left_out: pd.Series[bool]) -> dict[str, int]:
    """Count the records left out by what they hold: response absent, not done, or no number; keys of what occurs."""
    beyond = left_out & is_result_beyond(records)
    if beyond.any():
        return {BEYOND: int(beyond.sum()), **count_responses(records, left_out & ~beyond)}
    if RESPONSES not in records:
        return {"no number": int(left_out.sum())} if left_out.any() else {}
    words = {ABSENT: "response absent", Response.NOT_DONE: "not done"}
    kinds = records.loc[left_out, RESPONSES].astype("string").map(words).fillna("no number at the visit or at baseline")
    return {str(kind): int(count) for kind, count in kinds.value_counts(sort=False).items()}
