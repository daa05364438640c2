"""What the guide says of the study: its arms, visits, populations, questions, and what is made of what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from trialstats.standards.define.rules import summed_up, summed_words
from trialstats.standards.define.settings import flow, settings
from trialstats.standards.guide.blocks import Block, Items, Paragraph, Section, Table
from trialstats.standards.letters import plain
from trialstats.trialfile.parts.estimands import Estimand
from trialstats.trialfile.parts.sources import DateColumn
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = ["analysis_sections", "study_sections"]


def study_sections(trial: Trial, adsl: pd.DataFrame) -> list[Section]:
    """Describe the design; `adsl` counts the subjects."""
    return [
        Section("Title", [Paragraph(f"{trial.STUDYID}: {trial.title}")]),
        Section("Treatments", [treatments(trial, adsl)]),
        Section("Visits", [visits(trial)]),
        Section("Analysis populations", [populations(trial, adsl)]),
        Section("Estimands", estimands(trial)),
    ]


def treatments(trial: Trial, adsl: pd.DataFrame) -> Block:
    """List what subjects were randomised to, with how many."""
    variable = "TRTSEQP" if trial.crossover else "TRT01P"
    counts = adsl[variable].value_counts()
    heads = ("Sequence" if trial.crossover else "Treatment", "Role", "Randomised")
    roles = {name: arm.role for name, arm in trial.arms.items()}
    return Table(
        heads, tuple((name, roles.get(name, ""), f"{counts.get(in_data(trial, name), 0):,}") for name in trial.groups)
    )


def in_data(trial: Trial, text: str) -> str:
    """Write a term as the datasets have it."""
    return plain(text, trial.submission.letters)[0].rstrip(" ")


def visits(trial: Trial) -> Block:
    return Table(
        ("Visit", "AVISITN", "Target day", "Days", "Baseline"),
        tuple(
            (
                name,
                flow(visit.AVISITN),
                "" if visit.target_day is None else flow(visit.target_day),
                f"{visit.window[0]} to {visit.window[1]}" if visit.window else "",
                "yes" if visit.baseline else "",
            )
            for name in trial.visit_order
            for visit in [trial.visits[name]]
        ),
    )


def populations(trial: Trial, adsl: pd.DataFrame) -> Block:
    return Table(
        ("Flag", "Population", "Subjects", "Conditions (trial file)"),
        tuple(
            (flag, one.label, f"{adsl[flag].eq('Y').sum():,}", settings(one, without=("label",)))
            for flag, one in trial.populations.items()
        ),
    )


def estimands(trial: Trial) -> list[Block]:
    """Give the attributes of each estimand (ICH E9(R1))."""
    if not trial.estimands:
        return [Paragraph("The trial file declares none.")]
    blocks: list[Block] = []
    for one in trial.estimands.values():
        blocks += [Paragraph(one.label), Items(tuple(attributes(trial, one)))]
    return blocks


def attributes(trial: Trial, estimand: Estimand) -> Iterator[str]:
    """Yield the attributes of an estimand, as far as the trial file says them."""
    yield f"Population: {trial.populations[estimand.population].label} ({estimand.population})"
    where = f" of {estimand.dataset.upper()}" if estimand.dataset else ""
    yield f"Variable: {settings(estimand.variable)}{where}" + (
        f" at {estimand.timepoint}" if estimand.timepoint else ""
    )
    for name, handling in estimand.intercurrent_events.items():
        declared = trial.intercurrent_events.get(name)
        yield f"Intercurrent event, {declared.label if declared else name}: {estimand.words_of(handling)}"
    if estimand.summary:
        yield f"Summary: {estimand.summary}"


def analysis_sections(trial: Trial) -> list[Section]:
    """Say what treatment variables, baseline, windows and imputation are."""
    return [
        Section("Treatment variables", [Paragraph(treatment_words(trial))]),
        Section("Baseline and visit windows", baseline(trial)),
        Section("Missing values and imputation", list(imputation(trial))),
    ]


def treatment_words(trial: Trial) -> str:
    if trial.crossover:
        return (
            "TRTSEQP is the planned sequence, TRT01P, TRT02P, ... the planned treatment of each period; TRTP of a "
            "record is that of the period of its visit."
        )
    return "TRT01P is the treatment that a subject was randomised to; records carry it, and as TRTP."


def baseline(trial: Trial) -> list[Block]:
    """Say which record gives BASE, and which of several counts."""
    if not trial.baseline_visits:
        return [Paragraph("No visit is declared to give a baseline.")]
    chosen = {one.upper(): said.records_in_window for one, said in trial.datasets.items()}
    sums = {one.upper(): found for one in trial.datasets if (found := summed_up(trial, one))}
    without = [
        Paragraph(f"In {one} without a record at baseline: {summed_words(found)}") for one, found in sums.items()
    ]
    return [
        Paragraph(
            f"BASE is AVAL of the record with ABLFL = Y, at {' and '.join(trial.baseline_visits)}. ANL01FL = Y marks "
            "one record of each subject, parameter and visit; of several with a value:"
        ),
        Items(
            tuple(
                f"{name}: {'closest to the target day' if said == 'closest' else said}" for name, said in chosen.items()
            )
        ),
        *without,
    ]


def imputation(trial: Trial) -> Iterator[Block]:
    """Say what is imputed in the data, and in which analyses."""
    yield Paragraph(
        "A value that was not recorded has no record, or a missing AVAL. Derived parameters and scores say in their "
        "rule what they make of missing ones (section 5 and define.xml). Where the trial file asks for it, parts of "
        "dates are imputed, with their flag, and values beyond limits of quantification are replaced in records of "
        "their own (DTYPE). What an analysis imputes happens within it, and is in no dataset."
    )
    dates = dict(dated(trial))
    if dates:
        yield Paragraph("Dates whose missing parts are imputed:")
        yield Items(tuple(f"{name}: {rule}" for name, rule in dates.items()))
    of_analyses = {
        name: f"{one.label or name} ({one.method})"
        for name, one in trial.analyses.items()
        if one.method in ("imputation", "tipping_point")
    }
    if of_analyses:
        yield Paragraph("Analyses that impute missing outcomes; what they assume stands with each in define.xml:")
        yield Items(tuple(of_analyses.values()))


def dated(trial: Trial) -> Iterator[tuple[str, str]]:
    """Yield the dates whose missing parts are imputed, with the rule."""
    of_subjects: dict[str, Column | DateColumn] = {**trial.subjects.dates, **trial.covariates}
    parts: dict[str, Mapping[str, Column | DateColumn]] = {"ADSL": of_subjects}
    parts |= {name.upper(): one.columns for name, one in trial.datasets.items()}
    parts |= {name.upper(): one.columns for name, one in trial.occurrences.items()}
    for dataset, columns in parts.items():
        for name, column in columns.items():
            if column.impute:
                yield f"{dataset}.{name}", settings(column, without=("column", "label", "type", "format", "source"))
