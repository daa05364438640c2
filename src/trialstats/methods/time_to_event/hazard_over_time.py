"""A hazard ratio over time: an estimate at each event, and the smooth curve of these."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.engines.cox import CoxFit, Transform, curve_over_time, residuals_over_time
from trialstats.methods.time_to_event.rows import OVER_TIME
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["over_time"]

UNIT = "log hazard ratio"


def over_time(fit: CoxFit, pair: Row, transform: Transform, conf_level: float) -> Iterator[Row]:
    """Give the log hazard ratio of a pair (PARAMCD, ARM, REFERENCE) over time.

    Rows, variable OVER_TIME: value (USUBJID, who had the event; `level` its time, `value` that on the scale of the
    test, `estimate`) and point (level 0 to 39; `value` on that scale, `estimate` with its limits). NoSuchNumber, after
    the values, where the events are too few for a curve.
    """
    vector = fit.contrast(str(pair["ARM"]), str(pair["REFERENCE"]))
    residuals = residuals_over_time(fit, vector, transform)
    at: Row = {**pair, "variable": OVER_TIME, "unit": UNIT}
    subjects = fit.frame["USUBJID"].to_numpy()
    for row in residuals.to_dict("records"):
        who = {"USUBJID": str(subjects[int(row["subject"])]), "level": f"{row['time']:.10g}"}
        yield {**at, "kind": Kind.VALUE, **who, "value": float(row["x"]), "estimate": float(row["estimate"])}
    curve = curve_over_time(fit, vector, residuals, conf_level)
    for place, point in enumerate(curve.to_dict("records")):
        numbers = {str(name): float(value) for name, value in point.items()}
        x = numbers.pop("x")
        yield {**at, "kind": Kind.POINT, "level": f"{place}", "value": x, **numbers, "conf_level": conf_level}
