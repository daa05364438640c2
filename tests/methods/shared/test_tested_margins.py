"""Margins of ratios: z and t tests of logarithms against a value, by closed forms and by the EMA's second data set."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from tests.methods.build import FLAG, make_inputs, options, pick
from trialstats.methods.counts.options import RecordedCounts
from trialstats.methods.counts.recorded_counts import run as run_counts
from trialstats.methods.crossover.crossover import run as run_crossover
from trialstats.methods.crossover.options import CrossoverModel
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.tested_margins import margins_tested
from trialstats.methods.time_to_event.options import TimesToEvent
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

REASON = {"justification": "of a test"}
ROW: Row = {"kind": Kind.HAZARD_RATIO, "PARAMCD": "T", "ARM": "A", "REFERENCE": "B", "estimate": 0.9, "std_error": 0.12}


def of_times(**margin: Any) -> TimesToEvent:
    return TimesToEvent.model_validate({"method": "time_to_event", "population": FLAG, "margin": {**margin, **REASON}})


def test_non_inferiority_of_a_hazard_ratio_is_a_z_test_of_its_logarithm() -> None:
    (row,) = margins_tested(of_times(value=1.25), [ROW], Kind.HAZARD_RATIO, "lower")
    z = (math.log(0.9) - math.log(1.25)) / 0.12
    assert row["p_value"] == pytest.approx(stats.norm.cdf(z), rel=1e-12)
    assert row["conf_high"] == pytest.approx(0.9 * math.exp(stats.norm.ppf(0.975) * 0.12), rel=1e-12)
    assert (row["minimum"], row["maximum"], row["count"], row["level"]) == (None, 1.25, 1, "hazard ratio")


def test_with_the_arms_exchanged_the_lower_margin_is_tested_alike() -> None:
    turned = {**ROW, "ARM": "B", "REFERENCE": "A", "estimate": 1 / 0.9}
    (row,) = margins_tested(of_times(value=1.25), [ROW], Kind.HAZARD_RATIO, "lower")
    (other,) = margins_tested(of_times(value=0.8), [turned], Kind.HAZARD_RATIO, "higher")
    assert other["p_value"] == pytest.approx(row["p_value"], rel=1e-12)


@pytest.mark.parametrize("estimate", [0.7, 0.79, 0.83, 0.95, 1.06, 1.2, 1.3])
def test_equivalence_is_shown_exactly_where_the_interval_lies_between_the_margins(estimate: float) -> None:
    analysis = of_times(kind="equivalence", value=[0.8, 1.25], level=0.05)
    for error in (0.01, 0.05, 0.1):
        own = {**ROW, "estimate": estimate, "std_error": error}
        (row,) = margins_tested(analysis, [own], Kind.HAZARD_RATIO, "lower")
        assert row["conf_level"] == pytest.approx(0.9)
        assert bool(row["count"]) == (row["conf_low"] > 0.8 and row["conf_high"] < 1.25) == (row["p_value"] <= 0.05)


def test_a_comparison_without_numbers_lends_its_reason() -> None:
    lacking = {**{key: ROW[key] for key in ("kind", "PARAMCD", "ARM", "REFERENCE")}, "reason": "no event"}
    (row,) = margins_tested(of_times(value=1.25), [lacking], Kind.HAZARD_RATIO, "lower")
    assert (row["reason"], "p_value" in row) == ("no event", False)


def test_a_margin_of_a_difference_is_refused_where_ratios_are_compared() -> None:
    with pytest.raises(ValueError, match="what is compared is a ratio"):
        of_times(value=5, scale="difference")


def test_rates_are_tested_by_the_interval_of_their_ratio() -> None:
    rows = [("Laser", 3), ("Laser", 5), ("Laser", 4), ("Laser", 6), ("Sham", 5), ("Sham", 7), ("Sham", 4), ("Sham", 6)]
    frame = pd.DataFrame(
        [(f"S{k}", arm, "Week 12", float(count)) for k, (arm, count) in enumerate(rows)],
        columns=["USUBJID", "TRT01P", "AVISIT", "AVAL"],
    )
    analysis = RecordedCounts.model_validate(
        options("recorded_counts", model="poisson", margin={"value": 1.3, **REASON})
    )
    made = run_counts(analysis, make_inputs(frame, outcomes={"PAIN": Outcome("Days", None, "lower")}))
    ratio, margin = pick(made, kind="rate_ratio"), pick(made, kind="margin")
    # Poisson's: 18 events over 22, of the same time; the variance of the logarithm is 1 / 18 + 1 / 22.
    z = (math.log(18 / 22) - math.log(1.3)) / math.sqrt(1 / 18 + 1 / 22)
    assert margin["p_value"] == pytest.approx(stats.norm.cdf(z), rel=1e-6)
    assert margin["conf_high"] == pytest.approx(ratio["conf_high"], rel=1e-9)


def bioequivalence(path: Path) -> Inputs:
    """Give the EMA's second data set: 24 subjects, two treatments, three sequences of three periods."""
    frame = pd.read_csv(path, comment="#")
    arm = frame["treatment"].map({"R": "R", "T": "T"})
    records = pd.DataFrame(
        {
            "USUBJID": frame["subject"].astype(str),
            "TRT01P": arm,
            "TRTP": arm,
            "TRTSEQP": frame["sequence"],
            "APERIOD": frame["period"].astype(float),
            "AVISIT": "Week 6",
            "AVAL": frame["PK"],
        }
    )
    return make_inputs(
        records, ("R", "T"), outcomes={"PAIN": Outcome("AUC", "ng h/mL", None)}, timepoints={"Week 6": ("Week 6",)}
    )


def test_bioequivalence_of_the_second_data_set_of_the_ema(shared: Callable[[str], Path]) -> None:
    """R, lm and lmer with pbkrtest; the EMA's Q&A (EMA/582648/2016) prints 102.26 (97.32 to 107.46)."""
    truths = json.loads(shared("truths/06_noninferiority/truths.json").read_text("utf-8"))["truths"]
    values = {truth["id"]: (truth["value"], truth.get("tolerance", 0.0)) for truth in truths}
    material = bioequivalence(shared("truths/06_noninferiority/ema_data_set_2.csv"))
    margin = {"kind": "equivalence", "value": [0.8, 1.25], "level": 0.05, **REASON}
    for subject, name in (("fixed", "ema2.fixed"), ("random", "ema2.random_kr")):
        analysis = CrossoverModel.model_validate(
            options("crossover", scale="log", subject=subject, ddf="kr_expected", margin=margin, beside=[])
        )
        row = pick(run_crossover(analysis, material), kind="margin")
        found = {
            "estimate": math.log(row["estimate"]),
            "se": row["std_error"],
            "df": row["df"],
            "lower90": math.log(row["conf_low"]),
            "upper90": math.log(row["conf_high"]),
            "p_tost": row["p_value"],
        }
        for key, made in found.items():
            value, tolerance = values[f"{name}.{key}"]
            assert made == pytest.approx(value, abs=tolerance, rel=1e-6), (name, key)
        assert row["count"] == 1
