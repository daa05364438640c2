"""Scores that a file has already, held against those computed here: what differs is listed with both numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.adam.derive import flag_analysis_records
from trialstats.adam.derived import derive_at_visits
from trialstats.adam.listing import SUBJECT, Listing
from trialstats.adam.messages import enumerate_some
from trialstats.adam.score import score_items
from trialstats.trialfile.parts.at_visit import Equals
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.trial import Trial

__all__ = ["check_scores", "computed_scores"]

LAST_DIGITS = 1e-9  # of a computed score: two sums of the same numbers may differ in them


def computed_scores(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.DataFrame:
    """Compute the scores and derived parameters of one visit: analysis records, with USUBJID AVISIT PARAMCD AVAL."""
    if dataset.instrument:
        records, _ = score_items(records, dataset.instrument)
    made = flag_analysis_records(records.reset_index(drop=True), trial, dataset)
    for paramcd, derived in dataset.derived.items():
        if derived.at_visit:
            made, _ = derive_at_visits(made, paramcd, derived)
    return made[made["ANL01FL"] == "Y"]


def check_scores(
    records: pd.DataFrame, trial: Trial, name: str, beside: Mapping[str, pd.DataFrame], listing: Listing
) -> pd.DataFrame:
    """List the stored scores that differ from the computed ones by more than is allowed; excluded ones go.

    beside: the computed scores of other datasets. Only analysis records are compared: of several at a visit the one
    that is used.
    """
    dataset = trial.datasets[name]
    stored = {paramcd: parameter.equals for paramcd, parameter in dataset.parameters.items() if parameter.equals}
    if not stored or records.empty:
        return records
    named = records.rename(columns={SUBJECT: "USUBJID"})
    flagged = flag_analysis_records(named, trial, dataset)["ANL01FL"] == "Y"
    own = computed_scores(named, trial, dataset)
    for paramcd, equals in stored.items():
        computed = beside[equals.dataset] if equals.dataset else own
        held = records[flagged & (records["PARAMCD"] == paramcd) & records["AVAL"].notna()]
        records = records.drop(differing(held, computed, paramcd, equals, trial, listing))
    return records


def differing(
    held: pd.DataFrame, computed: pd.DataFrame, paramcd: str, equals: Equals, trial: Trial, listing: Listing
) -> list[int]:
    """List what differs, and note what has nothing beside it; gives the index of records that go."""
    source = trial.sources[listing.source]
    scores = computed[computed["PARAMCD"] == equals.parameter].set_index(["USUBJID", "AVISIT"])["AVAL"]
    at = pd.MultiIndex.from_frame(held[[SUBJECT, "AVISIT"]])
    right = scores.reindex(at).set_axis(held.index)
    if right.isna().any():
        without = held.loc[right.isna(), SUBJECT].drop_duplicates()
        listing.notes.append(
            f"{source.file}: {int(right.isna().sum())} of {len(held)} stored values of {paramcd} have no computed "
            f"{equals.parameter} beside them, and are not held against it (subjects {enumerate_some(without)})"
        )
    room = equals.within + LAST_DIGITS * right.abs().clip(lower=1)
    wrong = (held["AVAL"] - right).abs() > room
    found, numbers = held[wrong], right[wrong].map("{:.10g}".format).astype("str")
    by = f"more than {equals.within:g} from" if equals.within else "not"
    listing.add(
        found,
        "score_differs",
        item=source.value or found["_name"].map(" / ".join),
        value=found["_text"].str.strip(),
        allowed=f"{by} {equals.parameter} as computed, " + numbers + f" ({paramcd})",
    )
    return [] if listing.fate("score_differs") == "keep" else [*found.index]
