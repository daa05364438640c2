"""Compare what another program printed with results of ours, and find by computing what makes them differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from trialstats.compare.agreement import compared, match
from trialstats.compare.causes import Explained, explain
from trialstats.compare.given import Given
from trialstats.compare.labels import Labels, labels_of
from trialstats.compare.table import Read, read_given
from trialstats.compare.variants import Variant, variants
from trialstats.errors import DataError, TrialstatsError
from trialstats.io.artefacts import read_artefact
from trialstats.methods.run import run_method
from trialstats.plan.layout import Layout
from trialstats.results.kinds import Kind
from trialstats.steps.material import material, on_disk
from trialstats.steps.rows import rows_of
from trialstats.steps.verify import refuse_unfinished
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.trial import Trial

__all__ = ["MOST_SUBJECTS", "Beside", "beside"]

ROLES = ("primary", "secondary", "sensitivity", "supplementary", "exploratory", "description")
MOST_SUBJECTS = 200  # that are left out one by one where nothing else explains a difference


@dataclass(frozen=True)
class Beside:
    """What another program printed beside one analysis of ours: which, what was found, and rows that ours has not."""

    analysis: str
    explained: Explained
    unmatched: tuple[str, ...]
    subject: str = ""  # without whom ours are theirs


def beside(
    trial: Trial, layout: Layout, file: Path, analysis: str | None, tolerance: float
) -> tuple[list[Beside], tuple[str, ...]]:
    """Compare a CSV with the results of a trial; gives what was found by analysis, and the lines that are no rows.

    analysis: whose results it holds; by default the one that most of its numbers agree with. Raises DataError where the
    file has no estimates, or none of ours.
    """
    refuse_unfinished(trial, layout)
    if analysis is not None and analysis not in trial.analyses:
        raise DataError(f"{analysis}: no analysis of {layout.trial}{nearest(analysis, trial.analyses)}")
    every = rows_of(layout, list(trial.analyses))
    read = read_given(file, known_labels(trial, every), trial.reference_arm)
    groups = by_analysis(trial, read, every, analysis, tolerance)
    if not groups:
        raise DataError(
            [f"{file}: none of its {len(read.rows)} rows is one of {layout.trial}", *unmatched(read.rows, every)[:10]]
        )
    return [one(trial, layout, name, rows, tolerance) for name, rows in groups.items()], read.left_out


def known_labels(trial: Trial, rows: pd.DataFrame) -> Labels:
    named = rows[["PARAMCD", "PARAM"]].dropna().drop_duplicates("PARAMCD")
    return labels_of(trial, dict(zip(named["PARAMCD"], named["PARAM"], strict=True)))


def by_analysis(
    trial: Trial, read: Read, rows: pd.DataFrame, asked: str | None, tolerance: float
) -> dict[str, list[Given]]:
    """Give the rows to the analyses that they are of: by their ids, by what is asked, else by most agreement."""
    known = {
        name: [row for row in read.rows if row.keys.get("id", "").split("/")[0] == name] for name in trial.analyses
    }
    groups = {name: own for name, own in known.items() if own}
    others = [row for row in read.rows if "id" not in row.keys]
    if others and (name := asked or most_alike(trial, others, rows, tolerance)):
        groups.setdefault(name, []).extend(others)
    return groups


def most_alike(trial: Trial, given: Sequence[Given], rows: pd.DataFrame, tolerance: float) -> str | None:
    """Find the analysis with which most numbers agree, of those that have most of the rows; a primary one first."""
    found = []
    for name in sorted(trial.analyses, key=lambda name: ROLES.index(trial.analyses[name].role)):
        own = rows[rows["analysis"].eq(name)]
        matched = match(given, own)
        agreeing = sum(each.agrees for each in compared(matched, own, tolerance))
        found.append(((sum(each.id is not None for each in matched), agreeing), name))
    best = max((score for score, _ in found), default=(0, 0))
    return next((name for score, name in found if score == best), None) if best[0] else None


def one(trial: Trial, layout: Layout, name: str, given: Sequence[Given], tolerance: float) -> Beside:
    """Compare the rows of one analysis, and explain what differs."""
    ours = read_artefact(layout.rows(name))
    estimated = ours["kind"].isin(Kind.those(lambda traits: traits.estimated)).any()
    changes = variants(trial, name) if estimated else iter(())
    explained = explain(given, ours, changes, computed(trial, layout, name), tolerance)
    missing = tuple(unmatched(given, ours))
    subject = without_whom(trial, layout, name, given, explained, tolerance)
    return Beside(name, explained, missing, subject)


def unmatched(given: Sequence[Given], rows: pd.DataFrame) -> list[str]:
    return [f"line {each.given.line}: {each.why}" for each in match(given, rows) if each.id is None]


def computed(trial: Trial, layout: Layout, name: str) -> Callable[[Sequence[Variant]], pd.DataFrame | None]:
    """Give what computes the rows of an analysis with some changes; None where it cannot be made so."""

    def rows(changes: Sequence[Variant]) -> pd.DataFrame | None:
        changed: Trial | None = trial
        for change in changes:
            changed = change.applied(changed, name) if changed is not None else None
        if changed is None:
            return None
        try:
            analysis, inputs, _ = material(changed, on_disk(changed, layout), name)
            return run_method(analysis, inputs).rows
        except (TrialstatsError, ValueError, KeyError, ArithmeticError):  # a change that the data do not bear
            return None

    return rows


def without_whom(
    trial: Trial, layout: Layout, name: str, given: Sequence[Given], explained: Explained, tolerance: float
) -> str:
    """Name the one subject without whom all numbers agree, where nothing else explains what differs."""
    complete = trial.complete(name)
    lost = [each for each in explained.way.left if each.statistic == "estimate"]
    if not lost or not isinstance(complete, Findings):
        return ""
    analysis, inputs, _ = material(trial, on_disk(trial, layout), name)
    subjects = list(dict.fromkeys(inputs.records["USUBJID"]))
    for subject in subjects if len(subjects) <= MOST_SUBJECTS else ():
        fewer = dataclasses.replace(inputs, records=inputs.records[inputs.records["USUBJID"].ne(subject)])
        try:
            rows = run_method(analysis, fewer).rows
        except TrialstatsError:
            continue
        numbers = compared(match(given, rows), rows, tolerance)
        if numbers and all(each.agrees for each in numbers if each.statistic != "n"):
            return str(subject)
    return ""
