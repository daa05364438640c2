"""Names in what is asked for: estimands, analyses and displays."""

from __future__ import annotations

from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.descriptive.options import Baseline
from trialstats.methods.registry import methods_shown
from trialstats.methods.truth.options import Truth
from trialstats.trialfile.names import Broken, Missing, parameters_of, unknown
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


def measured(trial: Trial, at: tuple[str | int, ...], dataset: str, visit: str) -> Broken:
    """Yield a visit at which a dataset says that it is not measured."""
    own = trial.datasets[dataset].visits or trial.visits
    if visit not in own:
        yield at, f"= {visit} is none of the `visits` of {dataset} ({', '.join(own)})"


def analyses(trial: Trial) -> Broken:
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Findings):
            yield from findings(trial, at, analysis)
        if isinstance(analysis, Baseline):
            yield from baseline(trial, at, analysis)
        yield from variables(trial, at, analysis)
        if isinstance(analysis, Mmrm) and analysis.baseline == "constrained":
            yield from constrained(trial, at, analysis)
        if isinstance(analysis, Ancova) and analysis.dose_response:
            for arm in (a for a, declared in trial.arms.items() if declared.dose is None):
                yield (*at, "dose_response"), Missing(f"needs `dose` for arm {arm}", "dose")


def constrained(trial: Trial, at: tuple[str | int, ...], analysis: Mmrm) -> Broken:
    """Yield what hinders a model in which baseline is an outcome."""
    if trial.baseline_visit is None:
        yield (*at, "baseline"), Missing("constrained needs a visit with `baseline: true`", "visits")
    elif analysis.visits and trial.baseline_visit not in analysis.visits:
        yield (*at, "visits"), f"has no {trial.baseline_visit}, which baseline: constrained needs among the outcomes"
    estimand = trial.estimands.get(str(analysis.estimand))
    if estimand is not None and estimand.variable.value == "PCHG":
        text = "constrained compares values and changes, and the estimand asks for percent changes (PCHG)"
        yield (*at, "baseline"), text


def variables(trial: Trial, at: tuple[str | int, ...], analysis: Method) -> Broken:
    for key, names in analysis.subject_variables.items():
        known = ["BASE" if key == "covariates" else "TRT01P", *trial.covariates]
        for name in (name for name in names if name not in known):
            yield (*at, key), unknown("covariate" if key == "covariates" else "variable", name, known)


def findings(trial: Trial, at: tuple[str | int, ...], analysis: Findings) -> Broken:
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


def baseline(trial: Trial, at: tuple[str | int, ...], analysis: Baseline) -> Broken:
    if analysis.population not in trial.populations:
        yield (*at, "population"), unknown("population", analysis.population, trial.populations)
    for variable in analysis.variables:
        if variable not in trial.covariates:
            yield (*at, "variables"), unknown("covariate", variable, trial.covariates)
    for dataset, names in analysis.parameters.items():
        if dataset not in trial.datasets:
            yield (*at, "parameters", dataset), unknown("dataset", dataset, trial.datasets, sign="")
            continue
        for paramcd in names:
            if paramcd not in (known := parameters_of(trial, dataset)):
                yield (*at, "parameters", dataset), unknown("parameter", paramcd, known)


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
            truth = getattr(display, "truth", None)
            if truth and not isinstance(trial.analyses.get(truth), Truth):
                known = [n for n, a in trial.analyses.items() if isinstance(a, Truth)]
                yield (*at, "truth"), unknown("analysis of method truth", truth, known)
