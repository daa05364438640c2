"""From the datasets and the trial file to the material of an analysis, whether they lie on disk or in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from trialstats.adam.score import READ
from trialstats.errors import DataError
from trialstats.estimands.events import events_of
from trialstats.io.artefacts import count_rows, read_artefact, read_known, read_names, read_some
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.select import ANOTHER_PARAMETER, select_records
from trialstats.plan.layout import Layout
from trialstats.steps.columns import columns_read, variables_named
from trialstats.steps.inputs import (
    answers_of_scales,
    base_inputs,
    findings_inputs,
    further_inputs,
    with_items,
    with_people,
)
from trialstats.steps.parameters import parameters_read
from trialstats.steps.rows import rows_of
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.parts.estimands import AS_LISTED
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["Columns", "Datasets", "Select", "columns_on_disk", "material", "needed", "on_disk"]

Select = Callable[..., tuple[pd.DataFrame, dict[str, int]]]
CHANGE = ("BASE", "CHG", "PCHG")


@dataclass(frozen=True)
class Datasets:
    """Where datasets are had from by name: those of ADaM (`adsl` too), and result rows.

    answers: the recoded items of each scale of a questionnaire, a row a form. affected, flags: by findings dataset, its
    intercurrent events and its records' flags. Before the run there are no results. lent: the variables of ADSL that
    records are given, where it is not all. unread: how many records a dataset has beside those that are given, all of
    parameters that the analysis does not name.
    """

    adam: Callable[[str], pd.DataFrame]
    answers: Callable[[str], dict[str, pd.DataFrame]]
    affected: Callable[[str], pd.DataFrame]
    flags: Callable[[str], pd.DataFrame]
    results: Callable[[Sequence[str]], pd.DataFrame] = lambda _: pd.DataFrame()
    lent: Collection[str] | None = None
    unread: Callable[[str], int] = lambda _: 0


@dataclass(frozen=True)
class Columns:
    """What columns a dataset of ADaM has, and the dataset with some of them alone.

    some: of all records, or of those of some parameters. size: how many records there are.
    """

    of: Callable[[str], list[str]]
    some: Callable[[str, list[str], Collection[str] | None], pd.DataFrame]
    size: Callable[[str], int]


def columns_on_disk(layout: Layout) -> Columns:
    """Read them from where the steps before wrote them."""
    return Columns(
        lambda name: read_names(layout.adam(name)),
        lambda name, wanted, parameters: (
            read_artefact(layout.adam(name), wanted)
            if parameters is None
            else read_some(layout.adam(name), wanted, PARAMCD=parameters)
        ),
        lambda name: count_rows(layout.adam(name)),
    )


def on_disk(trial: Trial, layout: Layout) -> Datasets:
    """Take them from where the steps before wrote them."""
    return Datasets(
        lambda name: read_artefact(layout.adam(name)),
        lambda name: answers_of_scales(trial, name, read_known(layout.mapped(name), READ)),
        lambda name: read_artefact(layout.affected(name)),
        lambda name: read_artefact(layout.flags(name)),
        lambda names: rows_of(layout, names),
    )


def needed(trial: Trial, datasets: Datasets, columns: Columns, name: str) -> Datasets:
    """Take of findings datasets no more than an analysis reads.

    columns: the columns of a dataset of ADaM, and the dataset with some of them.
    """
    of_subjects = columns.of("adsl")

    def adam(dataset: str) -> pd.DataFrame:
        if dataset not in trial.datasets:
            return datasets.adam(dataset)
        wanted = columns_read(trial, name, columns.of(dataset), of_subjects)
        records = columns.some(dataset, wanted, parameters_read(trial, name, dataset))
        unread[dataset] = columns.size(dataset) - len(records)
        return records

    unread: dict[str, int] = {}
    lent = {*variables_named(trial, name)}.intersection(of_subjects)
    return dataclasses.replace(datasets, adam=adam, lent=lent, unread=lambda dataset: unread.get(dataset, 0))


def lending(select: Select, lent: Collection[str] | None) -> Select:
    """Let the records that are chosen be given no other variables of ADSL than those."""
    if lent is None:
        return select

    def chosen(
        bds: pd.DataFrame, adsl: pd.DataFrame, analysis: Findings, visits: Sequence[str]
    ) -> tuple[pd.DataFrame, dict[str, int]]:
        return select(bds, adsl[[variable for variable in adsl if variable in lent]], analysis, visits)

    return chosen


def material(
    trial: Trial, datasets: Datasets, name: str, select: Select = select_records
) -> tuple[Method, Inputs, dict[str, int]]:
    """Give a complete analysis, its material (that of the analyses it names too), and how records were chosen.

    select: what chooses the records; whoever wants to see which are left out looks on.
    """
    analysis = trial.complete(name)
    inputs = base_inputs(trial, name, datasets.adam("adsl"))
    counts: dict[str, int] = {}
    strategies = {event: str(handling.strategy) for event, handling in trial.handled_in(analysis).items()}
    inputs = dataclasses.replace(inputs, handled=strategies)
    if strategies:
        asked = trial.estimands[str(getattr(analysis, "estimand", None))]
        inputs = dataclasses.replace(inputs, as_listed=asked.several_events == AS_LISTED)
    if analysis.uses_events:
        every = dict.fromkeys(trial.intercurrent_events, "")
        inputs = dataclasses.replace(inputs, events=events_of(datasets.adam(ADICE), every))
    elif ended := trial.ended_by(analysis):
        inputs = dataclasses.replace(inputs, events=events_of(datasets.adam(ADICE), ended))
    elif trial.follows_events(analysis):
        affected = datasets.affected(str(getattr(analysis, "dataset", None)))
        inputs = dataclasses.replace(inputs, events=events_of(affected, strategies))
    if isinstance(analysis, Findings):
        # Before the records: answers, a row each, take as much memory, and side by side a tenth of it.
        answers = datasets.answers(str(analysis.dataset)) if analysis.uses_items else {}
        bds = datasets.adam(str(analysis.dataset))
        refuse_without_change(trial, name, analysis, bds)
        if flags := trial.flags_read(analysis):
            bds = bds.join(datasets.flags(str(analysis.dataset))[flags])  # of the same records in the same order
        inputs, counts = findings_inputs(trial, inputs, analysis, bds, lending(select, datasets.lent))
        if unread := datasets.unread(str(analysis.dataset)):
            counts |= {count: counts[count] + unread for count in ("in", ANOTHER_PARAMETER)}
        if analysis.uses_items:
            inputs = with_items(inputs, analysis, answers, bds)
    if analysis.uses_times:
        inputs = further_inputs(trial, inputs, {ADTTE: datasets.adam(ADTTE)})
    if analysis.further_datasets:
        inputs = further_inputs(trial, inputs, {other: datasets.adam(other) for other in analysis.further_datasets})
    if analysis.files:
        inputs = dataclasses.replace(inputs, files={file: read_given(Path(file)) for file in analysis.files})
    if analysis.further_results:
        inputs = dataclasses.replace(inputs, results=datasets.results(analysis.further_results))
    if analysis.follows_people:
        inputs = with_people(trial, inputs, analysis)
    others: dict[str, tuple[Findings, Inputs]] = {}
    for other in analysis.further_analyses:
        if isinstance(trial.analyses[other], Findings):
            complete, own, _ = material(trial, datasets, other, select)
            assert isinstance(complete, Findings)  # completing changes no method
            others[other] = complete, own
    return analysis, dataclasses.replace(inputs, others=others), counts


def refuse_without_change(trial: Trial, name: str, analysis: Findings, bds: pd.DataFrame) -> None:
    """Raise DataError where an analysis asks for a change or baseline that ADaM which is taken over does not bring."""
    declared = trial.datasets.get(str(analysis.dataset))
    named = variables_named(trial, name) if declared and declared.adam else ()
    lacking = [variable for variable in CHANGE if variable in named and variable not in bds]
    if declared and lacking:
        files = ", ".join(map(str, trial.sources[declared.source].paths()))
        raise DataError(
            f"{files}: no column {' or '.join(lacking)}, which analyses.{name} asks for; where datasets."
            f"{analysis.dataset} says `adam: true`, the data must bring it, and else it is derived"
        )


def read_given(path: Path) -> pd.DataFrame:
    """Read a CSV that an analysis names, every value as the text that stands there; DataError where it is none."""
    try:
        return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except ValueError as error:  # no UTF-8, no column, more values in a line than columns
        raise DataError(f"{path}: cannot be read as CSV: {str(error).splitlines()[0]}") from None
