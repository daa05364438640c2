"""Ratios of rates that change with a number: in closed form, by two subjects of each arm at each of two values.

A model with a slope for each arm passes through the mean counts of an arm at two values. Sham has 6 and 12 at 1 and 2
seizures before, Laser 3 and 12: the ratio is 1/2 at 1 and 1 at 2, so that it doubles, and sqrt(1/2) between.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import make_inputs, pick
from tests.methods.counts.test_recorded_counts import counted
from tests.tiny import Tiny
from trialstats.display.look import Look
from trialstats.methods.counts.counts_table import tabulate
from trialstats.methods.counts.options import CountsTable
from trialstats.methods.shared.inputs import Inputs

LOOK = Look("T", ("Sham", "Laser"), "Sham", ("Week 12",))
OPTIONS: dict[str, Any] = {"model": "poisson", "covariates": "BASE", "by_arm": "BASE"}


def records(times: float = 1.0) -> Inputs:
    """Totals of Sham 12 and 24, of Laser 6 and 24."""
    frame = pd.DataFrame(
        {
            "USUBJID": list("abcdefgh"),
            "TRT01P": ["Sham"] * 4 + ["Laser"] * 4,
            "AVISIT": "Week 12",
            "AVAL": [5.0, 7, 11, 13, 2, 4, 10, 14],
            "BASE": times * np.array([1.0, 1, 2, 2, 1, 1, 2, 2]),
        }
    )
    return make_inputs(frame)


def test_the_ratio_is_that_at_the_geometric_mean_and_changes_by_doubling() -> None:
    made = counted(records(), log="BASE", **OPTIONS)
    ratio, change = (pick(made, kind=kind) for kind in ("rate_ratio", "interaction"))
    error = math.sqrt(1 / 12 + 1 / 24 + 1 / 6 + 1 / 24)
    assert ratio["estimate"] == pytest.approx(math.sqrt(1 / 2))
    assert ratio["std_error"] == pytest.approx(error / 2)
    assert change[["estimate", "std_error"]].tolist() == pytest.approx([2, error])
    assert change["statistic"] == pytest.approx(math.log(2) / error)
    assert change[["variable", "level", "ARM", "REFERENCE"]].tolist() == ["BASE", "per doubling", "Laser", "Sham"]
    assert change["value"] == pytest.approx(math.sqrt(2))
    rates = [pick(made, kind="rate", variable="ADJUSTED", ARM=arm)["estimate"] for arm in ("Sham", "Laser")]
    assert rates == pytest.approx([math.sqrt(6 * 12), math.sqrt(3 * 12)])


def test_coefficients_are_those_of_the_variables_as_they_are() -> None:
    (fit,) = counted(records(), log="BASE", **OPTIONS).notes["fits"]
    assert fit["formula"] == "events ~ TRT01P + log(BASE) + TRT01P:log(BASE) + offset(log(time))"
    expected = {
        "Intercept": math.log(6),
        "TRT01P[T.Laser]": math.log(1 / 2),
        "log(BASE)": 1,
        "TRT01P[T.Laser]:log(BASE)": 1,
    }
    assert fit["coefficients"] == pytest.approx(expected)


def test_a_unit_of_the_number_changes_no_test_and_no_ratio() -> None:
    one, ten = (counted(records(times), **OPTIONS) for times in (1.0, 10.0))
    for kind, names in (("rate_ratio", ["estimate", "conf_low"]), ("interaction", ["statistic", "p_value"])):
        assert pick(ten, kind=kind)[names].tolist() == pytest.approx(pick(one, kind=kind)[names].tolist())
    assert pick(one, kind="interaction")["estimate"] == pytest.approx(2)
    assert pick(ten, kind="interaction")["estimate"] == pytest.approx(2**0.1)
    assert pick(ten, kind="interaction")["value"] == pytest.approx(15)


def test_the_table_says_where_the_ratio_is_told_and_how_it_changes() -> None:
    made = counted(records(), log="BASE", **OPTIONS)
    table = tabulate(CountsTable.model_validate({"kind": "counts", "title": "T", "analysis": "test"}), made.rows, LOOK)
    (group,) = table.groups
    assert group.rows[-1].label == "Laser: ratio of rate ratios, per doubling of the value at baseline"
    assert any("is the one at 1.414, the geometric mean of all subjects used" in note for note in table.footnotes)


def test_an_arm_without_an_event_has_no_change_and_says_why() -> None:
    inputs = records()
    inputs.records.loc[inputs.records["TRT01P"] == "Laser", "AVAL"] = 0.0
    row = pick(counted(inputs, **OPTIONS), kind="interaction")
    assert pd.isna(row["estimate"])
    assert row["reason"] == "the arm has no event: the model has no estimate of its rate"


def test_a_category_has_no_slope(tiny: Tiny) -> None:
    tiny.spec(
        "\nanalyses:\n",
        "\nanalyses:\n  counted: {method: recorded_counts, dataset: adpain, population: FASFL, "
        "covariates: SEX, by_arm: SEX}\n",
    )
    (said,) = tiny.spec_problems()
    assert said.endswith("analyses.counted.by_arm = SEX is a category, and a slope is of a number")
