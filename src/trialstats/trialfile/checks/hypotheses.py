"""Hypotheses: what they name must be there, and say one comparison each."""

from __future__ import annotations

from trialstats.trialfile.hypotheses import HYPOTHESES, problems_of, sought_by
from trialstats.trialfile.names import Broken, unknown
from trialstats.trialfile.parts.hypotheses import Hypotheses, Sought
from trialstats.trialfile.trial import Trial

__all__ = ["hypotheses"]


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


def transitions(plan: Hypotheses) -> Broken:
    for name, targets in plan.transitions.items():
        if name not in plan.nodes:
            yield (HYPOTHESES, "transitions"), unknown("node", name, plan.nodes)
        for target in targets:
            if target not in plan.nodes:
                yield (HYPOTHESES, "transitions", name), unknown("node", target, plan.nodes)


def any_together(comparisons: list[Sought]) -> bool:
    """Tell whether any two are of one outcome, so that their correlation is known."""
    outcomes = [one.outcome for one in comparisons]
    return len(set(outcomes)) < len(outcomes)
