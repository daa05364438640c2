"""The subjects of a population of whom an analysis used no record, and what the data say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from trialstats.explain.material import LeftOut, Without
from trialstats.io.artefacts import read_artefact
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import members
from trialstats.plan.layout import Layout
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.trial import Trial

__all__ = ["without"]

Reasons = dict[str, tuple[str, tuple[str, ...]]]
REASON = "DCSREAS"


def without(
    trial: Trial,
    layout: Layout,
    analysis: Findings,
    inputs: Inputs,
    used: pd.DataFrame,
    left: Sequence[LeftOut],
    scope: Mapping[str, str],
) -> Iterator[Without]:
    """Yield the subjects of the population, in the arms asked about, who have no record among those used.

    The reason is, in this order: the condition that left a record of theirs out; the score that could not be computed;
    what was listed of them at the visit; that there is no record. Who left the trial is told as well.
    """
    dataset = str(analysis.dataset)
    known: Reasons = {}
    for reasons in (of_conditions(left), of_scores(layout, dataset, scope), of_listing(trial, layout, dataset, scope)):
        known = reasons | known
    people = members(inputs, analysis.population)
    arms = {scope[key] for key in ("ARM", "REFERENCE") if key in scope}
    absent = people[~people["USUBJID"].isin(used["USUBJID"])]
    for row in absent.astype(object).to_dict("records"):
        subject, arm = str(row["USUBJID"]), str(row["TRT01P"])
        if not arms or arm in arms:
            why, lines = known.get(subject, (nothing(scope), ()))
            ended = row.get(REASON)
            yield Without(subject, arm, why if pd.isna(ended) else f"{why}; left the trial: {ended}", lines)


def nothing(scope: Mapping[str, str]) -> str:
    """Say that there is no record: `no record of VASPAIN at Week 12`."""
    of = f" of {scope['PARAMCD']}" if "PARAMCD" in scope else ""
    return f"no record{of}" + (f" at {scope['AVISIT']}" if "AVISIT" in scope else "")


def of_conditions(left: Sequence[LeftOut]) -> Reasons:
    """Take the conditions that left records out, by the subject."""
    found: Reasons = {}
    for each in left:
        for record in each.records:
            found.setdefault(record.subject, (f"{each.condition}, at {record.visit}", record.lines))
    return found


def of_scores(layout: Layout, dataset: str, scope: Mapping[str, str]) -> Reasons:
    """Take the scores that could not be computed, where it was noted why."""
    unscored = read_artefact(layout.unscored(dataset))
    if "REASON" not in unscored:
        return {}
    asked = {key: scope[key] for key in ("PARAMCD", "AVISIT") if key in scope}
    for key, value in asked.items():
        unscored = unscored[unscored[key].eq(value)]
    told = unscored[unscored["REASON"].notna()]
    return {
        str(row["USUBJID"]): (f"{row['PARAMCD']} at {row['AVISIT']} could not be computed: {row['REASON']}", ())
        for row in told.iloc[::-1].to_dict("records")
    }


def of_listing(trial: Trial, layout: Layout, dataset: str, scope: Mapping[str, str]) -> Reasons:
    """Take what was listed of the raw records at the visit, with its line."""
    visits = {code: name for name, declared in trial.visits.items() for code in declared.codes}
    found: Reasons = {}
    for row in read_artefact(layout.listing(dataset)).to_dict("records"):
        visit = visits.get(str(row["visit"]), str(row["visit"]))
        if "AVISIT" not in scope or visit == scope["AVISIT"]:
            words = f"{str(row['kind']).replace('_', ' ')}: {row['item']}" + (f" at {visit}" if visit else "")
            found.setdefault(str(row["subject"]), (words, (f"{row['file']}:{row['line']}",)))
    return found
