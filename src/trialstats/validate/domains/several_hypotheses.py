"""Several hypotheses under one error rate: graphs that are published, and classical procedures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from trialstats.validate.numbers import as_published
from trialstats.validate.requirement import Comparison, Domain, near

if TYPE_CHECKING:
    from trialstats.engines.multiplicity import Group, Test

__all__ = ["groups_of", "hypotheses"]

hypotheses = Domain("MULT", "Several hypotheses", "OQ", "multiplicity.md")

TESTS = ("tests/engines/multiplicity/test_truths.py::test_every_graph_is_that_of_others",)
THIRD = 1 / 3
# Weights, transitions, p values and tests: graphs of the documentation of graphicalMCP and gMCP.
GRAPHS: dict[str, tuple[Sequence[float], Sequence[Sequence[float]], Sequence[Sequence[float]], Sequence[str]]] = {
    "holm4": (
        (0.25, 0.25, 0.25, 0.25),
        ((0, THIRD, THIRD, THIRD), (THIRD, 0, THIRD, THIRD), (THIRD, THIRD, 0, THIRD), (THIRD, THIRD, THIRD, 0)),
        ((0.01, 0.012, 0.07, 0.03), (0.01, 0.05, 0.03, 0.02), (0.2, 0.001, 0.04, 0.04)),
        ("bonferroni",),
    ),
    "fixed_sequence4": (
        (1, 0, 0, 0),
        ((0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, 0, 0)),
        ((0.01, 0.024, 0.03, 0.001), (0.03, 0.001, 0.001, 0.001)),
        ("bonferroni",),
    ),
    "simple_successive": (
        (0.5, 0.5, 0, 0),
        ((0, 0, 1, 0), (0, 0, 0, 1), (0, 1, 0, 0), (1, 0, 0, 0)),
        ((0.024, 0.01, 0.026, 0.027),),
        ("bonferroni", "simes", "b12_parametric34:0.5", "parametric12_b34:0.5"),
    ),
    "successive2": (
        (0.5, 0.5, 0, 0),
        ((0, 0.5, 0.5, 0), (0.5, 0, 0, 0.5), (0, 1, 0, 0), (1, 0, 0, 0)),
        ((0.018, 0.01, 0.105, 0.006),),
        ("bonferroni", "simes"),
    ),
    "two_doses": (
        (0.5, 0.5, 0, 0, 0, 0),
        (
            (0, 0.5, 0.25, 0, 0.25, 0),
            (0.5, 0, 0, 0.25, 0, 0.25),
            (0, 0, 0, 0, 1, 0),
            (0.0001, 0, 0, 0, 0, 0.9999),
            (0, 0.0001, 0.9999, 0, 0, 0),
            (0, 0, 0, 1, 0, 0),
        ),
        ((0.001, 0.01875, 0.013, 0.0002, 0.03, 0.04), (0.015, 0.013, 0.01, 0.007, 0.1, 0.0124)),
        ("bonferroni", "simes"),
    ),
    "weighted_holm3": (
        (0.5, 0.3, 0.2),
        ((0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)),
        ((0.03, 0.012, 0.02), (0.024, 0.04, 0.01)),
        ("bonferroni", "simes", "parametric_all:0.5"),
    ),
}


def groups_of(test: str, m: int) -> tuple[Group, ...] | Test:
    """Read how the intersections of m hypotheses are tested: `simes`; `parametric12_b34:0.5`: 1 and 2 by the joint
    distribution of one-sided tests with that correlation, 3 and 4 by Bonferroni; `parametric_all:0.5`."""
    import numpy as np

    from trialstats.engines.multiplicity import Group, Test

    words, _, correlation = test.partition(":")
    if not correlation:
        return Test(words)
    everything = "parametric" + "".join(str(one) for one in range(1, m + 1))
    groups = []
    for word in words.replace("parametric_all", everything).split("_"):
        members = tuple(int(letter) - 1 for letter in word if letter.isdigit())
        if word.startswith("b"):
            groups.append(Group(members))
            continue
        matrix = np.full((len(members), len(members)), float(correlation))
        np.fill_diagonal(matrix, 1.0)
        groups.append(Group(members, Test.PARAMETRIC, matrix, sides=1))
    return tuple(groups)


@hypotheses.requires(
    "01",
    "Adjusted p values of six graphs (Holm, fixed sequence, successive, two doses with gates, weighted Holm) by "
    "Bonferroni's, Simes' and parametric tests are those of a closed test in R and of graphicalMCP.",
    tests=TESTS,
)
def graphs() -> Iterator[Comparison]:
    from trialstats.engines.multiplicity import Graph, close

    for name, (weights, transitions, vectors, tests) in GRAPHS.items():
        graph = Graph.of(weights, transitions)
        for place, p in enumerate(vectors, start=1):
            for test in tests:
                adjusted = close(graph, p, groups_of(test, len(p))).adjusted
                found = {f"H{one}": float(value) for one, value in enumerate(adjusted, start=1)}
                yield from as_published(f"graph.{name}.p{place}.{test}.adjusted.", found, part=1e-8)


@hypotheses.requires(
    "02",
    "Stepping through a graph rejects as its closed test does, and Holm's, Hochberg's and Hommel's adjusted p values "
    "are those worked out by hand.",
    tests=("tests/engines/multiplicity/test_properties.py", *TESTS),
)
def steps() -> Iterator[Comparison]:
    from trialstats.engines.multiplicity import Graph, Test, adjust, close, step_through

    for name, (weights, transitions, vectors, _) in GRAPHS.items():
        graph = Graph.of(weights, transitions)
        for p in vectors:
            closed, stepped = close(graph, p, Test("bonferroni")).adjusted, step_through(graph, p, 0.05).adjusted
            for place, (one, other) in enumerate(zip(closed, stepped, strict=True), start=1):
                yield near(f"{name}, H{place}", one, other, within=1e-12, source="the closed test of the same graph")
    by_hand = {
        "holm": (0.03, 0.06, 0.06, 0.02),
        "hochberg": (0.03, 0.04, 0.04, 0.02),
        "bonferroni": (0.04, 0.12, 0.16, 0.02),
    }
    for method, expected in by_hand.items():
        found = getattr(adjust, method)([0.01, 0.03, 0.04, 0.005])
        for place, (one, other) in enumerate(zip(expected, found, strict=True), start=1):
            yield near(f"{method} of .01 .03 .04 .005, p{place}", one, other, within=1e-12, source="by hand")
