"""Which row of which analysis a hypothesis of the trial file means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trialstats.methods.answers import answer_by, answer_of_margin
from trialstats.methods.entry import Answer
from trialstats.methods.registry import METHODS, entry_of
from trialstats.trialfile.names import (
    Missing,
    MissingTest,
    is_complete,
    of_no_dataset,
    parameters_of,
    unknown,
    unknown_analysis,
    unknown_parameter,
)
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.parts.hypotheses import Hypothesis, Sought
from trialstats.trialfile.trial import Trial
from trialstats.trialfile.withheld import untested

__all__ = ["HYPOTHESES", "Problem", "problems_of", "sought_by", "tested_by"]

HYPOTHESES = "hypotheses"
"""The method, its analysis, its table and its figure, which the top of the trial file stands for."""

Problem = tuple[str, str]
"""A key of a hypothesis, and what is wrong there."""


def sought_by(trial: Trial, node: Hypothesis) -> Sought | None:
    """Give the row that a hypothesis means; None where `problems_of` it says why there is none."""
    name = str(tested_by(trial, node))
    if any(problems_of(trial, node)) or not is_complete(trial.analyses[name], trial):
        return None
    analysis, answer = trial.complete(name), answer_to(trial, name)
    assert isinstance(analysis, Estimating)
    assert answer is not None
    own = analysis.margin_of if node.margin else None
    if own is not None:
        answer = answer_of_margin(own)
    found = {"analysis": name, "kind": answer.kind.value, "REFERENCE": trial.reference_arm, "variable": answer.variable}
    found |= {"ARM": node.arm or active_arms(trial)[0], "criterion": node.criterion}
    if isinstance(analysis, Findings):
        found["PARAMCD"] = node.parameter or parameters(trial, analysis)[0]
        found["AVISIT"] = None if analysis.over_all_visits else node.visit or visit_of(trial, node, analysis)
    elif times_of(trial, analysis) and node.parameter:
        found["PARAMCD"] = node.parameter
    larger = answer.larger_is_better or answer.kind.traits.favours_larger
    better = node.better or ("higher" if larger else None)
    return Sought.model_validate({**found, "better": better})


def problems_of(trial: Trial, node: Hypothesis) -> Iterator[Problem]:
    """Yield why a hypothesis means no row: names that lead nowhere, and choices that are left open."""
    yield from of_arm(trial, node)
    name = None
    if node.estimand and node.estimand not in trial.estimands:
        yield "estimand", unknown("estimand", node.estimand, trial.estimands)
    elif node.analysis and node.analysis not in testing(trial):
        yield "analysis", no_test(trial, node.analysis)
    elif (name := tested_by(trial, node)) is None:
        text = f"= {node.estimand} has no primary analysis: say which `analysis` tests it"
        yield "estimand", MissingTest(text, str(node.estimand))
    if name is None or not is_complete(trial.analyses[name], trial):
        # That the estimand of an analysis is none, or of another kind, is said of the analysis.
        yield from of_any(trial, node)
        return
    analysis = trial.complete(name)
    if isinstance(analysis, Findings) and analysis.dataset in trial.datasets:
        yield from of_findings(trial, node, name, analysis)
    assert isinstance(analysis, Estimating)
    if node.margin and analysis.margin_of is None:
        yield "margin", Missing(f"= true, and analyses.{name} has no `margin`", "margin")
    answer = answer_to(trial, name)
    if answer is not None and not node.margin and (problem := untested(analysis, name, answer)):
        yield ("analysis" if node.analysis else "estimand"), problem
    if not isinstance(analysis, Findings):
        yield from of_no_findings(trial, node, name, analysis)


def of_no_findings(trial: Trial, node: Hypothesis, name: str, analysis: Method) -> Iterator[Problem]:
    """Yield what a comparison of events, times or hierarchies of outcomes has not."""
    assert isinstance(analysis, Estimating)
    counts = f"{name} compares hierarchies of outcomes" if analysis.of_hierarchies else f"{name} counts events"
    counts = f"{name} is about times to an event" if analysis.of_times else counts
    if node.visit:
        yield "visit", f"= {node.visit}: {counts}, which have none"
    timed = times_of(trial, analysis)
    if node.parameter and not analysis.of_times:
        yield "parameter", f"= {node.parameter}: {counts}, which have none"
    elif node.parameter and timed and node.parameter not in timed:
        yield "parameter", unknown_parameter(node.parameter, timed)
    elif not node.parameter and len(timed) > 1:
        yield "parameter", f"is missing: which of analyses.{name}, {listed(timed)}?"


def times_of(trial: Trial, analysis: Method) -> tuple[str, ...]:
    """List the times to an event of an analysis; none of one of something else."""
    is_of_times = isinstance(analysis, Estimating) and analysis.of_times
    return tuple(getattr(analysis, "parameters", ())) or tuple(trial.times_to_event) if is_of_times else ()


def of_arm(trial: Trial, node: Hypothesis) -> Iterator[Problem]:
    active = active_arms(trial)
    if node.arm and node.arm not in active:
        text = f"= {node.arm} is the reference: it is compared with no other"
        yield "arm", text if node.arm == trial.reference_arm else unknown("arm", node.arm, active)
    elif not node.arm and len(active) > 1:
        yield "arm", f"is missing: which arm is compared with {trial.reference_arm}, {' or '.join(active)}?"


def of_any(trial: Trial, node: Hypothesis) -> Iterator[Problem]:
    """Yield a visit and a parameter that are none, where it is not known which analysis is meant."""
    yield from (("parameter", text) for text in of_no_dataset(trial, [node.parameter] if node.parameter else []))
    if node.visit and node.visit not in trial.visits:
        yield "visit", unknown("visit", node.visit, trial.visits)


def of_findings(trial: Trial, node: Hypothesis, name: str, analysis: Findings) -> Iterator[Problem]:
    of, known = f"of analyses.{name}", parameters(trial, analysis)
    if node.parameter and node.parameter not in known:
        yield "parameter", unknown_parameter(node.parameter, known)
    elif not node.parameter and len(known) > 1:
        yield "parameter", f"is missing: which {of}, {listed(known)}?"
    visits = visits_asked(trial, analysis)
    if analysis.over_all_visits:
        if node.visit:
            yield "visit", f"= {node.visit}: {name} is over all visits together"
    elif node.visit and node.visit not in visits:
        yield "visit", unknown("visit" if node.visit not in trial.visits else f"visit {of}", node.visit, visits)
    elif not node.visit and visit_of(trial, node, analysis) is None:
        yield "visit", f"is missing: which {of}, {listed(visits)}?"


def tested_by(trial: Trial, node: Hypothesis) -> str | None:
    """Name the analysis that tests a hypothesis: the one it names, or the primary one of its estimand."""
    if node.analysis:
        return node.analysis
    own = (
        name
        for name, analysis in trial.analyses.items()
        if isinstance(analysis, Estimating) and analysis.estimand == node.estimand and analysis.role == "primary"
    )
    return next((name for name in own if answer_to(trial, name)), None)


def testing(trial: Trial) -> list[str]:
    """Name the analyses that compare arms as an answer to a question."""
    return [name for name in trial.analyses if entry_of(trial.analyses[name].entry).answers]


def no_test(trial: Trial, name: str) -> str:
    """Say why an analysis tests no hypothesis: there is none of that name, or its method compares no arms."""
    if name not in trial.analyses:
        return unknown_analysis(name, testing(trial))
    able = ", ".join(entry.name for entry in METHODS if entry.answers)
    return (
        f"= {name} is of method {trial.analyses[name].method}, which tests no hypothesis about arms; these do: {able}"
    )


def answer_to(trial: Trial, name: str) -> Answer | None:
    """Say which rows of an analysis compare the arms: those that answer its estimand, if it has one, else the first."""
    analysis = trial.analyses[name]
    estimand = trial.estimands.get(str(analysis.estimand)) if isinstance(analysis, Estimating) else None
    return answer_by(analysis, estimand)


def parameters(trial: Trial, analysis: Findings) -> list[str]:
    return list(analysis.parameters) or parameters_of(trial, str(analysis.dataset))


def visit_of(trial: Trial, node: Hypothesis, analysis: Findings) -> str | None:
    """Give the visit that is meant where none is said: that of the estimand, or the only one."""
    visits = visits_asked(trial, analysis)
    estimand = trial.estimands.get(str(node.estimand or analysis.estimand))
    if estimand is not None and estimand.timepoint in visits:
        return estimand.timepoint
    return visits[0] if len(visits) == 1 else None


def visits_asked(trial: Trial, analysis: Findings) -> list[str]:
    """List the visits of an analysis; of one that compares periods, the timepoints within them."""
    if analysis.in_crossover == "periods":
        return list(getattr(analysis, "timepoints", ()) or trial.timepoints)
    return list(analysis.visits or trial.visits_of(analysis))


def active_arms(trial: Trial) -> list[str]:
    return [arm for arm in trial.arms if arm != trial.reference_arm]


def listed(names: Iterable[str]) -> str:
    return ", ".join(names)
