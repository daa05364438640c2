"""The estimands by their five attributes (ICH E9(R1)), and the analyses that estimate each."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.report.content import ReportContent
from trialstats.report.happened import Happened, Used, happened, used
from trialstats.report.words import absent
from trialstats.results.rows import ALL, NO_UNITS
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.estimands import Estimand, Events, Hierarchy, TimeTo
from trialstats.trialfile.stressed import primary_of
from trialstats.trialfile.trial import Trial

__all__ = ["Described", "describe_estimands"]

NO_SENSITIVITY = "No sensitivity analysis is planned: what its analyses assume is not put to the test."
MEASURES = {"AVAL": "", "CHG": ", change from baseline", "PCHG": ", percent change from baseline"}


@dataclass(frozen=True)
class Described:
    """An estimand: its name, its question, its attributes, and its analyses as (name, label, role).

    arms: by which subjects with events are counted. records: what its strategies have made of the records of each
    analysis. remark: what its plan lacks.
    """

    name: str
    label: str
    attributes: tuple[tuple[str, str], ...]
    events: tuple[Happened, ...]
    analyses: tuple[tuple[str, str, str], ...]
    arms: tuple[str, ...]
    records: tuple[Used, ...]
    remark: str


def describe_estimands(content: ReportContent) -> list[Described]:
    """Describe every estimand of the trial."""
    return [describe(content, name, estimand) for name, estimand in content.trial.estimands.items()]


def describe(content: ReportContent, name: str, estimand: Estimand) -> Described:
    """Describe one estimand."""
    trial = content.trial
    active = [arm for arm in trial.arms if arm != trial.reference_arm]
    population = trial.populations.get(estimand.population)
    label = f"{population.label} ({estimand.population})" if population else estimand.population
    attributes = (
        ("Treatment", f"{' or '.join(active)}, compared with {trial.reference_arm}"),
        ("Population", label),
        ("Variable", variable(content, name, estimand)),
        ("Summary measure", estimand.summary or "none declared"),
    )
    of_estimand = uses(trial, name)
    planned = any(role == "sensitivity" for _, _, role in of_estimand)
    return Described(
        name,
        estimand.label,
        attributes,
        tuple(happened(content, estimand)),
        of_estimand,
        (*trial.arms, ALL),
        tuple(used(content, of_estimand)),
        "" if planned else NO_SENSITIVITY,
    )


def variable(content: ReportContent, question: str, estimand: Estimand) -> str:
    """Say what is measured, and what its main analysis makes of it, or what of events is counted."""
    if isinstance(estimand.variable, Events):
        asked = "whether a subject has any" if estimand.variable.value == "any" else "how many a subject has"
        label = estimand.variable.label
        return f"{label[0].upper()}{label[1:]}: {asked}"
    if isinstance(estimand.variable, TimeTo):
        timed = content.trial.times_to_event[estimand.variable.time_to]
        return f"{timed.label} ({timed.unit})"
    if isinstance(estimand.variable, Hierarchy):
        first, *others = estimand.variable.hierarchy
        return f"The first that tells two subjects apart of: {', then '.join([first, *others])}"
    name = parameter(content, str(estimand.dataset), estimand.variable.PARAMCD)
    primary = primary_of(content.trial, question)
    made = primary.analysis.variable_words if primary else ""
    what = f"{name}{f': {made},' if made else MEASURES[estimand.variable.value] + ','} at {estimand.timepoint}"
    return f"{what}{own_score(content.trial, str(estimand.dataset), estimand.variable.PARAMCD)}"


def own_score(trial: Trial, dataset: str, code: str) -> str:
    """Say of a score that the trial file makes of those of a questionnaire that the questionnaire has none such."""
    declared = trial.datasets[dataset]
    instrument, derived = declared.instrument, declared.derived.get(code)
    parts = (*derived.mean_of, *derived.sum_of) if derived else ()
    if instrument is None or not {*parts} & {*instrument.parameters}:
        return ""
    kind = "mean" if derived and derived.mean_of else "sum"
    title = instrument.title
    return f"; this {kind} of {len(parts)} scores of the {title} is this trial's own, and no score of the {title}"


def parameter(content: ReportContent, dataset: str, code: str) -> str:
    """Name the parameter with its unit: as the trial file does, else as the results do (a scale of an instrument)."""
    outcome = content.trial.outcome(dataset, code)
    if outcome is not None:
        return f"{outcome.label} ({outcome.unit})" if outcome.unit and outcome.unit not in NO_UNITS else outcome.label
    names = content.rows.loc[content.rows["PARAMCD"].eq(code).fillna(False).astype(bool), "PARAM"].dropna()
    return code if names.empty or absent(names.iloc[0]) else str(names.iloc[0])


def uses(trial: Trial, estimand: str) -> tuple[tuple[str, str, str], ...]:
    """List the analyses of an estimand."""
    return tuple(
        (name, analysis.label or name, analysis.role)
        for name, analysis in trial.analyses.items()
        if isinstance(analysis, Estimating) and analysis.estimand == estimand
    )
