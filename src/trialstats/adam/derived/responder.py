"""Composite responders: which improvements since baseline are reached together.

Response is 1 where all improvements of one set are reached, by logic of three values: what is missing decides nothing
that the others decide. An improvement in percent of a baseline of 0 is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from trialstats.trialfile.parts.composites import Improvement, Responder
from trialstats.trialfile.trial import Trial

__all__ = ["derive_responders", "planned_visits", "tell"]

PLACE = ["USUBJID", "AVISIT"]
EXACT = 9  # decimals of a percentage: 100 * (5.7 - 3.99) / 5.7 is 29.999999999999993, and 30
Words = Mapping[str, Mapping[str, Any]]


def derive_responders(
    records: pd.DataFrame,
    paramcd: str,
    rule: Responder,
    visits: Sequence[str],
    words: Mapping[str | None, Words],
    beside: Mapping[str, pd.DataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add 1 or 0 at each of the visits, those after baseline at which all parts are planned, with a record of any part.

    A visit at which a part was measured of nobody is none of them: only who responds without that part could be told.
    records, beside: with BASE; those of its own dataset, and of others by name. words: those of each, None its own.
    Returns all records, and what cannot be told (USUBJID PARAMCD AVISIT REASON).
    """
    told = tell(records, rule, visits, words, beside)
    found = told[told["response"].notna()]
    new = dated(records, found.index).assign(
        PARAMCD=paramcd, AVAL=found["response"].to_numpy(), ANL01FL="Y", PARAMTYP="DERIVED"
    )
    lacking = told.loc[told["response"].isna(), "lacks"].rename("REASON").reset_index()
    lacking = lacking.assign(PARAMCD=paramcd)[["USUBJID", "AVISIT", "PARAMCD", "REASON"]]
    return (pd.concat([records, new], ignore_index=True) if len(new) else records), lacking


def tell(
    records: pd.DataFrame,
    rule: Responder,
    visits: Sequence[str],
    words: Mapping[str | None, Words],
    beside: Mapping[str, pd.DataFrame],
) -> pd.DataFrame:
    """Tell the response of each subject and visit, 1, 0 or NaN, and in words what its parts lack."""
    every = [each for group in rule.any for each in group]
    held = {each: values_of(beside[each.dataset] if each.dataset else records, each.of, visits) for each in every}
    measured = [{*values.index[values["AVAL"].notna()].get_level_values("AVISIT")} for values in held.values()]
    of_all = set.intersection(*measured)
    at = reduce(lambda one, other: one.union(other), (values.index for values in held.values()))
    at = at[at.get_level_values("AVISIT").isin(of_all)]
    if at.empty:
        return pd.DataFrame({"response": [], "lacks": []}, index=at).astype({"response": "float64", "lacks": "str"})
    reached: dict[Improvement, pd.Series[float]] = {}
    why: dict[Improvement, pd.Series[str]] = {}
    for each, values in held.items():
        at_visits = values.reindex(at)
        reached[each] = is_reached(at_visits, each, words[each.dataset][each.of]["better"])
        why[each] = unknown(at_visits, each)
    # True where all are, False where one is not, else unknown: the least of 1, 0 and, between them, unknown.
    sets = [combine([reached[each] for each in group], least=True) for group in rule.any]
    lacks = pd.Series([reason(why, place) for place in at], index=at, dtype="str")
    return pd.DataFrame({"response": combine(sets, least=False), "lacks": lacks})


def planned_visits(trial: Trial, name: str, rule: Responder) -> list[str]:
    """Name the visits after baseline at which a dataset and those of all parts are planned."""
    planned = [trial.datasets[other].visits for other in (name, *(other for other, _ in rule.others))]
    return [visit for visit in trial.after_baseline if all(not visits or visit in visits for visits in planned)]


def values_of(records: pd.DataFrame, paramcd: str, visits: Sequence[str]) -> pd.DataFrame:
    """Take value and baseline of a parameter, by subject and visit."""
    own = records[(records["PARAMCD"] == paramcd) & (records["ANL01FL"] == "Y") & records["AVISIT"].isin(visits)]
    return own.astype({"USUBJID": "str", "AVISIT": "str"}).set_index(PLACE)[["AVAL", "BASE"]].astype("float64")


def is_reached(values: pd.DataFrame, asked: Improvement, better: str) -> pd.Series[float]:
    """Tell whether an improvement is reached: 1, 0, or NaN where it is not known."""
    gain = (values["BASE"] - values["AVAL"]) * (-1 if better == "higher" else 1)
    made = []
    if asked.percent is not None:
        percent = 100 * gain / values["BASE"].abs().replace(0, np.nan)
        made.append((percent.round(EXACT) >= asked.percent).astype("float64").where(percent.notna()))
    if asked.points is not None:
        made.append((gain.round(EXACT) >= asked.points).astype("float64").where(gain.notna()))
    return combine(made, least=True)


def combine(parts: Sequence[pd.Series[float]], *, least: bool) -> pd.Series[float]:
    """Combine 1, 0 and unknown: all of them (`least`), or any."""
    filled = pd.concat([part.fillna(0.5) for part in parts], axis=1)
    found = filled.min(axis=1) if least else filled.max(axis=1)
    return found.where(found != 0.5)


def unknown(values: pd.DataFrame, asked: Improvement) -> pd.Series[str]:
    """Say what is lacking of an improvement; an empty text where nothing is."""
    name = f"{asked.of} of {asked.dataset}" if asked.dataset else asked.of
    said = pd.Series("", index=values.index, dtype="str")
    if asked.percent is not None:
        said = said.mask(values["BASE"] == 0, f"baseline of {name} is 0")
    said = said.mask(values["BASE"].isna(), f"no baseline of {name}")
    return said.mask(values["AVAL"].isna(), f"no value of {name}")


def reason(why: Mapping[Improvement, pd.Series[str]], place: tuple[str, str]) -> str:
    """Join what is lacking at a visit of a subject."""
    return "; ".join(dict.fromkeys(text for said in why.values() if (text := said[place])))


def dated(records: pd.DataFrame, at: pd.Index) -> pd.DataFrame:
    """Date a response by the last record of its visit in its own dataset, if it has one there."""
    kept = [name for name in ("VISIT", "ADT", "ADY") if name in records]
    own = records[records["ANL01FL"] == "Y"].astype({"USUBJID": "str", "AVISIT": "str"})
    own = own.sort_values([name for name in ("ADT",) if name in own], kind="stable") if "ADT" in own else own
    own = own.drop_duplicates(PLACE, keep="last").set_index(PLACE)[kept]
    return own.reindex(at).reset_index()
