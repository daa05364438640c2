"""Names in what is asked for: estimands, analyses and displays."""

from __future__ import annotations

from trialstats.methods.registry import methods_beside, methods_shown
from trialstats.trialfile.names import At, Broken, Missing, parameters_of, unknown
from trialstats.trialfile.parts.analysis import Findings, Method
from trialstats.trialfile.trial import Trial

__all__ = ["analyses", "displays", "estimands"]


def estimands(trial: Trial) -> Broken:
    for name, estimand in trial.estimands.items():
        at = ("estimands", name)
        if estimand.population not in trial.populations:
            yield (*at, "population"), unknown("population", estimand.population, trial.populations)
        if estimand.timepoint not in trial.visits:
            yield (*at, "timepoint"), unknown("visit", estimand.timepoint, trial.visits)
        if estimand.dataset not in trial.datasets:
            yield (*at, "dataset"), unknown("dataset", estimand.dataset, trial.datasets)
        else:
            if estimand.variable.PARAMCD not in (known := parameters_of(trial, estimand.dataset)):
                yield (*at, "variable", "PARAMCD"), unknown("parameter", estimand.variable.PARAMCD, known)
            if estimand.timepoint in trial.visits:
                yield from measured(trial, (*at, "timepoint"), estimand.dataset, estimand.timepoint)


def measured(trial: Trial, at: At, dataset: str, visit: str) -> Broken:
    """Yield a visit at which a dataset says that it is not measured."""
    own = trial.datasets[dataset].visits or trial.visits
    if visit not in own:
        yield at, f"= {visit} is none of the `visits` of {dataset} ({', '.join(own)})"


def analyses(trial: Trial) -> Broken:
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Findings):
            yield from findings(trial, at, analysis)
        yield from variables(trial, at, analysis)


def variables(trial: Trial, at: At, analysis: Method) -> Broken:
    for key, names in analysis.subject_variables.items():
        known = ["BASE" if key == "covariates" else "TRT01P", *trial.covariates]
        for name in (name for name in names if name not in known):
            yield (*at, key), unknown("covariate" if key == "covariates" else "variable", name, known)


def findings(trial: Trial, at: At, analysis: Findings) -> Broken:
    if analysis.estimand and analysis.estimand not in trial.estimands:
        yield (*at, "estimand"), unknown("estimand", analysis.estimand, trial.estimands)
        return
    if analysis.population and analysis.population not in trial.populations:
        yield (*at, "population"), unknown("population", analysis.population, trial.populations)
    for visit in analysis.visits:
        if visit not in trial.visits:
            yield (*at, "visits"), unknown("visit", visit, trial.visits)
    dataset = analysis.dataset or trial.estimands[str(analysis.estimand)].dataset
    if dataset not in trial.datasets:
        if analysis.dataset:
            yield (*at, "dataset"), unknown("dataset", dataset, trial.datasets)
        return
    for visit in (visit for visit in analysis.visits if visit in trial.visits):
        yield from measured(trial, (*at, "visits"), dataset, visit)
    for paramcd in analysis.parameters:
        if paramcd not in (known := parameters_of(trial, dataset)):
            yield (*at, "parameters"), unknown("parameter", paramcd, known)
    if analysis.uses_items and trial.datasets[dataset].instrument is None:
        text = f"= {dataset} has no `instrument`, whose items {analysis.method} needs"
        yield (*at, "dataset"), Missing(text, "instrument")


def displays(trial: Trial) -> Broken:
    for section, parts in (("figures", trial.figures), ("tables", trial.tables)):
        for name, display in parts.items():
            at = (section, name)
            for analysis in display.analyses:
                if analysis not in trial.analyses:
                    yield (*at, "analysis"), unknown("analysis", analysis, trial.analyses)
                    continue
                method, shown = trial.analyses[analysis].method, methods_shown(type(display))
                if method not in shown:
                    text = f"= {analysis} is of method {method}; this kind shows {' or '.join(shown)}"
                    yield (*at, "analysis"), text
                    continue
                for key, text in display.objections(analysis, trial.analyses[analysis]):
                    yield (*at, key), text
            for key, beside in display.beside.items():
                shown = methods_beside(type(display))
                known = [other for other, analysis in trial.analyses.items() if analysis.method in shown]
                if beside not in known:
                    yield (*at, key), unknown(f"analysis of method {' or '.join(shown)}", beside, known)
