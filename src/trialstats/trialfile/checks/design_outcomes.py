"""The outcomes of a design: what is said of each must be enough to draw its values, and agree with the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trialstats.trialfile.checks.design_slips import slips
from trialstats.trialfile.design import (
    dataset_of,
    datasets_with,
    expected_by_visit,
    is_logged,
    later_baselines,
    limits_of,
    visits_of,
    visits_with_outcome,
)
from trialstats.trialfile.names import At, Broken, Missing, parameters_of, unknown, unknown_parameter
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.parts.design.outcome import Correlation, Expected
from trialstats.trialfile.trial import Trial

__all__ = ["DESIGN", "added", "correlated", "named", "outcome", "placed"]

DESIGN = "design"


def named(at: At, given: Iterable[str], known: Sequence[str], what: str) -> Broken:
    """Yield the keys that are none of those known, and those of them that are lacking."""
    there = list(given)
    for key in (key for key in there if key not in known):
        yield (*at, key), unknown(what, key, known, sign="")
    if lacking := [key for key in known if key not in there]:
        yield at, Missing(f"leaves out {', '.join(lacking)}", lacking[0])


def outcome(trial: Trial, plan: Design, at: At, paramcd: str, expected: Expected) -> Broken:
    """Yield what is wrong with one outcome."""
    yield from placed(trial, at, paramcd, expected.dataset)
    with_it = datasets_with(trial, paramcd)
    if not with_it or (expected.dataset and expected.dataset not in with_it):
        return
    if expected.baseline is not None and trial.baseline_visit is None:
        yield (*at, "baseline"), "is given, and no visit of the trial is `baseline: true`"
    known = visits_with_outcome(trial)
    told = expected_by_visit(trial, expected)
    if isinstance(told.mean, Mapping):
        for visit in (one for one in told.mean if one not in known):
            yield (*at, "mean", visit), unknown("visit after baseline", visit, known, sign="")
    measured = visits_of(trial, expected)
    for key, course in (("sd", told.sd), ("cv", told.cv)):
        if isinstance(course, Mapping):
            yield from named((*at, key), course, measured, "visit of `mean`")
    yield from scaled(trial, plan, at, paramcd, expected)
    for arm, course in told.effect.items():
        if arm not in trial.arms:
            yield (*at, "effect", arm), unknown("arm", arm, trial.arms, sign="")
        elif arm == trial.reference_arm:
            yield (*at, "effect", arm), "is the reference, which `mean` is about: effects are of the other arms"
        if isinstance(course, Mapping):
            yield from named((*at, "effect", arm), course, measured, "visit of `mean`")
    for name, course in expected.covariates.items():
        yield from added(plan, (*at, "covariates", name), name, course)
    if expected.within_subjects is None and expected.between_subjects is None:
        baselines = 1 + len(later_baselines(trial)) if expected.baseline is not None else 0
        yield from correlated(at, expected.correlation, len(measured) + baselines)
    if expected.prior is not None:
        yield from believed(trial, at, paramcd, expected, measured)


def placed(trial: Trial, at: At, paramcd: str, dataset: str | None) -> Broken:
    """Yield a parameter that no dataset has, and a choice among several that is left open."""
    with_it = datasets_with(trial, paramcd)
    if not with_it:
        known = list(dict.fromkeys(name for own in trial.datasets for name in parameters_of(trial, own)))
        yield at, unknown_parameter(paramcd, known, sign="")
    elif dataset and dataset not in with_it:
        yield (*at, "dataset"), unknown("dataset with this parameter", dataset, with_it)
    elif not dataset and len(with_it) > 1:
        yield (*at, "dataset"), f"is missing: which, {' or '.join(with_it)}?"


def scaled(trial: Trial, plan: Design, at: At, paramcd: str, expected: Expected) -> Broken:
    """Yield what does not go with the scale of an outcome, and limits of quantification that are no number."""
    dataset = dataset_of(trial, paramcd, expected)
    limits = limits_of(trial, dataset, paramcd)
    for side, limit in limits.both.items() if limits else ():
        if limit.number is None:
            held = f"by {limit.by}" if limit.by else f"in column {limit.column}"
            yield at, f"has a {side} limit of quantification {held}; a design knows one number for all alone"
    instrument = trial.datasets[dataset].instrument
    if expected.items and (instrument is None or paramcd not in instrument.parameters):
        known = f" (its scores: {', '.join(instrument.parameters)})" if instrument else ""
        yield (*at, "items"), f"are of a questionnaire, and {paramcd} is no score of one in {dataset}{known}"
    base = expected.baseline
    if not is_logged(trial, dataset, paramcd):
        text = f"is of logarithms, and {paramcd} has no `scale: log`: give `sd`"
        if expected.cv is not None:
            yield (*at, "cv"), text
        if base is not None and base.cv is not None:
            yield (*at, "baseline", "cv"), text
        return
    yield from slips(at, expected)
    for name, value in (("step", expected.step), ("range", expected.range)):
        if value is not None:
            yield (*at, name), f"is of a score, and {paramcd} has `scale: log`: its limits are those of its parameter"
    for key, course in factors(plan, at, paramcd, expected).items():
        for number in course.values() if isinstance(course, Mapping) else (course,):
            if number <= 0:
                yield key, f"= {number:g}: {paramcd} has `scale: log`, so it is a geometric mean or a ratio, above 0"


def factors(plan: Design, at: At, paramcd: str, expected: Expected) -> dict[At, float | Mapping[str, float]]:
    """Gather what is a geometric mean or a ratio on the scale of logarithms, by where it stands."""
    found: dict[At, float | Mapping[str, float]] = {(*at, "mean"): expected.mean}
    found |= {(*at, "effect", arm): course for arm, course in expected.effect.items()}
    found |= {(*at, "covariates", name): course for name, course in expected.covariates.items()}
    if expected.baseline is not None:
        found[*at, "baseline", "mean"] = expected.baseline.mean
    if expected.prior is not None and expected.prior.mean is not None:
        found[*at, "prior", "mean"] = expected.prior.mean
    for name, event in plan.events.items():
        if paramcd in event.adds:
            found[DESIGN, "events", name, "adds", paramcd] = event.adds[paramcd]
    return found


def added(plan: Design, at: At, name: str, course: float | Mapping[str, float]) -> Broken:
    if name not in plan.covariates:
        yield at, unknown("covariate of the design", name, plan.covariates, sign="")
        return
    shares = plan.covariates[name].shares
    if isinstance(course, Mapping) != bool(shares):
        yield at, "needs a number for each level" if shares else "needs one number, what each unit adds"
    elif isinstance(course, Mapping):
        yield from named(at, course, list(shares), "level")


def correlated(at: At, correlation: Correlation | None, visits: int) -> Broken:
    """Yield a matrix that is none of the visits, or that no values can have."""
    here = (*at, "correlation")
    if correlation is None:
        if visits > 1:
            yield here, f"is missing: how do the values of {visits} visits go together, e.g. `{{ar1: 0.6}}`?"
        return
    if any(correlation.disagreements()):
        return  # which has been told
    try:
        rows = correlation.rows(visits)
    except ValueError as error:
        yield here, f"{error}, and the outcome has {visits} visits (baseline is one of them, if it is declared)"
        return
    if not is_positive(rows):
        yield here, "is of no values: the matrix is not positive definite"


def is_positive(rows: Sequence[Sequence[float]]) -> bool:
    """Tell whether a matrix is positive definite, by Cholesky's way."""
    root: list[list[float]] = []
    for i, row in enumerate(rows):
        own: list[float] = []
        for j in range(i + 1):
            rest = row[j] - sum(a * b for a, b in zip(own, root[j] if j < i else own, strict=False))
            if j < i:
                own.append(rest / root[j][j])
            elif rest <= 1e-10:
                return False
            else:
                own.append(rest**0.5)
        root.append(own)
    return True


def believed(trial: Trial, at: At, paramcd: str, expected: Expected, measured: Sequence[str]) -> Broken:
    prior = expected.prior
    assert prior is not None
    if prior.visit and prior.visit not in measured:
        yield (*at, "prior", "visit"), unknown("visit of `mean`", prior.visit, measured)
        return
    visit = prior.visit or (measured[-1] if measured else "")
    none = 1.0 if is_logged(trial, dataset_of(trial, paramcd, expected), paramcd) else 0.0
    told = expected_by_visit(trial, expected).effect.values()
    effects = [course.get(visit, none) if isinstance(course, Mapping) else course for course in told]
    if all(effect == none for effect in effects):
        text = f"is of the effect at {visit}, which is none in every arm: say an `effect`, which the prior multiplies"
        yield (*at, "prior"), text
