"""What a data file may say and none of those that are shipped does: reversed items, prorated sums, fixed cut-offs."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.questionnaires.toy import toy
from trialstats.errors import SpecError
from trialstats.questionnaires.catalogue import load_definition, names
from trialstats.questionnaires.engine import Scored
from trialstats.questionnaires.form import items_of, settle
from trialstats.questionnaires.reference import describe

ITEMS = ["q1", "q2", "q3", "q4", "q5", "q6"]


def items(*forms: tuple[float | None, ...]) -> pd.DataFrame:
    return pd.DataFrame(forms, columns=ITEMS, dtype=float)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        # q4 and q5 count 3 - answer: 1 + 2 + 3 = 6; (3 + 2) / 2 = 2.5; 6 + 5 + 2 = 13
        ((1, 2, 3, 0, 1, 2), {"upper": 6, "lower": 2.5, "total": 13, "class": 2, "positive": 1}),
        # (1 + 3) / 2 * 3 = 6
        ((1, None, 3, 0, 1, 2), {"upper": 6, "lower": 2.5, "total": None, "class": None, "positive": 1}),
        ((1, None, None, 0, None, 2), {"upper": None, "lower": 3, "total": None, "class": None, "positive": 1}),
        ((5, 5, 5, 3, 3, 0), {"upper": 15, "lower": 0, "total": 15, "class": 2, "positive": 0}),
        ((5, 5, 4, 3, 3, 2), {"upper": 14, "lower": 0, "total": 16, "class": 3, "positive": 0}),
        ((1, 1, 1, None, None, 2), {"upper": 3, "lower": None, "total": None, "class": None, "positive": None}),
    ],
)
def test_by_hand(tmp_path: Path, form: tuple[float | None, ...], expected: dict[str, float | None]) -> None:
    scores = Scored(settle(toy(tmp_path))).score(items(form))
    pd.testing.assert_frame_equal(scores, pd.DataFrame([expected], dtype=float), rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    ("missing", "total"),
    [
        # of q1 to q6, as scored 5, 1, 2, 3, 0, 2 = 13; without q1: 8 / 5 * 6 = 9.6; without q1, q2: 7 / 4 * 6 = 10.5
        ((), 13),
        (("q1",), 9.6),
        (("q1", "q2"), 10.5),
        (("q1", "q2", "q3"), None),
    ],
)
def test_a_sum_is_prorated_up_to_the_declared_number_of_missing_items(
    tmp_path: Path, missing: tuple[str, ...], total: float | None
) -> None:
    form = items((5, 1, 2, 0, 3, 2)).assign(**dict.fromkeys(missing, np.nan))
    found = Scored(settle(toy(tmp_path), prorate_up_to=2)).score(form)["total"].iloc[0]
    assert np.isnan(found) if total is None else found == pytest.approx(total, abs=1e-14)
    one = Scored(settle(toy(tmp_path), prorate_up_to=1)).score(form)["total"].iloc[0]
    assert np.isnan(one) == (len(missing) > 1)


@pytest.mark.parametrize("number", [0, 3])
def test_more_than_the_data_file_allows_is_not_prorated(tmp_path: Path, number: int) -> None:
    with pytest.raises(SpecError, match=f"Toy: `prorate_up_to` is from 1 to 2 missing items, not {number}"):
        settle(toy(tmp_path), prorate_up_to=number)


def test_items_of_a_scale_are_as_they_are_scored(tmp_path: Path) -> None:
    scales = Scored(settle(toy(tmp_path))).scale_items(items((1, 2, 3, 0, 1, 2), (1, 2, 3, None, 3, 2)))
    assert scales["lower"]["q4"].tolist()[0] == 3
    assert np.isnan(scales["lower"]["q4"].tolist()[1])
    assert scales["lower"]["q5"].tolist() == [2, 0]
    assert scales["total"]["q1"].tolist() == [1, 1]


def test_what_is_told_of_the_scores(tmp_path: Path) -> None:
    table = {each.column: each for each in settle(toy(tmp_path)).parameters}
    assert [(name, each.low, each.high, each.decimals) for name, each in table.items()] == [
        ("upper", 3, 15, 1),
        ("lower", 0, 3, 2),
        ("total", 3, 23, 1),
        ("class", 1, 3, 2),
        ("positive", 0, 1, 2),
    ]
    assert (table["total"].mcid, table["total"].mcid_source) == (2, "made up")
    assert (table["class"].unit, table["positive"].unit) == ("1 to 3", "0 or 1")
    assert table["positive"].label == "Toy At or Above Cut-off of 2"


def test_the_reference_says_what_the_data_file_says(tmp_path: Path) -> None:
    assert describe(toy(tmp_path)).splitlines() == [
        "Toy: three subscales and a total.",
        "",
        "Items: q1 to q3 (1 to 5); q4, q5 (0 to 3); q6 (0, 2). `{n}` in `items` is the number of the item. Scored the "
        "other way round: q4, q5; declare the answers as they stand on the form. May be named and is not read: q7.",
        "",
        "- `TOYUP` Toy Upper, 3 to 15, higher is better: prorated sum of 3 items, at least 2 answered (made up).",
        "- `TOYLOW` Toy Lower, 0 to 3, lower is better: mean of 2 items, at least 1 answered (made up).",
        "- `TOYTOT` Toy Total, 3 to 23, lower is better: sum of 6 items, all, or all but `prorate_up_to` (at most 2) "
        "answered (made up). A difference of 2 matters: made up.",
        "- `TOYCAT` Toy Class: by TOYTOT, 1 few, 2 some from 10, 3 many from 15.5 (made up).",
        "- `TOYPOS` Toy At or Above Cut-off: 1 where TOYLOW is 2 or more, else 0 (made up).",
    ]


@pytest.mark.parametrize("name", names())
def test_the_order_told_is_the_order_scored(name: str) -> None:
    definition = load_definition(name)
    line = next(line for line in describe(definition).splitlines() if line.startswith("Items"))
    counted = {
        each: number
        for first, last, start, end in re.findall(r"(\d+)(?: to (\d+))? = ([a-z]\w*)(?: to ([a-z]\w*))?", line)
        for number, each in enumerate(run(start, end) if last else [start], int(first))
    }
    if "each by what" not in line:
        told = re.findall(r"\b(q\d+)(?: to (q\d+))?", line)
        counted = {each: int(each[1:]) for start, end in told for each in run(start, end)}
    for version in definition.versions or [None]:
        assert items_of(definition, version).items() <= counted.items()
    assert counted.items() <= definition.numbers.items()


def run(first: str, last: str) -> list[str]:
    """Name `q1 to q3` one by one."""
    stem = first.rstrip("0123456789")
    start = int(first.removeprefix(stem))
    return [f"{stem}{number}" for number in range(start, int((last or first).removeprefix(stem)) + 1)]


def test_scores_that_versions_share_are_told_once_and_feet_one_after_the_other() -> None:
    told = describe(load_definition("mnsi_b"))
    assert told.count("`MNSIB8` MNSI Part B, 8 Points, 0 to 8") == 1
    assert "5 = monofilament_r (0, 0.5, 1); 6 = appearance_l, 7 = ulcer_l (0, 1);" in told
    assert describe(load_definition("eq5d5l")).count("`EQ5DMO`") == 1


def test_categories_have_the_names_of_the_form() -> None:
    told = {each.paramcd: each.levels for each in settle(load_definition("phq9")).parameters}
    assert told["PHQ9"] is None
    assert list((told["PHQ9CAT"] or {}).values())[:2] == ["minimal", "mild"]
    told = {each.paramcd: each.levels for each in settle(load_definition("pgic")).parameters}
    assert told["PGICRESP"] == {0: "No", 1: "Yes"}
