"""Names in what is asked for: estimands, analyses and displays."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.methods.answers import answer_of
from trialstats.methods.registry import METHODS, methods_beside, methods_shown
from trialstats.methods.sensitivity import sensitivity_set
from trialstats.trialfile.checks.filters import filters
from trialstats.trialfile.names import (
    At,
    Broken,
    Missing,
    MissingAnswer,
    of_no_dataset,
    parameters_of,
    unknown,
    unknown_analysis,
    unknown_parameter,
)
from trialstats.trialfile.parts.analysis import COVARIATES, Estimating, Findings, Method
from trialstats.trialfile.parts.estimands import Estimand, Events, Hierarchy, Measure, TimeTo
from trialstats.trialfile.stressed import primary_of
from trialstats.trialfile.trial import Trial
from trialstats.trialfile.withheld import withheld

__all__ = ["analyses", "displays", "estimands"]


def estimands(trial: Trial) -> Broken:
    for name, estimand in trial.estimands.items():
        at = ("estimands", name)
        if estimand.population not in trial.populations:
            yield (*at, "population"), unknown("population", estimand.population, trial.populations)
        if isinstance(estimand.variable, Events):
            yield from counted(trial, (*at, "variable"), estimand.variable)
        elif isinstance(estimand.variable, TimeTo):
            if estimand.variable.time_to not in trial.times_to_event:
                text = unknown("time to an event", estimand.variable.time_to, trial.times_to_event)
                yield (*at, "variable", "time_to"), text
        elif not isinstance(estimand.variable, Hierarchy):
            yield from parameter(trial, at, str(estimand.dataset), estimand.variable, str(estimand.timepoint))
        if estimand.sensitivity:
            yield from stressed(trial, name, f"= {estimand.sensitivity}")


def stressed(trial: Trial, estimand: str, said: str) -> Broken:
    """Yield an estimand of which there is nothing to stress, or whose main analysis no usual one stresses.

    said: how the file asks for it.
    """
    at = ("estimands", estimand, "sensitivity")
    primary = primary_of(trial, estimand)
    # The standard set adds a primary analysis where there is none, and then says that all is declared.
    if primary is None and trial.displays == "declared":
        text = f"{said} needs an analysis of the estimand that compares the arms, with `role: primary` or `secondary`"
        yield at, MissingAnswer(text, estimand)
    if primary is not None and not any(True for _ in sensitivity_set(trial, primary)):
        method = primary.analysis.method
        yield (
            at,
            f"{said} has no analysis that stresses {primary.name} (method {method}) under the strategies of the "
            "estimand: leave it out, and declare analyses with `role: sensitivity`",
        )


def counted(trial: Trial, at: At, variable: Events) -> Broken:
    if variable.occurrence not in trial.occurrences:
        yield (*at, "occurrence"), unknown("occurrence", variable.occurrence, trial.occurrences)
    else:
        columns = trial.occurrences[variable.occurrence].columns
        yield from filters(at, variable.records, [*columns, *trial.covariates, *trial.populations])


def parameter(trial: Trial, at: At, dataset: str, variable: Measure, timepoint: str) -> Broken:
    if trial.crossover:
        if timepoint not in trial.timepoints:
            text = unknown("timepoint of visits (their `timepoint`)", timepoint, trial.timepoints)
            yield (*at, "timepoint"), text
    elif timepoint not in trial.visits:
        yield (*at, "timepoint"), unknown("visit", timepoint, trial.visits)
    if dataset not in trial.datasets:
        yield (*at, "dataset"), unknown("dataset", dataset, trial.datasets)
        yield from (((*at, "variable", "PARAMCD"), text) for text in of_no_dataset(trial, [variable.PARAMCD]))
        return
    if variable.PARAMCD not in (known := parameters_of(trial, dataset)):
        yield (*at, "variable", "PARAMCD"), unknown_parameter(variable.PARAMCD, known)
    if timepoint in trial.visits:
        yield from measured(trial, (*at, "timepoint"), dataset, timepoint)


def measured(trial: Trial, at: At, dataset: str, visit: str) -> Broken:
    """Yield a visit at which a dataset says that it is not measured."""
    own = trial.datasets[dataset].visits or trial.visits
    if visit not in own:
        yield at, f"= {visit} is none of the `visits` of {dataset} ({', '.join(own)})"


def analyses(trial: Trial) -> Broken:
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Estimating):
            yield from target(trial, at, analysis)
        if isinstance(analysis, Findings):
            estimand = trial.estimands.get(str(analysis.estimand))
            dataset = analysis.dataset or (estimand.dataset if estimand else None)
            if dataset in trial.datasets:
                yield from findings(trial, at, analysis, str(dataset))
            else:
                yield from outside(trial, at, analysis)
        yield from variables(trial, at, analysis)


def target(trial: Trial, at: At, analysis: Estimating) -> Broken:
    """Yield an estimand that is none, or not one for the method, and names that are no dataset or population."""
    if analysis.estimand and analysis.estimand not in trial.estimands:
        yield (*at, "estimand"), unknown("estimand", analysis.estimand, trial.estimands)
    elif analysis.estimand:
        yield from estimated(at, analysis, analysis.estimand, trial.estimands[analysis.estimand])
    if analysis.population and analysis.population not in trial.populations:
        yield (*at, "population"), unknown("population", analysis.population, trial.populations)
    known: Mapping[str, object] = trial.occurrences if analysis.of_events else trial.datasets
    if analysis.dataset and analysis.dataset not in known:
        what = "occurrence" if analysis.of_events else "dataset"
        yield (*at, "dataset"), unknown(what, analysis.dataset, known)


def estimated(at: At, analysis: Estimating, name: str, estimand: Estimand) -> Broken:
    """Yield an estimand whose variable is not of the method's kind, or that its results cannot answer."""
    if not analysis.is_of(estimand):
        wanted = "counts events of an occurrence" if analysis.of_events else "analyses a parameter of a dataset"
        wanted = "analyses times to an event" if analysis.of_times else wanted
        wanted = "compares subjects by a hierarchy of outcomes" if analysis.of_hierarchies else wanted
        about = "events" if estimand.is_counted else "a time to an event" if estimand.is_timed else "a parameter"
        about = "a hierarchy of outcomes" if estimand.is_ranked else about
        yield (*at, "estimand"), f"= {name} is about {about}, and method {analysis.method} {wanted}"
    elif analysis.role == "primary" and answer_of(analysis.entry, estimand) is None:
        others = [
            entry.name
            for entry in METHODS
            if issubclass(entry.options, Estimating)
            and entry.options.is_of(estimand)
            and answer_of(entry.name, estimand)
        ]
        text = f"has no comparison of the arms that answers {name}; these methods do: {', '.join(others)}"
        yield (*at, "role"), f"= primary, and method {analysis.method} {text}"
    elif analysis.role == "primary" and (answer := answer_of(analysis.entry, estimand)):
        yield from (((*at, key), text) for key, text in withheld(analysis, name, estimand, answer))


def variables(trial: Trial, at: At, analysis: Method) -> Broken:
    for key, names in analysis.subject_variables.items():
        modelled = key in COVARIATES
        known = ["BASE" if modelled else "TRT01P", *trial.covariates]
        for name in (name for name in names if name not in known):
            yield (*at, key), unknown("covariate" if modelled else "variable", name, known)


def outside(trial: Trial, at: At, analysis: Findings) -> Broken:
    """Yield the visits and parameters that are nowhere, of an analysis of which it is not known what it is about."""
    for visit in (visit for visit in analysis.visits if visit not in trial.visits):
        yield (*at, "visits"), unknown("visit", visit, trial.visits)
    yield from (((*at, "parameters"), text) for text in of_no_dataset(trial, analysis.parameters))


def findings(trial: Trial, at: At, analysis: Findings, dataset: str) -> Broken:
    for visit in analysis.visits:
        if visit not in trial.visits:
            yield (*at, "visits"), unknown("visit", visit, trial.visits)
        else:
            yield from measured(trial, (*at, "visits"), dataset, visit)
    for paramcd in analysis.parameters:
        if paramcd not in (known := parameters_of(trial, dataset)):
            yield (*at, "parameters"), unknown_parameter(paramcd, known)
    if analysis.uses_items and trial.datasets[dataset].instrument is None:
        text = f"= {dataset} has no `instrument`, whose items {analysis.method} needs"
        yield (*at, "dataset"), Missing(text, "instrument")


def displays(trial: Trial) -> Broken:
    for section, parts in (("figures", trial.figures), ("tables", trial.tables)):
        for name, display in parts.items():
            at = (section, name)
            for analysis in display.analyses:
                if analysis not in trial.analyses:
                    yield (*at, "analysis"), unknown_analysis(analysis, trial.analyses)
                    continue
                method, shown = trial.analyses[analysis].entry, methods_shown(type(display))
                if method not in shown:
                    text = f"= {analysis} is of method {method}; this kind shows {' or '.join(shown)}"
                    yield (*at, "analysis"), text
                    continue
                for key, text in display.objections(analysis, trial.analyses[analysis]):
                    yield (*at, key), text
            for key, beside in display.beside.items():
                shown = methods_beside(type(display))
                known = [other for other, analysis in trial.analyses.items() if analysis.entry in shown]
                if beside not in known:
                    yield (*at, key), unknown_analysis(beside, known, " or ".join(shown))
