"""Names in a trial file that must exist elsewhere in it: each check yields the path and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from trialstats.spec.analyses import Ancova, Baseline, Findings, Mixed, Mmrm, Reliability, Truth
from trialstats.spec.collisions import collisions
from trialstats.spec.datasets import Dataset
from trialstats.spec.instruments import instrument_parameters
from trialstats.spec.trial import Trial
from trialstats.spec.wording import nearest

__all__ = ["broken_references", "parameters_of"]

Broken = Iterator[tuple[tuple[str | int, ...], str]]


def broken_references(trial: Trial) -> Broken:
    """Yield every name that leads nowhere, and every pair of settings that cannot hold together."""
    for check in (arms_and_visits, subjects, collisions, populations, datasets, estimands, analyses, displays):
        yield from check(trial)


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    return f"= {name} is not a known {what}{nearest(name, known)}"


def parameters_of(trial: Trial, dataset: str) -> list[str]:
    """List the parameters of a dataset in the order declared, derived ones last."""
    declared = trial.datasets[dataset]
    scored = instrument_parameters(declared.instrument) if declared.instrument else []
    return [*declared.parameters, *scored, *declared.derived]


def arms_and_visits(trial: Trial) -> Broken:
    references = [name for name, arm in trial.arms.items() if arm.role == "reference"]
    if len(references) != 1:
        yield ("arms",), f"needs one arm with `role: reference` (found {len(references)})"
    if sum(visit.baseline for visit in trial.visits.values()) > 1:
        yield ("visits",), "has several visits with `baseline: true`"
    for section, parts in (("arms", trial.arms), ("visits", trial.visits)):
        seen: dict[str, str] = {}
        for name, part in parts.items():
            for code in part.codes:
                if code in seen:
                    yield (section, name, "codes"), f"holds {code}, a code of {seen[code]} too"
                seen[code] = name
    yield from windows(trial)


def windows(trial: Trial) -> Broken:
    ordered = sorted((v.window, name) for name, v in trial.visits.items() if v.window)
    for (earlier, first), (later, second) in pairwise(ordered):
        if later[0] <= earlier[1]:
            yield ("visits", second, "window"), f"overlaps the window of {first}"


def subjects(trial: Trial) -> Broken:
    if trial.subjects.source not in trial.sources:
        yield ("subjects", "source"), unknown("source", trial.subjects.source, trial.sources)
    day_one = trial.subjects.day_one
    if day_one and day_one not in trial.subjects.dates:
        yield ("subjects", "day_one"), unknown("date of `subjects.dates`", day_one, trial.subjects.dates)
    for name, column in trial.covariates.items():
        if column.source and column.source not in trial.sources:
            yield ("covariates", name, "source"), unknown("source", column.source, trial.sources)
    if trial.disposition and trial.disposition.source not in trial.sources:
        yield ("disposition", "source"), unknown("source", trial.disposition.source, trial.sources)


def populations(trial: Trial) -> Broken:
    for name, population in trial.populations.items():
        at = ("populations", name)
        if not name.endswith("FL"):
            yield at, "must end in FL, e.g. FASFL"
        if population.source and population.source not in trial.sources:
            yield (*at, "source"), unknown("source", population.source, trial.sources)
        if population.dataset and population.dataset not in trial.datasets:
            yield (*at, "dataset"), unknown("dataset", population.dataset, trial.datasets)
        before = list(trial.populations)[: list(trial.populations).index(name)]
        for other in population.all_of:
            if other not in before:
                yield (*at, "all_of"), unknown("population above it", other, before)


def datasets(trial: Trial) -> Broken:
    for section, parts in (("datasets", trial.datasets), ("occurrences", trial.occurrences)):
        for name, part in parts.items():
            if part.source not in trial.sources:
                yield (section, name, "source"), unknown("source", part.source, trial.sources)
    for name, dataset in trial.datasets.items():
        if dataset.source in trial.sources:
            yield from parameters(trial, name, dataset)


def parameters(trial: Trial, name: str, dataset: Dataset) -> Broken:
    source = trial.sources[dataset.source]
    if source.visit is None and (dataset.adam or source.visits_by == "code"):
        yield ("sources", dataset.source), f"needs `visit`, for dataset {name}"
    if source.visits_by == "window" and not dataset.adam:
        if trial.subjects.day_one is None:
            yield ("sources", dataset.source, "visits_by"), "= window needs `subjects.day_one`, from which days count"
        if not any(visit.window for visit in trial.visits.values()):
            yield ("sources", dataset.source, "visits_by"), "= window needs visits with a `window`"
    needed, other = ("name", "column") if source.shape == "long" else ("column", "name")
    for paramcd, parameter in dataset.parameters.items():
        at = ("datasets", name, "parameters", paramcd)
        if dataset.adam:
            continue
        if getattr(parameter, needed) is None or getattr(parameter, other) is not None:
            yield at, f"needs `{needed}` (and no `{other}`), for its source is {source.shape}"
        elif parameter.name and source.name and len(parameter.name) != len(source.name):
            yield (*at, "name"), f"has {len(parameter.name)} parts; the source's `name` has {len(source.name)}"
    known = [p for p in parameters_of(trial, name) if p not in dataset.derived]
    for paramcd, derived in dataset.derived.items():
        for part in derived.mean_of:
            if part not in known:
                yield ("datasets", name, "derived", paramcd, "mean_of"), unknown("parameter", part, known)
        known.append(paramcd)


def estimands(trial: Trial) -> Broken:
    for name, estimand in trial.estimands.items():
        at = ("estimands", name)
        if estimand.population not in trial.populations:
            yield (*at, "population"), unknown("population", estimand.population, trial.populations)
        if estimand.timepoint not in trial.visits:
            yield (*at, "timepoint"), unknown("visit", estimand.timepoint, trial.visits)
        if estimand.dataset not in trial.datasets:
            yield (*at, "dataset"), unknown("dataset", estimand.dataset, trial.datasets)
        elif estimand.variable.PARAMCD not in (known := parameters_of(trial, estimand.dataset)):
            yield (*at, "variable", "PARAMCD"), unknown("parameter", estimand.variable.PARAMCD, known)


def analyses(trial: Trial) -> Broken:
    for name, analysis in trial.analyses.items():
        at = ("analyses", name)
        if isinstance(analysis, Findings):
            yield from findings(trial, at, analysis)
        if isinstance(analysis, Baseline):
            yield from baseline(trial, at, analysis)
        if isinstance(analysis, Ancova | Mmrm | Mixed):
            for covariate in analysis.covariates:
                if covariate not in (known := ["BASE", *trial.covariates]):
                    yield (*at, "covariates"), unknown("covariate", covariate, known)
        if isinstance(analysis, Ancova) and analysis.dose_response:
            for arm in (a for a, declared in trial.arms.items() if declared.dose is None):
                yield (*at, "dose_response"), f"needs `dose` for arm {arm}"


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
    for paramcd in analysis.parameters:
        if paramcd not in (known := parameters_of(trial, dataset)):
            yield (*at, "parameters"), unknown("parameter", paramcd, known)
    if isinstance(analysis, Reliability) and trial.datasets[dataset].instrument is None:
        yield (*at, "dataset"), f"= {dataset} has no `instrument`, whose items reliability needs"


def baseline(trial: Trial, at: tuple[str | int, ...], analysis: Baseline) -> Broken:
    if analysis.population not in trial.populations:
        yield (*at, "population"), unknown("population", analysis.population, trial.populations)
    for variable in analysis.variables:
        if variable not in trial.covariates:
            yield (*at, "variables"), unknown("covariate", variable, trial.covariates)
    for dataset, names in analysis.parameters.items():
        if dataset not in trial.datasets:
            yield (*at, "parameters", dataset), "is not a known dataset" + nearest(dataset, trial.datasets)
            continue
        for paramcd in names:
            if paramcd not in (known := parameters_of(trial, dataset)):
                yield (*at, "parameters", dataset), unknown("parameter", paramcd, known)


SHOWS = {
    "lsmeans": ("mmrm", "ancova", "mixed"),
    "estimates": ("mmrm", "ancova", "mixed", "effect_size"),
    "forest": ("mmrm", "ancova", "mixed"),
    "profiles": ("profiles", "descriptive"),
    "sf36_profile": ("descriptive",),
    "missingness": ("missingness",),
    "disposition": ("disposition",),
    "demographics": ("baseline",),
    "descriptive": ("descriptive", "reliability"),
}


def displays(trial: Trial) -> Broken:
    for section, parts in (("figures", trial.figures), ("tables", trial.tables)):
        for name, display in parts.items():
            at = (section, name)
            for analysis in display.analyses:
                if analysis not in trial.analyses:
                    yield (*at, "analysis"), unknown("analysis", analysis, trial.analyses)
                    continue
                method = trial.analyses[analysis].method
                if method not in SHOWS[display.kind]:
                    shows = " or ".join(SHOWS[display.kind])
                    yield (*at, "analysis"), f"= {analysis} is of method {method}; this kind shows {shows}"
            truth = getattr(display, "truth", None)
            if truth and not isinstance(trial.analyses.get(truth), Truth):
                known = [n for n, a in trial.analyses.items() if isinstance(a, Truth)]
                yield (*at, "truth"), unknown("analysis of method truth", truth, known)
