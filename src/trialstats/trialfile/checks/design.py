"""The design: what it names must be there, and what it says must be enough to simulate the trial."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trialstats.trialfile.design import (
    dataset_of,
    datasets_with,
    is_logged,
    limits_of,
    nodes_of,
    smallest_block,
    visits_of,
)
from trialstats.trialfile.hypotheses import sought_by
from trialstats.trialfile.names import At, Broken, Missing, MissingAnalysis, unknown, unknown_parameter
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.parts.design.losses import DependsOn
from trialstats.trialfile.parts.design.outcome import Correlation, Expected
from trialstats.trialfile.parts.hypotheses import Sought
from trialstats.trialfile.trial import Trial

__all__ = ["design"]

DESIGN = "design"


def design(trial: Trial) -> Broken:
    """Yield what is wrong with the design, if the file has one."""
    plan = trial.design
    if plan is None:
        return
    if trial.crossover is not None:
        yield (DESIGN,), "is of parallel groups, and this is a crossover trial: it cannot be simulated yet"
        return
    yield from allocation(trial, plan)
    yield from covariates(trial, plan)
    yield from blocks(trial, plan)
    if plan.power is not None and not any(expected.effect for expected in plan.outcomes.values()):
        yield (DESIGN, "power"), "no number of subjects gives it, for no outcome has an `effect`"
    for paramcd, expected in plan.outcomes.items():
        yield from outcome(trial, plan, (DESIGN, "outcomes", paramcd), paramcd, expected)
    if len(plan.outcomes) > 2 and plan.between <= -1 / (len(plan.outcomes) - 1):
        least = -1 / (len(plan.outcomes) - 1)
        yield (DESIGN, "between"), f"= {plan.between:g}: of {len(plan.outcomes)} outcomes it is above {least:.3g}"
    if plan.dropout is not None:
        at: At = (DESIGN, "dropout")
        yield from chances(trial, (*at, "hazard"), plan.dropout.hazard)
        yield from depends(plan, (*at, "depends_on"), plan.dropout.depends_on)
    for name, event in plan.events.items():
        at = (DESIGN, "events", name)
        if name not in trial.intercurrent_events:
            yield at, unknown("intercurrent event", name, trial.intercurrent_events, sign="")
        yield from chances(trial, (*at, "hazard"), event.hazard)
        yield from depends(plan, (*at, "depends_on"), event.depends_on)
        for paramcd in (one for one in event.adds if one not in plan.outcomes):
            yield (*at, "adds", paramcd), unknown("outcome of the design", paramcd, plan.outcomes, sign="")
    yield from questions(trial, plan)


def questions(trial: Trial, plan: Design) -> Broken:
    """Yield what the hypotheses and their analyses need, and the design does not say."""
    nodes = nodes_of(trial)
    if not nodes:
        text = "has no hypothesis to simulate: declare `hypotheses`, or a primary analysis of an estimand"
        yield (DESIGN,), MissingAnalysis(text, "hypotheses")
    lacking: dict[tuple[At, str], None] = {}
    for name, node in nodes.items():
        sought = sought_by(trial, node)
        if sought is not None:
            lacking |= dict.fromkeys(asked_of(trial, plan, name, sought))
    yield from lacking


def asked_of(trial: Trial, plan: Design, name: str, sought: Sought) -> Iterator[tuple[At, str]]:
    """Yield what one hypothesis needs."""
    analysis, of = trial.complete(sought.analysis), f"analyses.{sought.analysis}"
    if not isinstance(analysis, Findings) or analysis.uses_items:
        yield (DESIGN,), f"knows outcomes at visits alone: hypothesis {name} is by {of}, of method {analysis.method}"
        return
    if analysis.dataset not in trial.datasets:
        return  # which is said of the analysis
    given = plan.covariates
    for variable in dict.fromkeys(one for named in analysis.subject_variables.values() for one in named):
        if variable not in (*given, "BASE", "TRT01P"):
            yield (DESIGN, "covariates"), f"says nothing of {variable}, which {of} uses"
    paramcd = str(sought.PARAMCD)
    if trial.outcome(str(analysis.dataset), paramcd) in trial.datasets[str(analysis.dataset)].derived.values():
        return  # it is derived from others, as it will be from the data
    expected = plan.outcomes.get(paramcd)
    if expected is None:
        yield (DESIGN, "outcomes"), f"says nothing of {paramcd}, which {of} is about"
        return
    if sought.AVISIT and sought.AVISIT not in visits_of(trial, expected):
        yield (
            (DESIGN, "outcomes", paramcd, "mean"),
            f"says nothing of {sought.AVISIT}, which hypothesis {name} is about",
        )
    uses = "BASE" in {one for named in analysis.subject_variables.values() for one in named}
    if expected.baseline is None and (uses or analysis.uses_baseline or analysis.measure != "AVAL"):
        yield (DESIGN, "outcomes", paramcd), f"needs `baseline`, which {of} uses"


def allocation(trial: Trial, plan: Design) -> Broken:
    at: At = (DESIGN, "allocation")
    if not plan.allocation:
        return
    for arm in (arm for arm in plan.allocation if arm not in trial.arms):
        yield (*at, arm), unknown("arm", arm, trial.arms, sign="")
    if lacking := [arm for arm in trial.arms if arm not in plan.allocation]:
        yield at, Missing(f"leaves out {', '.join(lacking)}: every arm has a share", lacking[0])


def blocks(trial: Trial, plan: Design) -> Broken:
    """Yield what is lacking for randomisation in blocks within strata, or wrong with its blocks."""
    strata = trial.subjects.strata
    if plan.block is not None and not strata:
        yield (DESIGN, "block"), "is of randomisation within strata, and `subjects` names no `strata`"
    for name in (name for name in strata if name in trial.covariates):
        if name not in plan.covariates or not plan.covariates[name].shares:
            yield (
                (DESIGN, "covariates"),
                f"gives no `shares` of {name}, one of the strata of randomisation (`subjects`)",
            )
    if not strata:
        return
    smallest = smallest_block(trial)
    if smallest is None:
        yield (DESIGN, "allocation"), "is no ratio of whole numbers, which blocks within strata need"
    elif plan.block is not None and plan.block % sum(smallest.values()):
        yield (DESIGN, "block"), f"= {plan.block}: the allocation needs a multiple of {sum(smallest.values())}"


def covariates(trial: Trial, plan: Design) -> Broken:
    for name, covariate in plan.covariates.items():
        at: At = (DESIGN, "covariates", name)
        if name not in trial.covariates:
            yield at, unknown("covariate", name, trial.covariates, sign="")
            continue
        declared = trial.covariates[name]
        if declared.type != ("category" if covariate.shares else "number"):
            said = "`shares`" if covariate.shares else "`mean` and `sd`"
            yield at, f"has {said}, and covariates.{name} is of `type: {declared.type}`"
        elif covariate.shares and declared.levels:
            yield from named((*at, "shares"), covariate.shares, declared.levels, "level")


def named(at: At, given: Iterable[str], known: Sequence[str], what: str) -> Broken:
    """Yield the keys that are none of those known, and those of them that are lacking."""
    there = list(given)
    for key in (key for key in there if key not in known):
        yield (*at, key), unknown(what, key, known, sign="")
    if lacking := [key for key in known if key not in there]:
        yield at, Missing(f"leaves out {', '.join(lacking)}", lacking[0])


def outcome(trial: Trial, plan: Design, at: At, paramcd: str, expected: Expected) -> Broken:
    """Yield what is wrong with one outcome."""
    with_it = datasets_with(trial, paramcd)
    if not with_it:
        known = list(dict.fromkeys(name for dataset in trial.datasets for name in trial.datasets[dataset].parameters))
        yield at, unknown_parameter(paramcd, known, sign="")
        return
    if expected.dataset and expected.dataset not in with_it:
        yield (*at, "dataset"), unknown("dataset with this parameter", expected.dataset, with_it)
        return
    elif not expected.dataset and len(with_it) > 1:
        yield (*at, "dataset"), f"is missing: which, {' or '.join(with_it)}?"
    if expected.baseline is not None and trial.baseline_visit is None:
        yield (*at, "baseline"), "is given, and no visit of the trial is `baseline: true`"
    if isinstance(expected.mean, Mapping):
        for visit in (one for one in expected.mean if one not in trial.after_baseline):
            yield (*at, "mean", visit), unknown("visit after baseline", visit, trial.after_baseline, sign="")
    measured = visits_of(trial, expected)
    for key, course in (("sd", expected.sd), ("cv", expected.cv)):
        if isinstance(course, Mapping):
            yield from named((*at, key), course, measured, "visit of `mean`")
    yield from scaled(trial, plan, at, paramcd, expected)
    for arm, course in expected.effect.items():
        if arm not in trial.arms:
            yield (*at, "effect", arm), unknown("arm", arm, trial.arms, sign="")
        elif arm == trial.reference_arm:
            yield (*at, "effect", arm), "is the reference, which `mean` is about: effects are of the other arms"
        if isinstance(course, Mapping):
            yield from named((*at, "effect", arm), course, measured, "visit of `mean`")
    for name, course in expected.covariates.items():
        yield from added(plan, (*at, "covariates", name), name, course)
    yield from correlated(at, expected.correlation, len(measured) + (expected.baseline is not None))
    if expected.prior is not None:
        yield from believed(trial, at, paramcd, expected, measured)


def scaled(trial: Trial, plan: Design, at: At, paramcd: str, expected: Expected) -> Broken:
    """Yield what does not go with the scale of an outcome, and limits of quantification that are no number."""
    dataset = dataset_of(trial, paramcd, expected)
    limits = limits_of(trial, dataset, paramcd)
    for side, limit in limits.both.items() if limits else ():
        if limit.number is None:
            held = f"by {limit.by}" if limit.by else f"in column {limit.column}"
            yield at, f"has a {side} limit of quantification {held}; a design knows one number for all alone"
    base = expected.baseline
    if not is_logged(trial, dataset, paramcd):
        text = f"is of logarithms, and {paramcd} has no `scale: log`: give `sd`"
        if expected.cv is not None:
            yield (*at, "cv"), text
        if base is not None and base.cv is not None:
            yield (*at, "baseline", "cv"), text
        return
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
    effects = [
        course.get(visit, none) if isinstance(course, Mapping) else course for course in expected.effect.values()
    ]
    if all(effect == none for effect in effects):
        text = f"is of the effect at {visit}, which is none in every arm: say an `effect`, which the prior multiplies"
        yield (*at, "prior"), text


def chances(trial: Trial, at: At, hazard: float | Mapping[str, float | Mapping[str, float]]) -> Broken:
    if not isinstance(hazard, Mapping):
        return
    yield from named(at, hazard, list(trial.arms), "arm")
    for arm, course in hazard.items():
        if isinstance(course, Mapping):
            for visit in (one for one in course if one not in trial.after_baseline):
                yield (*at, arm, visit), unknown("visit after baseline", visit, trial.after_baseline, sign="")


def depends(plan: Design, at: At, on: DependsOn | None) -> Broken:
    if on is not None and on.parameter not in plan.outcomes:
        yield (*at, "parameter"), unknown("outcome of the design", on.parameter, plan.outcomes)
