"""Hypotheses: what they name must be there, and say one comparison each."""

from __future__ import annotations

from trialstats.trialfile.hypotheses import HYPOTHESES, problems_of, sought_by
from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.parts.hypotheses import UNWEIGHTED, Hypotheses, Sought
from trialstats.trialfile.trial import Trial

__all__ = ["hypotheses"]

SLACK = 1e-9
MOST = "and to 1 at most they may"


def hypotheses(trial: Trial) -> Broken:
    plan = trial.hypotheses
    if plan is None:
        return
    if HYPOTHESES in trial.analyses and trial.analyses[HYPOTHESES].declared:
        yield ("analyses", HYPOTHESES), f"has the name of what `{HYPOTHESES}` at the top stands for: call it otherwise"
    comparisons: dict[Sought, str] = {}
    for name, node in plan.nodes.items():
        at = (HYPOTHESES, "nodes", name)
        for key, text in problems_of(trial, node):
            yield (*at, key), text
        sought = sought_by(trial, node)
        if sought is None:
            continue
        if sought in comparisons:
            yield at, f"is the same comparison as {comparisons[sought]}"
        comparisons.setdefault(sought, name)
    yield from procedure(plan)
    yield from weights(plan)
    yield from transitions(plan)
    labels: dict[str, str] = {}
    for name, node in plan.nodes.items():
        label = node.label or name
        if label in labels:
            yield (HYPOTHESES, "nodes", name), f"is called as {labels[label]} is: give one of them another `label`"
        labels.setdefault(label, name)
    if plan.tests == "parametric" and len(comparisons) == len(plan.nodes) and not any_together(list(comparisons)):
        text = "= parametric, and no two hypotheses compare arms in one analysis, parameter and visit"
        yield (HYPOTHESES, "tests"), text


def procedure(plan: Hypotheses) -> Broken:
    """Yield a procedure that is none or two, and tests that do not go with it."""
    at = (HYPOTHESES, "procedure")
    if plan.procedure and plan.transitions:
        yield at, f"= {plan.procedure} has its own transitions: leave one of the two out"
    if not plan.procedure and not plan.transitions and len(plan.nodes) > 1:
        yield (HYPOTHESES,), "says neither `transitions` nor a `procedure`, such as holm or fixed sequence"
    if plan.tests != "bonferroni" and plan.procedure in (*UNWEIGHTED, "fixed sequence"):
        yield (HYPOTHESES, "tests"), f"= {plan.tests} does not go with `procedure: {plan.procedure}`"
    if plan.tests == "simes" and plan.procedure == "bonferroni":
        text = "= simes needs a procedure that goes on: `procedure: holm` with it is Hommel's"
        yield (HYPOTHESES, "tests"), text


def weights(plan: Hypotheses) -> Broken:
    """Yield shares of alpha that the procedure has not, or that leave nothing or too much to test with."""
    given = {name: node.weight for name, node in plan.nodes.items() if node.weight is not None}
    at = (HYPOTHESES, "procedure")
    if plan.procedure in (*UNWEIGHTED, "fixed sequence"):
        if given:
            yield at, f"= {plan.procedure} has no weights: leave `weight` out"
        return
    if given and (total := sum(given.values())) > 1 + SLACK:
        yield (HYPOTHESES, "nodes"), f"have weights that add up to {total:.6g}, {MOST}"
    if not plan.procedure and not any(given.values()):
        yield (HYPOTHESES, "nodes"), "have no `weight`: nothing could be rejected"
    if plan.procedure and given and (bare := [name for name in plan.nodes if not given.get(name)]):
        yield at, f"= {plan.procedure} needs a `weight` above 0 of every node, or of none: {bare[0]}"


def transitions(plan: Hypotheses) -> Broken:
    for name, targets in plan.transitions.items():
        if (total := sum(targets.values())) > 1 + SLACK:
            yield (HYPOTHESES, "transitions", name), f"add up to {total:.6g}, {MOST}"
        if targets.get(name):
            yield (HYPOTHESES, "transitions", name), "passes nothing on to itself: take it out"
        if name not in plan.nodes:
            yield (HYPOTHESES, "transitions"), unknown("node", name, plan.nodes)
        for target in targets:
            if target not in plan.nodes:
                yield (HYPOTHESES, "transitions", name), unknown("node", target, plan.nodes)


def any_together(comparisons: list[Sought]) -> bool:
    """Tell whether any two are of one outcome, so that their correlation is known."""
    outcomes = [one.outcome for one in comparisons]
    return len(set(outcomes)) < len(outcomes)
