"""Method ordinal: what it counts, which way is better, and the trial of CAMIS through the method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, make_inputs, options, pick
from trialstats.methods.ordinal.categories import Categories
from trialstats.methods.ordinal.options import Ordinal
from trialstats.methods.ordinal.ordinal import remarks, run
from trialstats.methods.ordinal.ordinal_figure import places_in_palette
from trialstats.methods.ordinal.rows import BELOW_ALL, CATEGORY, NEUTRAL, WITHOUT
from trialstats.methods.shared.inputs import Inputs, Outcome

# Impression of change at week 12: 1 much better to 4 worse; two in four have none.
VALUES = {"Laser": [1, 1, 2, 2, 2, 3, None], "Sham": [1, 2, 3, 3, 4, 4, None]}


def inputs(better: str | None = "lower") -> Inputs:
    rows = [
        (f"{arm}{place}", arm, "Week 12", 1.0 if value is None else float(value), float(place))
        for arm, values in VALUES.items()
        for place, value in enumerate(values)
        if value is not None
    ]
    frame = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL", "AGE"])
    return make_inputs(frame, outcomes={"PAIN": Outcome("Impression", None, better)})


def analysis(**more: Any) -> Ordinal:
    return Ordinal.model_validate(options("ordinal", **more))


def counts(made: Any, arm: str) -> dict[str, tuple[int, int]]:
    rows = made.rows[(made.rows["variable"] == CATEGORY) & (made.rows["ARM"] == arm)]
    return {row["level"]: (int(row["count"]), int(row["total"])) for _, row in rows.iterrows()}


def test_every_subject_is_counted_in_one_category() -> None:
    made = run(analysis(), inputs())
    assert counts(made, "Laser") == {"1": (2, 6), "2": (3, 6), "3": (1, 6), "4": (0, 6)}
    pooled = run(analysis(categories={"Better": [1, 2], "Not better": [3, 4]}), inputs())
    assert counts(pooled, "Sham") == {"Better": (2, 6), "Not better": (4, 6)}


def test_two_categories_are_the_odds_ratio_of_a_table_and_above_one_is_better() -> None:
    """5 of 6 against 2 of 6 better: odds ratio (5 / 1) / (2 / 4) = 10, SE of its log sqrt(1/5 + 1 + 1/2 + 1/4)."""
    made = pick(run(analysis(categories={"Better": [1, 2], "Not better": [3, 4]}), inputs()), kind="odds_ratio")
    assert made["estimate"] == pytest.approx(10)
    assert made["std_error"] == pytest.approx(np.sqrt(1 / 5 + 1 + 1 / 2 + 1 / 4))
    turned = pick(run(analysis(), inputs("higher")), kind="odds_ratio")
    assert turned["estimate"] * pick(run(analysis(), inputs()), kind="odds_ratio")["estimate"] == pytest.approx(1)


def test_what_cannot_be_compared_keeps_its_counts_and_says_why() -> None:
    made = run(analysis(), inputs(better=None))
    row = pick(made, kind="odds_ratio")
    assert pd.isna(row["estimate"])
    assert "lower or higher is better" in row["reason"]
    assert counts(made, "Laser")["1"] == (2, 6)
    outside = run(analysis(categories={"Better": [1, 2], "Not better": 3}), inputs())
    assert "4 is in none of the `categories`" in pick(outside, kind="odds_ratio")["reason"]


def with_events(value: str, better: str, stands_for: float) -> tuple[Inputs, Inputs]:
    """Give L5, L6 and S5 an event for which a word stands in the place of a value, and a value in its stead."""
    known = inputs(better)
    had = known.records["USUBJID"].isin(["Laser5", "Laser4", "Sham5"])
    words = pd.Series(pd.NA, index=known.records.index, dtype="str").mask(had, value)
    told = known.records.assign(AVAL=known.records["AVAL"].mask(had, np.nan if value != "worst" else 4.0), ICEVAL=words)
    plain = known.records.assign(AVAL=known.records["AVAL"].mask(had, stands_for))
    return replace(known, records=told), replace(known, records=plain)


@pytest.mark.parametrize(("better", "code"), [("lower", 9.0), ("higher", 0.0)])
def test_who_ranks_below_all_is_in_a_category_of_its_own(better: str, code: float) -> None:
    """The same as a value beyond the worst; and nobody is lost for want of one."""
    told, plain = with_events("rank below all", better, code)
    made, expected = run(analysis(), told), run(analysis(), plain)
    assert counts(made, "Laser") == {"1": (2, 6), "2": (2, 6), "3": (0, 6), "4": (0, 6), BELOW_ALL: (2, 6)}
    assert list(counts(made, "Sham"))[-1 if better == "lower" else 0] == BELOW_ALL
    for name in ("estimate", "std_error", "n"):
        assert pick(made, kind="odds_ratio")[name] == pytest.approx(pick(expected, kind="odds_ratio")[name], rel=1e-9)


def test_the_worst_is_the_worst_category_declared_whatever_was_observed() -> None:
    categories = {"Much better": 1, "Better": 2, "The same": [3, 4], "Dead": 5}
    told, plain = with_events("worst", "lower", 5.0)  # 4 is the worst value observed, of another category
    made, expected = (run(analysis(categories=categories), material) for material in (told, plain))
    assert counts(made, "Laser")["Dead"] == (2, 6)
    pd.testing.assert_frame_equal(made.rows, expected.rows)


def test_categories_must_follow_each_other() -> None:
    with pytest.raises(ValueError, match="B begins at 2, which is not above A, 3"):
        analysis(categories={"A": [1, 3], "B": 2})


def test_all_visits_together_are_those_of_genmod(shared: Callable[[str], Path]) -> None:
    """CAMIS (Stokes, Davis & Koch's respiratory trial, `respord`), SAS PROC GENMOD: 0.42992, SE 0.34205."""
    frame = pd.read_csv(shared("truths/03_repeated_categorical/respiratory_camis.csv"))
    records = pd.DataFrame(
        {
            "USUBJID": frame["usubjid"],
            "TRT01P": frame["trtp"],
            "AVISIT": frame["avisitn"].map("Visit {}".format),
            "AVAL": frame["respord"].astype(float),
        }
    )
    visits = ["Baseline", *(f"Visit {number}" for number in range(1, 5))]
    made = run(
        analysis(model="all visits"),
        make_inputs(records, ("P", "A"), visits, outcomes={"PAIN": Outcome("Status", None, "lower")}),
    )
    row = pick(made, kind="odds_ratio", AVISIT="Visit 1")
    assert [float(np.log(row["estimate"])), row["std_error"]] == pytest.approx([0.42992, 0.34205], abs=5e-6)


# Falls of 0.3 from bases of two sizes are two binary fractions: 0.4 - 0.7 and 99.6 - 99.9, but one category.
PAIRS = {"Laser": [(0.4, 0.7), (99.6, 99.9), (5.0, 5.0)], "Sham": [(5.0, 5.0), (0.9, 1.2), (5.5, 5.0)]}


def changes() -> Inputs:
    rows = [
        (f"{arm}{place}", arm, "Week 12", value, base, value - base)
        for arm, pairs in PAIRS.items()
        for place, (value, base) in enumerate(pairs)
    ]
    frame = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL", "BASE", "CHG"])
    assert frame["CHG"].nunique() > 3
    return make_inputs(frame, outcomes={"PAIN": Outcome("Impression", None, "lower")})


def test_changes_that_rounding_alone_parts_are_one_category() -> None:
    made = run(analysis(value="CHG"), changes())
    assert counts(made, "Laser") == {"-0.3": (2, 3), "0": (1, 3), "0.5": (0, 3)}
    assert counts(made, "Sham") == {"-0.3": (1, 3), "0": (1, 3), "0.5": (1, 3)}
    declared = run(analysis(value="CHG", categories={"Fall": -0.3, "Same": 0, "Rise": 0.5}), changes())
    assert counts(declared, "Laser") == {"Fall": (2, 3), "Same": (1, 3), "Rise": (0, 3)}


def test_values_of_no_category_are_told_before_the_run() -> None:
    asked = analysis(value="CHG", categories={"Fall": -0.3, "Same": 0})
    assert remarks(asked, changes(), ()) == [
        "PAIN at Week 12: 0.5 is in none of the `categories`; the analysis will say so in the place of its results"
    ]
    assert remarks(analysis(), inputs(), ()) == []


def test_values_of_many_digits_are_categories_of_their_own() -> None:
    found = Categories.of_values(pd.Series([1234567.0, 1234568.0]))
    assert found.names == ("1234567", "1234568")


def test_who_is_in_no_category_is_counted_and_no_change_is_marked() -> None:
    adsl = pd.DataFrame([(f"{a}{n}", a, "Y") for a in VALUES for n in range(7)], columns=["USUBJID", "TRT01P", FLAG])
    given = replace(inputs(), adsl=adsl, outcomes={"PAIN": Outcome("Impression", None, "lower", neutral=3)})
    made = run(analysis(), given).rows
    without = made[made["variable"] == WITHOUT]
    assert without[["count", "total"]].values.tolist() == [[1, 7], [1, 7]]
    assert made.loc[made["group"] == NEUTRAL, "level"].tolist() == ["3", "3"]


def test_no_change_is_the_pale_middle_of_the_palette() -> None:
    assert places_in_palette(5, 3)[3] == 0.5
    assert places_in_palette(5, 3)[0] == pytest.approx(0.08)
    assert places_in_palette(5, None) == pytest.approx([0.08, 0.29, 0.5, 0.71, 0.92])
