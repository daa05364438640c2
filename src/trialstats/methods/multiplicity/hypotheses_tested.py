"""The hypotheses tested: adjusted p values, steps, and the levels of intervals that hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trialstats.engines.multiplicity import (
    Graph,
    Group,
    Sides,
    Stepwise,
    Test,
    adjust,
    close,
    compatible_levels,
    growing_levels,
    is_rejected,
    procedures,
    single_levels,
    single_step,
    step_through,
)
from trialstats.errors import FitError
from trialstats.methods.multiplicity.hypotheses_sought import Claim
from trialstats.trialfile.parts.hypotheses import Hypotheses

__all__ = ["Tested", "decide", "graph_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tested:
    """Of each claim its adjusted p, whether it is rejected, its step (where there are steps), and its level alpha.

    levels: of the intervals, 0 where there is none of its own, NaN where the bound is the null value. compatible:
    whether they agree with what is rejected. dissonant: intersections rejected without any of their hypotheses.
    consonant: of a parametric test, whether that cannot be, whatever the data; None where it is a matter of course.
    """

    adjusted: Floats
    rejected: tuple[bool, ...]
    levels: Floats
    graph: Graph | None
    steps: Stepwise | None = None
    groups: tuple[Group, ...] = ()
    compatible: bool = False
    dissonant: tuple[tuple[int, ...], ...] = ()
    consonant: bool | None = None
    step_of: dict[int, int] = field(default_factory=dict)


def decide(plan: Hypotheses, claims: Sequence[Claim]) -> Tested:
    """Test all claims; one without a p value is never rejected.

    Raises FitError where a parametric test does not know the sizes of the arms.
    """
    p = np.array([1.0 if claim.p is None else claim.p for claim in claims])
    weights = np.array([plan.weights[claim.name] for claim in claims])
    if plan.procedure in ("hochberg", "hommel"):
        adjusted = (adjust.hochberg if plan.procedure == "hochberg" else adjust.hommel)(p)
        return as_tested(adjusted, plan, levels=plan.alpha * weights, graph=None)
    graph = graph_of(plan, weights)
    groups = groups_of(plan, claims)
    if plan.tests == "bonferroni":
        return by_steps(plan, graph, p)
    levels = single_levels(weights, groups, plan.alpha)
    if plan.procedure == "bonferroni":
        return as_tested(single_step(p, weights, groups), plan, levels=levels, graph=graph, groups=groups)
    closed = close(graph, p, groups)
    consonant = growing_levels(graph, groups, plan.alpha) if plan.tests == "parametric" else None
    return as_tested(
        closed.adjusted,
        plan,
        levels=levels,
        graph=graph,
        groups=groups,
        dissonant=tuple(closed.dissonant(plan.alpha)),
        consonant=consonant,
    )


def by_steps(plan: Hypotheses, graph: Graph, p: Floats) -> Tested:
    """Work through the graph; one-sided bounds then agree with what is rejected."""
    steps = step_through(graph, p, plan.alpha)
    compatible = plan.sides == "one" and plan.procedure != "bonferroni"
    levels = compatible_levels(graph, steps, plan.alpha) if compatible else plan.alpha * graph.weights
    order = {} if plan.procedure == "bonferroni" else {step.hypothesis: k for k, step in enumerate(steps.steps, 1)}
    return as_tested(
        steps.adjusted, plan, levels=levels, graph=graph, steps=steps, compatible=compatible, step_of=order
    )


def as_tested(adjusted: Floats, plan: Hypotheses, *, levels: Floats, graph: Graph | None, **more: object) -> Tested:
    rejected = tuple(is_rejected(float(one), plan.alpha) for one in adjusted)
    return Tested(adjusted, rejected, levels, graph, **more)  # type: ignore[arg-type]


def graph_of(plan: Hypotheses, weights: Floats) -> Graph:
    """Make the graph of a plan that has one."""
    names = list(plan.nodes)
    if plan.procedure == "bonferroni":
        return procedures.bonferroni(weights)
    if plan.procedure == "holm":
        return procedures.holm(weights)
    if plan.procedure == "fixed sequence":
        return procedures.fixed_sequence(len(names))
    return Graph.of(weights, [[plan.transitions.get(one, {}).get(other, 0.0) for other in names] for one in names])


def groups_of(plan: Hypotheses, claims: Sequence[Claim]) -> tuple[Group, ...]:
    """Say which claims are tested together: parametric ones those of one outcome, the others by Bonferroni."""
    if plan.tests != "parametric":
        return (Group(tuple(range(len(claims))), Test(plan.tests)),)
    outcomes: dict[tuple[str | None, ...], list[int]] = {}
    for place, claim in enumerate(claims):
        outcomes.setdefault(claim.sought.outcome, []).append(place)
    sides: Sides = 1 if plan.sides == "one" else 2
    return tuple(
        together([claims[place] for place in places], tuple(places), sides) if len(places) > 1 else Group(tuple(places))
        for places in outcomes.values()
    )


def together(claims: Sequence[Claim], members: tuple[int, ...], sides: Sides) -> Group:
    """Take comparisons of several arms with the reference together: r_ij = l_i l_j, l_i^2 = n_i / (n_i + n_0)."""
    sizes = [claim.sizes for claim in claims]
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        analysis = claims[0].sought.analysis
        raise FitError(f"parametric: the results of {analysis} do not tell the sizes of the arms; say another `tests`")
    loading = np.sqrt([own / (own + reference) for own, reference in known])
    correlation = np.outer(loading, loading)
    np.fill_diagonal(correlation, 1.0)
    df = min(claim.numbers.get("df", np.inf) for claim in claims)
    return Group(members, Test.PARAMETRIC, correlation, float(df), sides)
