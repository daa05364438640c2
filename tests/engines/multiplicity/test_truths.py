"""Graphs, p values without a graph and Dunnett's tests against the numbers of others (see `truths`)."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from tests.engines.multiplicity.truths import FOLDER, cases, values
from trialstats.engines.multiplicity import (
    Graph,
    Group,
    Test,
    adjust,
    close,
    critical_share,
    is_rejected,
    quantile,
    step_through,
    within_limits,
)
from trialstats.engines.multiplicity.procedures import holm
from trialstats.validate.domains.several_hypotheses import groups_of


def test_every_graph_is_that_of_others(shared: Callable[[str], Path]) -> None:
    known = values(shared)
    compared = 0
    for start, given, p, test in cases(shared):
        graph, alpha = Graph.of(given["weights"], given["transitions"]), given["alpha"]
        adjusted = close(graph, p, groups_of(test, len(p))).adjusted
        if test == "bonferroni":
            assert step_through(graph, p, alpha).adjusted == pytest.approx(adjusted, abs=1e-12), start
        for place, one in enumerate(adjusted, start=1):
            value, tolerance = known[f"{start}.adjusted.H{place}"]
            assert one == pytest.approx(value, abs=tolerance), f"{start} H{place}"
            assert is_rejected(one, alpha) == bool(known[f"{start}.rejected.H{place}"][0]), f"{start} H{place}"
            compared += 1
    assert compared == 86


@pytest.mark.parametrize("method", ["bonferroni", "holm", "hochberg", "hommel", "sidak", "holm_sidak", "BH"])
def test_p_values_without_a_graph_are_those_of_r(shared: Callable[[str], Path], method: str) -> None:
    known = values(shared)
    function = getattr(adjust, "benjamini_hochberg" if method == "BH" else method)
    for place, p in enumerate(json.loads(shared(f"{FOLDER}/pvectors.json").read_text("utf-8")), start=1):
        expected = [known[f"padjust.v{place}.{method}.H{one}"][0] for one in range(1, len(p) + 1)]
        assert function(p) == pytest.approx(expected, abs=1e-12)
        assert adjust.simes(p) == pytest.approx(known[f"padjust.v{place}.simes_global"][0], abs=1e-12)


@pytest.fixture(scope="module")
def recovery(shared: Callable[[str], Path]) -> tuple[dict[str, tuple[float, float]], np.ndarray, np.ndarray, float]:
    """Minutes to recovery under blankets (Bretz, Hothorn & Westfall 2010): truths, t, correlation, df."""
    with shared(f"{FOLDER}/recovery.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    by_arm = {arm: [float(row["minutes"]) for row in rows if row["blanket"] == arm] for arm in ("b0", "b1", "b2", "b3")}
    sizes = np.array([len(one) for one in by_arm.values()])
    means = np.array([np.mean(one) for one in by_arm.values()])
    df = float(sizes.sum() - 4)
    variance = sum(float(np.var(one)) * len(one) for one in by_arm.values()) / df
    t = (means[1:] - means[0]) / np.sqrt(variance * (1 / sizes[1:] + 1 / sizes[0]))
    loading = np.sqrt(sizes[1:] / (sizes[1:] + sizes[0]))
    correlation = np.outer(loading, loading)
    np.fill_diagonal(correlation, 1.0)
    return values(shared), t, correlation, df


def test_dunnett_at_once_is_that_of_others(recovery: tuple[dict, np.ndarray, np.ndarray, float]) -> None:
    known, t, correlation, df = recovery
    assert t == pytest.approx([known[f"recovery.b{arm}.t"][0] for arm in (1, 2, 3)], abs=1e-10)
    for place, one in enumerate(t, start=1):
        for limit, sides, name in ((abs(one), 2, "p_single_step"), (one, 1, "p_greater"), (-one, 1, "p_less")):
            p = 1 - within_limits(np.full(3, limit), correlation, df, sides)
            assert p == pytest.approx(known[f"recovery.b{place}.{name}"][0], abs=1e-9)


def test_the_limit_of_dunnett_is_that_of_others(recovery: tuple[dict, np.ndarray, np.ndarray, float]) -> None:
    known, _, correlation, df = recovery
    expected = known["recovery.critical_two_sided"][0]
    level = critical_share(np.full(3, 1 / 3), correlation, df, 2, 0.05) / 3
    assert quantile(level, df, 2) == pytest.approx(expected, abs=1e-8)
    root = brentq(lambda limit: within_limits(np.full(3, limit), correlation, df) - 0.95, 1.5, 5)
    assert root == pytest.approx(expected, abs=1e-8)


def test_dunnett_step_down_is_the_closed_test(recovery: tuple[dict, np.ndarray, np.ndarray, float]) -> None:
    known, t, correlation, df = recovery
    p = 2 * stats.t.sf(np.abs(t), df)
    closed = close(holm(np.full(3, 1 / 3)), p, [Group((0, 1, 2), Test.PARAMETRIC, correlation, df)])
    expected = [known[f"recovery.b{arm}.p_step_down"][0] for arm in (1, 2, 3)]
    assert closed.adjusted == pytest.approx(expected, abs=1e-9)
