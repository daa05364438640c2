"""The test of whether effects that were fitted apart are one."""

from __future__ import annotations

import math
from collections.abc import Iterable

from trialstats.engines.heterogeneity import cochran_q, error_of_interval
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import pairs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["LOGGED", "heterogeneity_rows"]

# Kinds that are compared on the scale of logarithms, on which their standard error is, if they have one.
LOGGED = (*Kind.those(lambda traits: traits.on_log_scale), Kind.RISK_RATIO, Kind.ODDS_RATIO, Kind.WIN_RATIO)


def heterogeneity_rows(keys: Row, kind: Kind, rows: Iterable[Row], inputs: Inputs, collector: Collector) -> None:
    """Test, for each comparison of arms, that the effects in the levels of one factor are the same.

    keys: of the factor at a parameter and visit; rows: those of its levels. Estimates in different levels are of
    different subjects, and so independent; those of different arms in one level are not, and each has its own test.
    """
    found = [row for row in rows if row["kind"] == kind and row.get("estimate") is not None]
    for pair in pairs(inputs):
        own = [row for row in found if all(row[key] == arm for key, arm in pair.items())]
        row = {**keys, **pair, "kind": Kind.INTERACTION}
        with collector.attempt(row):
            numbers = [on_scale(one, kind) for one in own]
            test = cochran_q([estimate for estimate, _ in numbers], [error for _, error in numbers])
            collector.add({**row, "n": sum(int(one.get("n") or 0) for one in own), **test})


def on_scale(row: Row, kind: Kind) -> tuple[float, float]:
    """Give an effect and its standard error on the scale on which it is tested; from its interval where it has none."""
    logged = kind in LOGGED
    estimate = math.log(row["estimate"]) if logged else float(row["estimate"])
    error = row.get("std_error")
    if error is None or math.isnan(error):
        low, high = (math.log(row[end]) if logged else float(row[end]) for end in ("conf_low", "conf_high"))
        error = error_of_interval(low, high, float(row["conf_level"]))
    return estimate, float(error)
