"""Results of which some lie beyond a limit: never an invented number, and the truth is always inside what is said."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.errors import FitError
from trialstats.methods.laboratory.concentrations import run
from trialstats.methods.laboratory.options import Concentrations
from trialstats.methods.shared.quantification.limited import LOCATIONS, geometric, intervals, location
from trialstats.methods.shared.summary import summarise
from trialstats.results.shape import Result

ANALYSIS = Concentrations(**options("concentrations"))
LLOQ, ULOQ = 0.7, 8.0


def observed(values: list[float], lloq: list[float] | float = LLOQ, uloq: float = ULOQ) -> pd.DataFrame:
    """What an assay with these limits gives of true values."""
    true = pd.Series(values, dtype="float64")
    low = pd.Series(lloq, index=true.index, dtype="float64")
    below, above = true < low, true > uloq
    flags = {"BLQFL": below.map({True: "Y"}), "ALQFL": above.map({True: "Y"})}
    flags = {name: flag.astype("str") for name, flag in flags.items()}
    return pd.DataFrame({"AVAL": true.mask(below | above), "ALLOQ": low, "AULOQ": uloq, **flags})


def described(records: pd.DataFrame) -> dict[str, Any]:
    low, high = intervals(records)
    return {name: location(low, high, name) for name in LOCATIONS}


# Worked by hand: true values, and what can be said of them with limits 0.7 and 8.
BY_HAND = [
    ([1.0, 2.0, 3.0, 4.0], {"minimum": 1, "q1": 1.5, "median": 2.5, "q3": 3.5, "maximum": 4}),
    ([0.1, 2.0, 3.0, 4.0, 5.0], {"minimum": "<0.7", "q1": 2, "median": 3, "q3": 4, "maximum": 5}),
    ([0.1, 0.2, 3.0, 4.0, 5.0], {"minimum": "<0.7", "q1": "<0.7", "median": 3, "q3": 4, "maximum": 5}),
    ([0.1, 0.2, 3.0, 4.0], {"minimum": "<0.7", "q1": "<0.7", "median": "<1.85", "q3": 3.5, "maximum": 4}),
    ([0.1, 0.2, 0.3], dict.fromkeys(LOCATIONS, "<0.7")),
    ([1.0, 2.0, 9.0], {"minimum": 1, "q1": 1, "median": 2, "q3": ">8", "maximum": ">8"}),
    ([0.1, 9.0], {"minimum": "<0.7", "q1": "<0.7", "median": None, "q3": ">8", "maximum": ">8"}),
    ([5.0], dict.fromkeys(LOCATIONS, 5)),
]


@pytest.mark.parametrize(("values", "said"), BY_HAND)
def test_order_statistics_by_hand(values: list[float], said: dict[str, Any]) -> None:
    made = described(observed(values))
    for name, expected in said.items():
        row = made[name]
        if expected is None:
            assert row == {"reason": "it depends on where the results beyond a limit of quantification lie"}
        elif isinstance(expected, str):
            assert f"{row['level']}{row['value']:g}" == expected
        else:
            assert row == {name: pytest.approx(expected)}


def test_a_number_between_two_limits_is_not_ordered_against_a_result_below_the_larger() -> None:
    # Below 0.7, 0.6 and 0.65 (limit 0.5): the median may be anything from 0.6 to 0.65, 0.65 itself among it.
    made = described(observed([0.55, 0.6, 0.65], [0.7, 0.5, 0.5]))
    assert made["median"] == {"level": "≤", "value": 0.65}
    assert made["maximum"] == {"level": "<", "value": 0.7}


def test_a_bound_that_was_measured_may_be_the_statistic_itself() -> None:
    # 0.55 and a result below 0.7: the lowest is 0.55 if the other is 0.6. Of results below 0.5 and 0.7 it is neither's.
    made = described(observed([0.55, 0.6, 1.0, 2.0], [0.5, 0.7, 0.7, 0.7]))
    assert made["minimum"] == {"level": "≤", "value": 0.55}
    # The mean of the lowest two is 0.625 at the most, but the second is below 0.7.
    assert made["q1"] == {"level": "<", "value": pytest.approx(0.625)}
    assert described(observed([0.4, 0.6, 1.0], [0.5, 0.7, 0.7]))["minimum"] == {"level": "<", "value": 0.5}
    # 0.5 and a result below 0.5, which cannot be 0.5.
    assert described(observed([0.4, 0.5], 0.5))["minimum"] == {"level": "<", "value": 0.5}
    # 9 and a result above 8: the highest is 9 or more.
    above = observed([1.0, 9.0, 8.5]).assign(AVAL=[1.0, 9.0, None], ALQFL=[None, None, "Y"])
    assert described(above)["maximum"] == {"level": "≥", "value": 9.0}


positive = st.floats(0.01, 100).map(lambda x: round(x, 3))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(positive, st.sampled_from([0.5, 0.7, 2.0])), min_size=1, max_size=25), st.floats(3, 50))
def test_what_is_said_holds_for_the_true_values(drawn: list[tuple[float, float]], uloq: float) -> None:
    values, limits = [value for value, _ in drawn], [limit for _, limit in drawn]
    truth, made = summarise(pd.Series(values)), described(observed(values, limits, uloq))
    for name in LOCATIONS:
        row = made[name]
        if name in row:
            assert row[name] == pytest.approx(truth[name], rel=1e-12)
        elif row.get("level") == "<":
            assert truth[name] < row["value"] * (1 + 1e-12)
        elif row.get("level") == ">":
            assert truth[name] > row["value"] * (1 - 1e-12)


@settings(max_examples=100, deadline=None)
@given(st.lists(positive, min_size=1, max_size=25), st.sampled_from([0.001, 1000.0]))
def test_another_unit_gives_the_same_in_that_unit(values: list[float], factor: float) -> None:
    one = described(observed(values))
    scaled = observed(values).assign(**{name: lambda d, n=name: d[n] * factor for name in ("AVAL", "ALLOQ", "AULOQ")})
    for name, row in described(scaled).items():
        assert row.keys() == one[name].keys()
        for key in {name, "value"} & row.keys():
            assert row[key] == pytest.approx(one[name][key] * factor)


def test_without_results_beyond_a_limit_they_are_the_usual_statistics() -> None:
    values = np.exp(np.linspace(0, 2, 17)).tolist()
    made, usual = described(observed(values)), summarise(pd.Series(values))
    assert {name: row[name] for name, row in made.items()} == {name: usual[name] for name in LOCATIONS}


@pytest.mark.parametrize(("dtype", "below"), [("HALFLLOQ", 0.35), ("SQRT2LLOQ", 0.7 / math.sqrt(2))])
def test_the_geometric_mean_and_cv_by_hand(dtype: str, below: float) -> None:
    row = geometric(observed([0.1, 2.0, 4.0]), dtype)
    logs = [math.log(below), math.log(2), math.log(4)]
    mean = sum(logs) / 3
    variance = sum((x - mean) ** 2 for x in logs) / 2
    assert row["estimate"] == pytest.approx((below * 2 * 4) ** (1 / 3), rel=1e-14)
    assert row["cv"] == pytest.approx(100 * math.sqrt(math.exp(variance) - 1), rel=1e-12)
    assert row["n"] == 3


def test_above_the_upper_limit_stands_that_limit() -> None:
    assert geometric(observed([2.0, 50.0]), "HALFLLOQ")["estimate"] == pytest.approx(4.0)


def test_one_result_has_no_cv_and_none_no_mean() -> None:
    assert set(geometric(observed([2.0]), "HALFLLOQ")) == {"n", "estimate", "value"}
    assert set(geometric(observed([0.1, 0.2]), "HALFLLOQ")) == {"n", "estimate", "value"}  # both are LLOQ/2
    with pytest.raises(FitError, match="no value"):
        geometric(observed([]), "HALFLLOQ")
    with pytest.raises(FitError, match="no logarithm"):
        geometric(pd.DataFrame({"AVAL": [0.0, 1.0]}), "HALFLLOQ")


# -- the method


def results(order: list[int] | None = None, **more: Any) -> Result:
    """Two arms, two visits; at Week 6 nobody of Laser has a result."""
    cells = {
        ("Sham", "Baseline"): [0.1, 2.0, 3.0, 4.0, 5.0],
        ("Laser", "Baseline"): [1.0, 2.0, 9.0],
        ("Sham", "Week 6"): [0.2, 0.3, 6.0],
    }
    parts = []
    for (arm, visit), values in cells.items():
        part = observed(values).assign(TRT01P=arm, AVISIT=visit)
        part["USUBJID"] = [f"{arm}{number}" for number in range(len(values))]
        part["BATCH"] = ["A" if number % 2 else "B" for number in range(len(values))]
        part["ALLOQ"] = part["ALLOQ"].where(part["BATCH"] == "B", 0.5).where(part["AVAL"].notna(), 0.7)
        parts.append(part)
    records = pd.concat(parts, ignore_index=True).assign(PARAMCD="INTLK6")
    records = records.iloc[order] if order else records
    analysis = ANALYSIS.model_copy(update={"visits": ("Baseline", "Week 6"), **more})
    return run(analysis, make_inputs(records))


def test_counts_are_of_the_results() -> None:
    row = pick(results(), kind="count", variable="BLQFL", AVISIT="Week 6", ARM="Sham")
    assert (row["level"], row["count"], row["total"]) == ("<LLOQ", 2, 3)
    assert row["percent"] == pytest.approx(200 / 3)
    above = pick(results(), kind="count", variable="ALQFL", AVISIT="Baseline", ARM="Laser")
    assert (above["level"], above["count"], above["total"]) == (">ULOQ", 1, 3)


def test_each_result_is_a_row_and_what_lies_beyond_a_limit_stands_at_it() -> None:
    rows = choose(results(), {"kind": "value"})
    values = rows[rows["USUBJID"].notna()]
    assert len(values) == 11
    below = values[values["level"] == "<LLOQ"]
    assert sorted(below["value"]) == [0.7, 0.7, 0.7]
    assert values.loc[values["level"] == ">ULOQ", "value"].tolist() == [8]
    assert values.loc[values["level"].isna(), "value"].notna().all()


def test_where_there_is_no_result_there_is_a_reason_and_no_number() -> None:
    nobody = choose(results(), {"AVISIT": "Week 6", "ARM": "Laser"})
    assert nobody["reason"].notna().all()
    assert nobody[["median", "value", "estimate", "cv", "percent"]].isna().all(axis=None)
    assert (
        pick(results(), kind="summary", AVISIT="Week 6", ARM="Laser", PARAMCD="INTLK6", variable="median")["reason"]
        == "no value"
    )


def test_the_geometric_mean_names_what_stands_for_results_below() -> None:
    assert pick(results(), kind="geometric_mean", AVISIT="Week 6", ARM="Sham")["group"] == "LLOQ/2"
    other = results(substitution="SQRT2LLOQ")
    assert pick(other, kind="geometric_mean", AVISIT="Week 6", ARM="Sham")["group"] == "LLOQ/sqrt(2)"
    assert "LLOQ/sqrt(2) in the place of results below" in other.notes["inference"]
    assert "results above the upper limit stand at that limit" in other.notes["inference"]


def test_the_limits_are_named_by_batch_or_are_the_most_frequent_one() -> None:
    named = choose(results(limits_by="BATCH"), {"variable": "ALLOQ"})
    assert named[["group", "value", "count"]].to_numpy().tolist() == [["A", 0.5, 3.0], ["B", 0.7, 7.0]]
    plain = choose(results(), {"variable": "ALLOQ"})
    assert plain[["value", "count"]].to_numpy().tolist() == [[0.7, 8.0]]


def test_counts_add_up() -> None:
    assert results().notes["excluded"] == [
        {
            "PARAMCD": "INTLK6",
            "measure": "AVAL",
            "in": 11,
            "left_out": {"neither a number nor beyond a limit": 0},
            "used": 11,
        }
    ]


def test_rows_do_not_depend_on_the_order_of_records() -> None:
    keys = ["id", "count", "median", "value", "estimate", "cv"]
    one, other = results().rows[keys], results(order=[10, 3, 7, 1, 0, 9, 8, 2, 6, 5, 4]).rows[keys]
    pd.testing.assert_frame_equal(
        one.sort_values("id", ignore_index=True), other.sort_values("id", ignore_index=True), rtol=1e-14
    )


def test_a_dataset_without_limits_is_described_as_usual() -> None:
    records = pd.DataFrame({"USUBJID": ["1", "2"], "TRT01P": "Sham", "AVISIT": "Baseline", "AVAL": [1.0, 3.0]})
    made = run(ANALYSIS, make_inputs(records))
    assert pick(made, kind="summary", AVISIT="Baseline", ARM="Sham", variable="median")["median"] == 2
    assert pick(made, kind="count", AVISIT="Baseline", ARM="Sham", variable="BLQFL")["count"] == 0
