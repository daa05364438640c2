"""The design: what it names must be there, and what it says must be enough to simulate the trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialstats.trialfile.checks.design_crossover import crossed, group_word
from trialstats.trialfile.checks.design_events import asked_of_events, events_and_times
from trialstats.trialfile.checks.design_outcomes import DESIGN, named, outcome
from trialstats.trialfile.checks.design_shares import asked_of_shares, yes_or_no
from trialstats.trialfile.design import nodes_of, smallest_block, visits_compared, visits_of, visits_simulated
from trialstats.trialfile.hypotheses import sought_by
from trialstats.trialfile.names import At, Broken, Missing, MissingAnalysis, unknown
from trialstats.trialfile.parts.analysis import Estimating, Findings
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.parts.design.losses import DependsOn
from trialstats.trialfile.parts.hypotheses import Sought
from trialstats.trialfile.trial import Trial

__all__ = ["design"]

# By what arms differ in each part of a design.
DIFFERING = {
    "outcomes": "an `effect` of an arm",
    "shares": "another `share` of an arm",
    "counts": "a `ratio` of an arm",
    "times": "a `ratio` of an arm",
}


def design(trial: Trial) -> Broken:
    """Yield what is wrong with the design, if the file has one."""
    plan = trial.design
    if plan is None:
        return
    yield from crossed(trial, plan)
    yield from allocation(trial, plan)
    yield from covariates(trial, plan)
    yield from blocks(trial, plan)
    effects = [one.effect for one in plan.outcomes.values()]
    differ = [len({*map(str, one.share.values())}) > 1 for one in plan.shares.values()]
    ratios = [*(one.ratio for one in plan.counts.values()), *(one.ratio for one in plan.times.values())]
    if plan.power is not None and not any([*effects, *ratios, *differ]):
        part = next(name for name in DIFFERING if getattr(plan, name))
        wanted = f"without it no number of subjects gives `power: {plan.power:g}`"
        yield (DESIGN, part), f"needs {DIFFERING[part]}: {wanted}"
    yield from yes_or_no(trial, plan)
    yield from events_and_times(trial, plan)
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
    if isinstance(analysis, Estimating) and (analysis.of_events or analysis.of_times):
        yield from asked_of_events(trial, plan, name, sought)
        return
    if not isinstance(analysis, Findings) or analysis.uses_items:
        yield (DESIGN,), f"knows outcomes at visits alone: hypothesis {name} is by {of}, of method {analysis.method}"
        return
    if analysis.dataset not in trial.datasets:
        return  # which is said of the analysis
    given = plan.covariates
    for variable in dict.fromkeys(one for names in analysis.subject_variables.values() for one in names):
        if variable not in (*given, "BASE", "TRT01P"):
            yield (DESIGN, "covariates"), f"says nothing of {variable}, which {of} uses"
    paramcd = str(sought.PARAMCD)
    if trial.outcome(str(analysis.dataset), paramcd) in trial.datasets[str(analysis.dataset)].derived.values():
        return  # it is derived from others, as it will be from the data
    if paramcd in plan.shares:
        yield from asked_of_shares(trial, plan, name, sought)
        return
    expected = plan.outcomes.get(paramcd)
    if expected is None:
        yield (DESIGN, "outcomes"), f"says nothing of {paramcd}, which {of} is about"
        return
    for visit in visits_compared(trial, sought.AVISIT):
        if visit not in visits_of(trial, expected):
            at: At = (DESIGN, "outcomes", paramcd, "mean")
            yield at, f"says nothing of {visit}, which hypothesis {name} is about"
    uses = "BASE" in {one for names in analysis.subject_variables.values() for one in names}
    if expected.baseline is None and (uses or analysis.uses_baseline or analysis.measure != "AVAL"):
        yield (DESIGN, "outcomes", paramcd), f"needs `baseline`, which {of} uses"


def allocation(trial: Trial, plan: Design) -> Broken:
    at: At = (DESIGN, "allocation")
    if not plan.allocation:
        return
    what = group_word(trial)
    for group in (group for group in plan.allocation if group not in trial.groups):
        yield (*at, group), unknown(what, group, trial.groups, sign="")
    if lacking := [group for group in trial.groups if group not in plan.allocation]:
        yield at, Missing(f"leaves out {', '.join(lacking)}: every {what} has a share", lacking[0])


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


def chances(trial: Trial, at: At, hazard: float | Mapping[str, float | Mapping[str, float]]) -> Broken:
    if not isinstance(hazard, Mapping):
        return
    known = list(dict.fromkeys([*visits_simulated(trial), *(trial.timepoints if trial.crossover else ())]))
    if trial.crossover is not None and not set(hazard) & set(trial.groups):  # by visit, the same in all sequences
        for key in (key for key in hazard if key not in known):
            yield (*at, key), unknown("sequence or visit", key, [*trial.groups, *known], sign="")
        return
    yield from named(at, hazard, list(trial.groups), group_word(trial))
    for group, course in hazard.items():
        if isinstance(course, Mapping):
            for visit in (one for one in course if one not in known):
                yield (*at, group, visit), unknown("visit after baseline", visit, known, sign="")


def depends(plan: Design, at: At, on: DependsOn | None) -> Broken:
    if on is not None and on.parameter not in plan.outcomes:
        yield (*at, "parameter"), unknown("outcome of the design", on.parameter, plan.outcomes)
