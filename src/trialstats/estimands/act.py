"""Let the strategies of an estimand act on a dataset: what is set aside is marked, what is assigned is added.

The analysis then chooses its records as ever, and leaves out what is marked; so what it counts adds up:

    records in + assigned = used + set aside + left out for the other reasons
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.estimands.assigned import assigned_values
from trialstats.estimands.decide import deciding
from trialstats.estimands.question import Question
from trialstats.estimands.remade import remade_summaries
from trialstats.methods.shared.inputs import Strategied
from trialstats.trialfile.parts.estimands import Strategy
from trialstats.trialfile.parts.intercurrent import ASSIGNED

__all__ = ["ADDED", "ASIDE", "Acted", "act", "take_out"]

# The event for whose sake a record is set aside, and that to which a record owes that it is there.
ASIDE, ADDED = "_aside", "_added"
KEYS = ["USUBJID", "PARAMCD", "AVISIT"]


@dataclass(frozen=True)
class Acted:
    """A dataset with its marks, and of how many visits an event decides although there is no value to assign."""

    records: pd.DataFrame
    without_value: dict[str, int]


def act(bds: pd.DataFrame, events: pd.DataFrame, question: Question) -> Acted:
    """Mark the records that strategies set aside, and add those that they assign.

    bds: the records of one dataset, of the parameters analysed; events: see `Inputs.events`.
    """
    people = question.people
    strata = outside_strata(question)
    own = events[events["USUBJID"].isin(people["USUBJID"]) & ~events["USUBJID"].isin(strata)]
    analysed = bds[bds["PARAMCD"].isin(question.parameters) & bds["USUBJID"].isin(people["USUBJID"])]
    decided_at = deciding(own, question)
    bds, remade = remade_summaries(bds, decided_at, question)
    affected = visits_affected(bds[bds["PARAMCD"].isin(question.parameters)], decided_at)
    valued = analysed[analysed["ANL01FL"].eq("Y").fillna(False)]
    made = assigned_values(valued[~valued["USUBJID"].isin(strata)], affected, question)
    told = made[made["AVAL"].notna() | is_ranked(made, question)]
    aside = bds["USUBJID"].map(strata).astype("str")
    decided = pd.concat([affected, told])[[*KEYS, "ICE"]].drop_duplicates(KEYS).set_index(KEYS)["ICE"]
    of_record = decided.reindex(pd.MultiIndex.from_frame(bds[KEYS])).set_axis(bds.index)
    marked = bds.assign(**{ASIDE: aside.fillna(of_record.mask(remade))})
    lacking = made.loc[~made.index.isin(told.index), "ICE"].value_counts()
    return Acted(add(marked, told, question), {str(name): int(count) for name, count in lacking.items()})


def outside_strata(question: Question) -> dict[str, str]:
    """Give the subjects outside the principal strata, each with the event whose stratum leaves it out."""
    found: dict[str, str] = {}
    for name, handling in question.handled.items():
        if handling.strategy == Strategy.PRINCIPAL_STRATUM:
            outside = question.people.loc[question.people[str(handling.flag)] != "Y", "USUBJID"]
            found = dict.fromkeys(outside, name) | found
    return found


def visits_affected(bds: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Give the visits about which events decide for each parameter: those at which anybody has a record of it."""
    measured = bds[["PARAMCD", "AVISIT"]].dropna().drop_duplicates()
    return decided.merge(measured, on="AVISIT").reset_index(drop=True)


def is_ranked(made: pd.DataFrame, question: Question) -> pd.Series[bool]:
    """Tell which assigned records need no number: those that are no response, or rank below all."""
    told = {name for name, handling in question.handled.items() if handling.asks != handling.strategy}
    return made["ICE"].isin(told)


def add(marked: pd.DataFrame, told: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Add the assigned records, with what is known of parameter, visit and subject."""
    if told.empty:
        nothing = pd.Series(pd.NA, index=marked.index, dtype="str")
        return marked.assign(**{ADDED: nothing, ASSIGNED: nothing})
    made = told.reset_index(drop=True)
    change = (made["AVAL"] - made["BASE"]).astype("float64")
    change = made["CHG"].fillna(change) if "CHG" in made else change
    percent = 100 * change / made["BASE"].replace(0, np.nan)
    values = {name: str(handling.value or handling.summary or "") for name, handling in question.handled.items()}
    made = made.assign(CHG=change, PCHG=percent, AVISITN=made["AVISIT"].map(question.visits), ANL01FL="Y")
    made = made.assign(**{ADDED: made["ICE"], ASSIGNED: made["ICE"].map(values)})
    for key, by in (("PARAMCD", ["PARAM", "PARAMTYP"]), ("USUBJID", list(question.people.columns))):
        lent = marked if key == "PARAMCD" else question.people
        wanted = [name for name in by if name in marked and name in lent and name not in made]
        made = made.merge(lent[[key, *wanted]].drop_duplicates(key), on=key, how="left")
    made = made.assign(TRTP=made["TRT01P"]) if "TRTP" in marked and "TRT01P" in made else made
    same = {name: dtype for name, dtype in marked.dtypes.items() if name in made and dtype.kind not in "iub"}
    rows = made.reindex(columns=[*marked.columns, ADDED, ASSIGNED]).astype(same | {ADDED: "str", ASSIGNED: "str"})
    both = pd.concat([marked, rows], ignore_index=True)
    places = {paramcd: place for place, paramcd in enumerate(marked["PARAMCD"].unique())}
    order = both.assign(_place=both["PARAMCD"].map(places)).sort_values(["USUBJID", "_place", "AVISITN"], kind="stable")
    return both.loc[order.index].reset_index(drop=True)


def take_out(
    records: pd.DataFrame, counts: dict[str, int], acted: Acted, question: Question
) -> tuple[pd.DataFrame, dict[str, int], tuple[Strategied, ...]]:
    """Leave out of the records chosen what is set aside; count that, and what is assigned.

    records, counts: as the analysis chose them of `acted.records`. In the counts the assigned records are no longer
    `in`, but beside it.
    """
    used = records[records[ASIDE].isna() | records[ADDED].notna()]
    added = int(acted.records[ADDED].notna().sum())
    accounts = []
    told: dict[str, int] = {**counts, "in": counts["in"] - added}
    del told["used"]
    for name, handling in question.handled.items():
        aside = int((records[ASIDE].eq(name) & records[ADDED].isna()).sum())
        assigned = int(acted.records[ADDED].eq(name).sum())
        without = acted.without_value.get(name, 0)
        accounts.append(Strategied(name, question.labels[name], handling.words, aside, assigned, without))
        if aside:
            told[f"set aside: {question.labels[name]}, {handling.words}"] = aside
        if assigned:
            told[f"assigned: {question.labels[name]}, {handling.words}"] = assigned
    told["used"] = len(used)
    return used.drop(columns=[ASIDE, ADDED]), told, tuple(accounts)
