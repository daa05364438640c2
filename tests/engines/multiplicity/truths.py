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

__all__ = ["FOLDER", "cases", "values"]

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
