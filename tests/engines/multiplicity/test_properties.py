"""What theory says of every graph and all p: the shortcut is the closed test, order does not matter, p are monotone."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from trialstats.engines.multiplicity import (
    Graph,
    Group,
    Test,
    adjust,
    close,
    compatible_levels,
    growing_levels,
    is_rejected,
    procedures,
    single_levels,
    step_through,
)
from trialstats.errors import ArgumentError

Problem = tuple[Graph, np.ndarray]


@st.composite
def problems(draw: st.DrawFn, most: int = 5) -> Problem:
    """A graph at random, some of its edges and weights 0, and p values of which some are equal or tiny."""
    m = draw(st.integers(1, most))
    share = st.sampled_from([0.0, 0.0, 1e-4, 0.1, 0.25, 1 / 3, 0.5, 1.0]) | st.floats(0.01, 1)
    weights = np.array(draw(st.lists(share, min_size=m, max_size=m)))
    transitions = np.array(draw(st.lists(st.lists(share, min_size=m, max_size=m), min_size=m, max_size=m)))
    np.fill_diagonal(transitions, 0.0)
    weights /= max(1.0, weights.sum())
    transitions /= np.maximum(1.0, transitions.sum(axis=1))[:, None]
    p = draw(st.lists(st.sampled_from([0.0, 1e-6, 0.01, 0.025, 0.05, 1.0]) | st.floats(0, 1), min_size=m, max_size=m))
    return Graph.of(weights, transitions), np.array(p)


def correlated(m: int, sides: int = 1) -> tuple[Group, ...]:
    loading = np.sqrt(np.linspace(0.3, 0.7, m))
    matrix = np.outer(loading, loading)
    np.fill_diagonal(matrix, 1.0)
    return (Group(tuple(range(m)), Test.PARAMETRIC, matrix, 40.0, sides),)


@settings(max_examples=300, deadline=None)
@given(problems())
def test_the_shortcut_is_the_closed_test_of_all_intersections(problem: Problem) -> None:
    graph, p = problem
    adjusted = step_through(graph, p, 0.05).adjusted
    for hypothesis in range(graph.size):  # by hand: every intersection that holds it, its others leaving in any order
        others = [one for one in range(graph.size) if one != hypothesis]
        local = []
        for size in range(graph.size):
            for left in combinations(others, size):
                weights = graph.without(*reversed(left)).weights
                held = [one for one in range(graph.size) if one not in left and weights[one] > 0]
                local.append(min((min(1.0, p[one] / weights[one]) for one in held), default=1.0))
        assert adjusted[hypothesis] == pytest.approx(max(local), rel=1e-9, abs=1e-12)
    assert close(graph, p).adjusted == pytest.approx(adjusted, rel=1e-9, abs=1e-12)


@settings(max_examples=200, deadline=None)
@given(problems(), st.sampled_from([0.01, 0.025, 0.05, 0.2]))
def test_what_is_rejected_agrees_with_the_adjusted_p(problem: Problem, alpha: float) -> None:
    graph, p = problem
    found = step_through(graph, p, alpha)
    rejected = [step.hypothesis for step in found.steps]
    assert sorted(rejected) == [one for one in range(graph.size) if is_rejected(found.adjusted[one], alpha)]
    for step in found.steps:  # each at the level that it has then
        assert p[step.hypothesis] <= alpha * step.weight * (1 + 1e-9)
    left = [one for one in range(graph.size) if one not in rejected]
    assert all(p[one] > alpha * found.left.weights[one] * (1 - 1e-9) or p[one] == 0 for one in left)
    assert close(graph, p).dissonant(alpha) == []


@settings(max_examples=100, deadline=None)
@given(problems(4), st.randoms(use_true_random=False), st.sampled_from(["bonferroni", "simes", "parametric"]))
def test_the_order_of_hypotheses_does_not_matter(problem: Problem, random: object, test: str) -> None:
    graph, p = problem
    order = list(range(graph.size))
    random.shuffle(order)  # type: ignore[attr-defined]
    groups = correlated(graph.size) if test == "parametric" else (Group(tuple(order), Test(test)),)
    turned = Graph(graph.weights[order], graph.transitions[np.ix_(order, order)])
    if test == "parametric":
        again = (Group(groups[0].members, Test.PARAMETRIC, groups[0].correlation[np.ix_(order, order)], 40.0, 1),)
    else:
        again = groups
    assert close(turned, p[order], again).adjusted == pytest.approx(close(graph, p, groups).adjusted[order], abs=1e-9)


@settings(max_examples=150, deadline=None)
@given(problems(4), st.integers(0, 3), st.floats(0, 1), st.sampled_from(["bonferroni", "simes", "parametric"]))
def test_adjusted_p_are_no_less_than_p_at_most_1_and_grow_with_p(
    problem: Problem, which: int, share: float, test: str
) -> None:
    graph, p = problem
    groups = correlated(graph.size) if test == "parametric" else Test(test)
    adjusted = close(graph, p, groups).adjusted
    assert (adjusted <= 1).all()
    assert (adjusted >= p * (1 - 1e-9)).all()
    larger = p.copy()
    larger[which % graph.size] += share * (1 - larger[which % graph.size])
    assert (close(graph, larger, groups).adjusted >= adjusted - 1e-9).all()


@settings(max_examples=100, deadline=None)
@given(problems(4))
def test_simes_and_parametric_reject_what_bonferroni_does(problem: Problem) -> None:
    graph, p = problem
    bound = close(graph, p).adjusted * (1 + 1e-9)
    assert (close(graph, p, Test.SIMES).adjusted <= bound).all()
    assert (close(graph, p, correlated(graph.size)).adjusted <= bound).all()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_procedures_without_a_graph_are_closed_tests(p: list[float]) -> None:
    m = len(p)
    graph = procedures.holm(np.full(m, 1 / m))
    assert adjust.holm(p) == pytest.approx(close(graph, p).adjusted, abs=1e-12)
    assert adjust.hommel(p) == pytest.approx(close(graph, p, Test.SIMES).adjusted, abs=1e-12)
    assert adjust.bonferroni(p) == pytest.approx(close(procedures.bonferroni(np.full(m, 1 / m)), p).adjusted, abs=1e-12)
    order = [adjust.hommel(p), adjust.hochberg(p), adjust.holm(p), adjust.bonferroni(p)]
    assert all((better <= worse + 1e-12).all() for better, worse in pairwise(order))


@settings(max_examples=100, deadline=None)
@given(problems(4), st.lists(st.floats(-4, 6), min_size=4, max_size=4))
def test_compatible_bounds_exclude_the_null_value_of_what_is_rejected_and_of_nothing_else(
    problem: Problem, statistics: list[float]
) -> None:
    graph = problem[0]
    z = np.array(statistics[: graph.size])
    found = step_through(graph, stats.norm.sf(z), 0.025)
    levels = compatible_levels(graph, found, 0.025)
    rejected = {step.hypothesis for step in found.steps}
    for one, level in enumerate(levels):
        if np.isnan(level):
            assert one in rejected
        elif len(rejected) < graph.size:
            assert one not in rejected
            assert level == 0 or z[one] - stats.norm.isf(level) <= 1e-6


def test_a_serial_gate_opens_when_all_before_is_rejected() -> None:
    graph = procedures.serial_gatekeeping((2, 3))
    shut = step_through(graph, [0.001, 0.06, 1e-5, 1e-5, 1e-5], 0.05)
    assert [step.hypothesis for step in shut.steps] == [0]
    assert shut.adjusted[2:] == pytest.approx([0.06] * 3)
    open_ = step_through(graph, [0.001, 0.04, 0.01, 0.02, 0.5], 0.05)
    assert open_.adjusted == pytest.approx([0.002, 0.04, 0.04, 0.04, 0.5], abs=1e-6)


def test_a_parallel_gate_passes_the_share_of_what_is_rejected() -> None:
    """Dmitrienko, Offen & Westfall: with one of two rejected, the family behind has half of alpha."""
    found = step_through(procedures.parallel_gatekeeping(2, 2), [0.01, 0.2, 0.012, 0.02], 0.05)
    assert found.adjusted == pytest.approx([0.02, 0.4, 0.048, 0.048])  # 0.012 / 0.25 opens, then 0.02 / 0.5


def test_simes_may_reject_an_intersection_and_no_hypothesis() -> None:
    """p = .03, .03, .9: {1, 2} and {1, 2, 3} are rejected (.03, .045), {1, 3} and {2, 3} are not (.06)."""
    closed = close(procedures.holm(np.full(3, 1 / 3)), [0.03, 0.03, 0.9], Test.SIMES)
    assert closed.rejected(0.05) == []
    assert closed.dissonant(0.05) == [(0, 1), (0, 1, 2)]


def test_levels_of_dunnett_grow_and_those_of_unequal_weights_need_not() -> None:
    assert growing_levels(procedures.holm(np.full(3, 1 / 3)), correlated(3), 0.05)
    far = np.array([[1, 0.0, 0.95], [0.0, 1, 0.0], [0.95, 0.0, 1]])
    graph = Graph.of([0.1, 0.45, 0.45], [[0, 0.5, 0.5], [0.0, 0, 1.0], [0.0, 1.0, 0]])
    groups = (Group((0, 1, 2), Test.PARAMETRIC, far, np.inf, 1),)
    assert not growing_levels(graph, groups, 0.05)  # without 2, 1 keeps its weight and gains less from 3


def test_levels_at_once_are_bonferroni_or_dunnett() -> None:
    weights = np.array([0.5, 0.5, 0.0])
    assert single_levels(weights, (Group((0, 1, 2)),), 0.05) == pytest.approx([0.025, 0.025, 0])
    levels = single_levels(weights, correlated(3, 2), 0.05)
    assert 0.025 < levels[0] == levels[1] < 0.05
    assert levels[2] == 0


@pytest.mark.parametrize(
    ("weights", "transitions", "words"),
    [
        ([0.6, 0.6], np.zeros((2, 2)), "add up to 1 at most, not 1.2"),
        ([0.5, -0.1], np.zeros((2, 2)), "not be negative"),
        ([0.5, 0.5], [[0, 1.5], [0, 0]], "add up to 1 at most, not 1.5"),
        ([0.5, 0.5], [[0.5, 0.5], [0, 0]], "diagonal"),
        ([0.5, 0.5], [[0, 1, 0], [0, 0, 0]], "shape 2 x 2"),
        ([0.5, float("nan")], np.zeros((2, 2)), "must be numbers"),
    ],
)
def test_what_is_no_graph_is_refused(weights: list[float], transitions: object, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        Graph.of(weights, transitions)


def test_what_are_no_p_values_is_refused() -> None:
    graph = procedures.fixed_sequence(2)
    with pytest.raises(ArgumentError, match="as many p values"):
        step_through(graph, [0.1], 0.05)
    with pytest.raises(ArgumentError, match="between 0 and 1"):
        close(graph, [0.1, float("nan")])
    with pytest.raises(ArgumentError, match="belongs to one group"):
        close(graph, [0.1, 0.2], [Group((0,))])
    with pytest.raises(ArgumentError, match="14 hypotheses are the most"):
        close(procedures.fixed_sequence(15), np.full(15, 0.5))
