"""Hedges g between each active arm and the reference, at each visit."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats

from trialstats.engines.standardised import scale_of
from trialstats.engines.with_pingouin import hedges_g
from trialstats.errors import FitError
from trialstats.methods.continuous.options import EffectSize
from trialstats.methods.shared.complete import complete_records, refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import by_parameter, conf_level, pairs, visits
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["noncentral_interval", "run"]

Floats = NDArray[np.float64]

SOFTWARE = "pingouin (estimate); the interval by trialstats with scipy's noncentral t"
INFERENCE = (
    "Hedges g: difference of means over the pooled SD, times 1 - 3 / (4 df - 1). Interval from the noncentral t "
    "distribution with the same correction; no adjustment for covariates."
)
BRIEF = "Hedges g: difference of means over the pooled SD, not adjusted for covariates."


def run(analysis: EffectSize, inputs: Inputs) -> Result:
    """Estimate Hedges g of the value (CHG unless `value` says otherwise), active minus reference.

    Rows: kind effect_size (PARAMCD, measure, AVISIT, ARM, REFERENCE) with estimate, df = n1 + n2 - 2, interval and n
    of both arms.
    """
    collector = Collector(inputs.name)
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=analysis.measure == "AVAL")
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        frame, counts = complete_records(records[records["AVISIT"].isin(seen)], [analysis.measure, "TRT01P"])
        collector.exclude(at, counts)
        for visit, pair in product(seen, pairs(inputs)):
            row = {**at, "kind": Kind.EFFECT_SIZE, "AVISIT": visit, **pair}
            with collector.attempt({**at, "AVISIT": visit, "ARM": pair["ARM"]}, [row]):
                collector.add({**row, **_compare(frame[frame["AVISIT"] == visit], row, conf_level(analysis))})
    return collector.result(software=SOFTWARE, inference=INFERENCE, brief=BRIEF)


def _compare(frame: pd.DataFrame, row: Row, level: float) -> Row:
    refuse_duplicates(frame)
    active, reference = (
        frame.loc[frame["TRT01P"] == row[arm], row["measure"]].to_numpy(dtype=float) for arm in ("ARM", "REFERENCE")
    )
    _refuse_few(active, reference, row, rounding(frame, row["measure"]))
    active, reference = _standardised(active, reference)
    low, high, correction = noncentral_interval(active, reference, level)
    return {
        "n": active.size + reference.size,
        "estimate": hedges_g(active, reference),
        "df": active.size + reference.size - 2,
        "conf_low": low * correction,
        "conf_high": high * correction,
        "conf_level": level,
    }


def _standardised(active: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """Give both arms about one mean, in units of one SD: an effect size is the same, and no digits are lost to size."""
    scale = scale_of(np.concatenate([active, reference]), "the value")
    return scale.place(active), scale.place(reference)


def _refuse_few(active: Floats, reference: Floats, row: Row, step: float) -> None:
    for values, key in ((active, "ARM"), (reference, "REFERENCE")):
        if values.size < 2:
            raise FitError(f"{values.size} values in arm {row[key]}: an effect size needs two in each")
    if np.ptp(active) <= step and np.ptp(reference) <= step:
        raise FitError("the values do not vary within the arms: there is no SD to divide by")


def noncentral_interval(active: Floats, reference: Floats, level: float) -> tuple[float, float, float]:
    """Return the limits of Cohen's d, exact under normality, and the correction that makes d Hedges g.

    With m = n1 n2 / (n1 + n2), t = d sqrt(m) follows the noncentral t with n1 + n2 - 2 degrees of freedom and
    noncentrality delta sqrt(m): the limits are the delta at which t is its upper and lower (1 - level) / 2 quantile
    (Steiger & Fouladi 1997; Cumming & Finch, Educ Psychol Meas 2001;61:532-574). The correction is 1 - 3 / (4 df - 1)
    (Hedges, J Educ Stat 1981;6:107-128).
    """
    df = active.size + reference.size - 2
    root = float(np.sqrt(active.size * reference.size / (active.size + reference.size)))
    squares = active.var(ddof=1) * (active.size - 1) + reference.var(ddof=1) * (reference.size - 1)
    t = float((active.mean() - reference.mean()) / np.sqrt(squares / df)) * root
    tail = (1 - level) / 2
    low, high = (_noncentrality(t, df, probability) for probability in (1 - tail, tail))
    return low / root, high / root, 1 - 3 / (4 * df - 1)


def _noncentrality(t: float, df: int, probability: float) -> float:
    """Find the noncentrality at which P(T <= t) is `probability`."""

    def excess(delta: float) -> float:
        return float(stats.nct.cdf(t, df, delta)) - probability

    # Outwards in steps of about one standard error: far from t the library's distribution is NaN.
    step = math.sqrt(1 + t * t / (2 * df))
    for reach in (step * k for k in range(2, 40)):
        above, below = excess(t - reach), excess(t + reach)
        if not (math.isfinite(above) and math.isfinite(below)):
            break
        if above > 0 > below:
            return float(optimize.brentq(excess, t - reach, t + reach, xtol=1e-12, rtol=1e-12))
    raise FitError(f"no interval found for t = {t:g} with {df} degrees of freedom")
