"""The records behind an analysis, chosen again as its step chose them, with the lines that they come from.

Nothing is fitted. What is told must agree with what the run noted: where it counted otherwise, its count stands alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from trialstats.estimands.act import ADDED, ASIDE
from trialstats.explain.analyses import about
from trialstats.explain.material import CellFacts, LeftOut, MaterialFacts, RecordFacts
from trialstats.io.artefacts import read_artefact
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.select import ANOTHER_PARAMETER, left_out_by, select_records
from trialstats.plan.layout import Layout
from trialstats.steps.lines import Lines
from trialstats.steps.material import material, on_disk
from trialstats.steps.without import without
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.trial import Trial

__all__ = ["material_facts"]

Scope = Mapping[str, str]
KEYS = ["USUBJID", "PARAMCD", "AVISIT"]
VALUES = ("AVAL", "AVALC", "BASE", "CHG", "PCHG", "ICEVAL")
CHANGES = ("CHG", "PCHG")
MISSING = " missing"  # ends the reasons of a model for the records in which a variable is absent


@dataclass
class Watched:
    """Chooses records as ever, and keeps what it was given first and why it left each record out."""

    records: pd.DataFrame = field(default_factory=pd.DataFrame)
    why: pd.Series = field(default_factory=lambda: pd.Series(dtype="object"))
    reasons: list[str] = field(default_factory=list)

    def __call__(
        self, bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings, visits: Sequence[str]
    ) -> tuple[pd.DataFrame, dict[str, int]]:
        if self.records.empty:  # the analyses that it names come after it
            self.records = bds
            self.why, self.reasons = left_out_by(bds, adsl, analysis, visits)
        return select_records(bds, adsl, analysis, visits)


def material_facts(
    trial: Trial, layout: Layout, name: str, notes: Mapping[str, Any], scope: Scope | None = None
) -> MaterialFacts | None:
    """Give the records of an analysis of findings; None of another.

    notes: those that the analysis left. scope: the parameter, visit and arms (PARAMCD, AVISIT, ARM, REFERENCE) of what
    is asked about: the records used and the subjects without one are those of it, by default all.
    """
    complete = trial.complete(name)
    if not isinstance(complete, Findings) or complete.dataset not in trial.datasets:
        return None
    watched = Watched()
    analysis, inputs, counts = material(trial, on_disk(trial, layout), name, watched)
    assert isinstance(analysis, Findings)
    dataset = str(analysis.dataset)
    people = Told(trial, inputs, Lines(trial, layout, dataset, read_artefact(layout.adam(dataset))), analysis.measure)
    own = within(scope or {}, inputs)
    records = in_scope(inputs.records, own)
    left = [*selected_out(watched, people, counts, own), *by_model(notes, inputs.records, people, own)]
    gone = {index for each in left for index in each.indices}
    used = records[~records.index.isin(gone)]
    return MaterialFacts(
        analysis=name,
        dataset=dataset,
        scope=own,
        came=counts["in"],
        assigned=tuple(people.of(in_scope(added(watched.records), own))),
        left_out=tuple(each.facts for each in left),
        cells=tuple(cells(used)),
        used=tuple(people.of(used)),
        without=tuple(without(trial, layout, analysis, inputs, used, [each.facts for each in left], own)),
    )


@dataclass(frozen=True)
class Told:
    """Tells records with their values and lines."""

    trial: Trial
    inputs: Inputs
    lines: Lines
    measure: str

    def of(self, records: pd.DataFrame) -> Iterator[RecordFacts]:
        """Yield the facts of records, in their order."""
        arms = dict(self.inputs.adsl[["USUBJID", "TRT01P"]].astype(object).itertuples(index=False, name=None))
        present = [column for column in VALUES if column in records and column in (*CHANGES, "AVAL", "AVALC", "ICEVAL")]
        present += ["BASE"] if "BASE" in records else []
        for row in records[[*KEYS, *present]].astype(object).to_dict("records"):
            key = (str(row["USUBJID"]), str(row["PARAMCD"]), str(row["AVISIT"]))
            values = {column: row[column] for column in present if not pd.isna(row[column])}
            if "AVAL" in values:
                values.pop("AVALC", None)
            before = self.lines.at_baseline(key[0], key[1]) if "BASE" in values else ()
            yield RecordFacts(
                subject=key[0],
                arm=str(arms.get(row["USUBJID"], "")),
                parameter=key[1],
                visit=key[2],
                values=values,
                lines=self.lines.of(*key),
                at_baseline=before,
            )


@dataclass(frozen=True)
class Left:
    """What was left out, and the index of its records where they are known."""

    facts: LeftOut
    indices: frozenset[Any]


def within(scope: Scope, inputs: Inputs) -> dict[str, str]:
    """Take what a row says of parameter, visit and arms, as far as the records know it."""
    known = {key: scope[key] for key in ("PARAMCD", "AVISIT", "ARM", "REFERENCE") if key in scope}
    records = inputs.records
    for key in ("PARAMCD", "AVISIT"):
        if key in known and not records[key].astype("str").eq(known[key]).any():
            known.pop(key)  # of several visits together, or of a parameter that the method makes
    arms = {str(arm) for arm in inputs.arms}
    return {key: value for key, value in known.items() if key not in ("ARM", "REFERENCE") or value in arms}


def in_scope(records: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Keep the records of the parameter, visit and arms that are asked about."""
    keep = pd.Series(True, index=records.index)
    for key in ("PARAMCD", "AVISIT"):
        if key in scope:
            keep &= records[key].astype("str").eq(scope[key]).to_numpy(dtype=bool, na_value=False)
    arms = [scope[key] for key in ("ARM", "REFERENCE") if key in scope]
    if arms:
        keep &= records["TRT01P"].astype("str").isin(arms).to_numpy(dtype=bool, na_value=False)
    return records[keep]


def added(records: pd.DataFrame) -> pd.DataFrame:
    """Take the records that a strategy assigned."""
    return records[records[ADDED].notna()] if ADDED in records else records.iloc[:0]


def selected_out(watched: Watched, people: Told, counts: Mapping[str, int], scope: Scope) -> Iterator[Left]:
    """Give what each condition left out, and what strategies set aside, as far as it left out any."""
    records = watched.records
    for reason in watched.reasons:
        if counts.get(reason):
            yield told(reason, "selection", counts[reason], records[watched.why.eq(reason)], people, scope)
    if ASIDE not in records:
        return
    chosen = records[watched.why.isna() & records[ADDED].isna() & records[ASIDE].notna()]
    for each in people.inputs.strategied:
        if each.set_aside:
            reason = f"set aside: {each.label}, {each.strategy}"
            yield told(reason, "strategy", each.set_aside, chosen[chosen[ASIDE].eq(each.event)], people, scope)


def told(reason: str, by: str, count: int, records: pd.DataFrame, people: Told, scope: Scope) -> Left:
    """Tell what was left out with its records, if there are as many as were counted.

    Of another parameter or visit nobody asks which records these are.
    """
    elsewhere = reason in (ANOTHER_PARAMETER, "another visit")
    known = len(records) == count and not elsewhere
    facts = tuple(people.of(in_scope(records, {**scope}))) if known else ()
    return Left(LeftOut(reason, by, count, facts), frozenset(records.index if known else ()))


def by_model(notes: Mapping[str, Any], records: pd.DataFrame, people: Told, scope: Scope) -> Iterator[Left]:
    """Give what the method left out of the records selected, by piece of its work and reason."""
    for note in notes.get("excluded") or ():
        if any(key in note and key in scope and str(note[key]) != scope[key] for key in ("PARAMCD", "AVISIT")):
            continue
        own = in_scope(records, {key: str(note[key]) for key in ("PARAMCD", "AVISIT") if note.get(key) is not None})
        piece = f" ({about(note)})" if about(note) else ""
        for reason, count in note["left_out"].items():
            name = str(reason).removesuffix(MISSING)
            found = own[own[name].isna()] if str(reason).endswith(MISSING) and name in own else own.iloc[:0]
            own = own.drop(found.index)
            yield told(f"{reason}{piece}", "model", int(count), found, people, scope)


def cells(records: pd.DataFrame) -> Iterator[CellFacts]:
    """Count the records used by parameter, visit and arm."""
    groups = records.groupby(["PARAMCD", "AVISIT", "TRT01P"], observed=True, sort=True)
    for (paramcd, visit, arm), group in groups:
        yield CellFacts(str(paramcd), str(visit), str(arm), len(group), int(group["USUBJID"].nunique()))
