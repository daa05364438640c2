"""A number cut into the levels of a category: `age >= 65`."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny import Tiny, fatal
from trialstats.steps.inputs import with_categories
from trialstats.trialfile.parts.cuts import edges
from trialstats.trialfile.parts.subjects import Column

SEX = "  SEX: {column: sex, type: category, codes: {Female: F, Male: M}}\n"


def declare(tiny: Tiny, cuts: str, more: str = "") -> None:
    """Declare AGEGR1 beside SEX."""
    tiny.spec(SEX, f"{SEX}  AGEGR1: {{column: age, type: category, cuts: {cuts}{more}}}\n")


def groups(tiny: Tiny) -> list[str | None]:
    """Give AGEGR1 of the subjects, who are 54, 61, 47, 70, 66 and 58 years old."""
    values = tiny.mapped("adpain")["adsl"].records["AGEGR1"]
    return [None if pd.isna(value) else str(value) for value in values]


def test_a_limit_belongs_to_the_level_that_it_begins(tiny: Tiny) -> None:
    declare(tiny, '{"<58": [null, 58], "58 to 65": [58, 66], ">=66": [66, null]}')
    assert groups(tiny) == ["<58", "58 to 65", "<58", ">=66", ">=66", "58 to 65"]


def test_levels_keep_their_declared_order_where_the_alphabet_has_another(tiny: Tiny) -> None:
    declare(tiny, '{young: [null, 60], "middle-aged": [60, 70], aged: [70, null]}')
    trial = tiny.load()
    typed = with_categories(tiny.mapped("adpain")["adsl"].records, trial, trial.arm_order)
    assert list(typed["AGEGR1"].cat.categories) == ["young", "middle-aged", "aged"]


def test_what_is_no_number_is_a_problem_as_for_every_number(tiny: Tiny) -> None:
    declare(tiny, '{"<65": [null, 65], ">=65": [65, null]}')
    tiny.replace("data/subjects.csv", "004,S,2024-01-12,70", "004,S,2024-01-12,seventy")
    assert fatal(tiny.mapped("adpain"))[0] == "data/subjects.csv, line 5: age = seventy, not a number (subject 004)"
    tiny.fates(not_numeric="exclude")
    assert groups(tiny)[3] is None


def test_a_blank_has_no_level(tiny: Tiny) -> None:
    declare(tiny, '{"<65": [null, 65], ">=65": [65, null]}')
    tiny.replace("data/subjects.csv", "004,S,2024-01-12,70", "004,S,2024-01-12,")
    assert groups(tiny) == ["<65", "<65", "<65", None, ">=65", "<65"]


@pytest.mark.parametrize(
    ("cuts", "more", "allowed"),
    [
        ("{low: [50, 60], high: [60, 70]}", "", "not in 50 to below 70"),
        ("{low: [50, 60], high: [60, null]}", "", "below 50, where the first level begins"),
        ("{low: [null, 60], high: [60, 70]}", "", "not below 70, where the last level ends"),
        ("{low: [null, 60], high: [60, null]}", ", range: [50, 69]", "outside 50-69"),
    ],
)
def test_a_number_in_no_level_is_out_of_range(tiny: Tiny, cuts: str, more: str, allowed: str) -> None:
    declare(tiny, cuts, more)
    said = fatal(tiny.mapped("adpain"))
    assert {message.split(", ", 2)[2].rsplit(" (", 1)[0] for message in said[:-1]} == {allowed}
    tiny.fates(out_of_range="exclude")
    high, low = "not below" in allowed, "below 50" in allowed
    assert groups(tiny) == ["low", "high", "low" if high else None, "high" if low else None, "high", "low"]


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True).map(sorted), st.integers(-60, 60))
def test_every_number_has_exactly_one_level(limits: list[int], number: int) -> None:
    ends = [None, *map(float, limits), None]
    cuts = {f"L{place}": band for place, band in enumerate(pairwise(ends))}
    column = Column.model_validate({"column": "x", "type": "category", "cuts": cuts})
    found = [
        level
        for level, (low, high) in cuts.items()
        if (low is None or number >= low) and (high is None or number < high)
    ]
    assert len(found) == 1
    cut = pd.cut(pd.Series([float(number)]), edges(column.cuts or {}), right=False, labels=column.levels)
    assert [str(level) for level in cut] == found


MISTAKES = {
    "overlap": (
        '{"<65": [null, 65], ">=60": [60, null]}',
        "<65 and >=60 overlap; write the levels from the lowest up, each once",
    ),
    "wrong order": (
        '{">=65": [65, null], "<65": [null, 65]}',
        ">=65 and <65 overlap; write the levels from the lowest up, each once",
    ),
    "gap": ('{"<65": [null, 65], ">65": [66, null]}', "between <65 and >65 is a gap: nothing says what 65 to 66 is"),
    "empty": ("{none: [65, 65]}", "none ends (65) where it begins (65) or before: nothing belongs to it"),
    "no limit": ("{all: [null, null], old: [65, null]}", "all has no limit at all, and so overlaps the other levels"),
}


@pytest.mark.parametrize(("cuts", "said"), MISTAKES.values(), ids=MISTAKES)
def test_cuts_that_cannot_hold(tiny: Tiny, cuts: str, said: str) -> None:
    declare(tiny, cuts)
    assert tiny.spec_problems() == [f"40: covariates.AGEGR1.cuts: {said}"]


def test_cuts_that_are_no_numbers_or_of_no_category(tiny: Tiny) -> None:
    declare(tiny, "{young: [null, sixty]}")
    assert tiny.spec_problems() == ["40: covariates.AGEGR1.cuts.young[2] = sixty: must be a number"]
    tiny.spec("cuts: {young: [null, sixty]}", "codes: {young: y}, cuts: {young: [null, 60]}")
    assert tiny.spec_problems() == ["40: covariates.AGEGR1: give either `cuts`, of a number, or `codes`, of texts"]
    tiny.spec("type: category, codes: {young: y}, ", "type: number, ")
    said = "40: covariates.AGEGR1: `cuts` goes with `type: category`: the number becomes one of its levels"
    assert tiny.spec_problems() == [said]
