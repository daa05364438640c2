"""Numbers of others: graphs with p values, and what is made of them, with their sources.

A closed test in R (R 4.2.2, mvtnorm 1.1-3) of every graph, whose 86 adjusted p agree with graphicalMCP (Apache-2.0) to
1e-6; R's p.adjust; Dunnett's tests by numerical integration in R, which agree with multcomp 1.4-22. Beside them what
graphicalMCP (test-graph_test_closure.R, the vignette on shortcuts) and gMCP (runit.fastgMCP.R) print.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from trialstats.engines.multiplicity import Group, Test

__all__ = ["FOLDER", "cases", "groups_of", "values"]

FOLDER = "truths/07_multiplicity"


def values(shared: Callable[[str], Path]) -> dict[str, tuple[float, float]]:
    """The values by their ids, each with the tolerance: half a unit of what is printed, or that of a computation."""
    truths = json.loads(shared(f"{FOLDER}/truths.json").read_text("utf-8"))["truths"]
    return {truth["id"]: (float(truth["value"]), float(truth.get("tolerance") or 1e-8)) for truth in truths}


def cases(shared: Callable[[str], Path]) -> Iterator[tuple[str, dict[str, Any], list[float], str]]:
    """Every graph with each of its p vectors and tests: the beginning of its ids, the graph, p, the test."""
    for graph in json.loads(shared(f"{FOLDER}/graphs.json").read_text("utf-8")):
        for place, p in enumerate(graph["p"], start=1):
            for test in graph.get("tests", ["bonferroni"]):
                yield f"graph.{graph['id']}.p{place}.{test}", graph, p, test


def groups_of(test: str, m: int) -> tuple[Group, ...] | Test:
    """Read `parametric12_b34:0.5`: 1 and 2 parametric with that correlation, 3 and 4 by Bonferroni."""
    if ":" not in test:
        return Test(test)
    words, correlation = test.split(":")
    if words == "parametric_all":
        words = "parametric" + "".join(str(place + 1) for place in range(m))
    return tuple(group(word, float(correlation)) for word in words.split("_"))


def group(word: str, correlation: float) -> Group:
    members = tuple(int(letter) - 1 for letter in word if letter.isdigit())
    if word.startswith("b"):
        return Group(members)
    matrix = np.full((len(members),) * 2, correlation)
    np.fill_diagonal(matrix, 1.0)
    return Group(members, Test.PARAMETRIC, matrix, sides=1)
