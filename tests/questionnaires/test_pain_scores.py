"""Scores of the pain questionnaires: by hand, at their extremes, and what holds for any answers."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questionnaires.pain_cases import CASES, INTERFERENCE, NPSI, PAINDETECT, SEVERITY, Case, forms
from trialstats.errors import SpecError
from trialstats.scoring import bpi, dn4, npsi, paindetect

ANSWERS = settings(max_examples=60, deadline=None)
each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def one(scores: pd.DataFrame, column: str) -> float:
    value: float = scores[column].iloc[0]
    return value


# -- by hand


def test_brief_pain_inventory_by_hand() -> None:
    answers = dict(zip((*SEVERITY, *INTERFERENCE), (8, 3, 6, 5, 7, 2, 9, 8, 1, 4, 5), strict=True))
    scores = bpi.score(CASES["bpi"].form(answers))
    assert one(scores, "severity") == 22 / 4
    assert one(scores, "interference") == pytest.approx(36 / 7, abs=1e-15)


@pytest.mark.parametrize(("blank", "mean"), [(0, 4.0), (1, 3.5), (2, 3.0), (3, 2.5), (4, None), (7, None)])
def test_interference_is_the_mean_of_the_answered_if_they_are_four(blank: int, mean: float | None) -> None:
    answers = dict(zip(INTERFERENCE, (1, 2, 3, 4, 5, 6, 7), strict=True))
    left_out = dict.fromkeys(INTERFERENCE[len(INTERFERENCE) - blank :])
    scores = bpi.score(CASES["bpi"].form({**CASES["bpi"].lowest, **answers, **left_out}))
    found = one(scores, "interference")
    assert np.isnan(found) if mean is None else found == mean


@pytest.mark.parametrize("item", SEVERITY)
def test_severity_needs_all_four(item: str) -> None:
    scores = bpi.score(CASES["bpi"].form({**CASES["bpi"].highest, item: None}))
    assert np.isnan(one(scores, "severity"))
    assert one(scores, "interference") == 10


def test_dn4_counts_what_was_answered_yes() -> None:
    answers = dict.fromkeys(CASES["dn4"].codes, 0) | dict.fromkeys(("q1", "q4", "q10"), 1)
    assert one(dn4.score(CASES["dn4"].form(answers)), "total") == 3


@pytest.mark.parametrize(("yes", "positive"), [(3, 0), (4, 1), (5, 1)])
def test_dn4_is_positive_from_the_declared_cut_off_on(yes: int, positive: int) -> None:
    answers = {item: int(n < yes) for n, item in enumerate(CASES["dn4"].codes)}
    items = CASES["dn4"].form(answers)
    assert one(dn4.score(items, cut_off=4), "positive") == positive
    assert "positive" not in dn4.score(items)
    assert np.isnan(one(dn4.score(CASES["dn4"].form({**answers, "q1": None}), cut_off=4), "positive"))


@pytest.mark.parametrize(("version", "cut_off"), [("full", 0), ("full", 11), ("interview", 8)])
def test_dn4_has_no_cut_off_that_says_nothing(version: str, cut_off: int) -> None:
    items = CASES["dn4" if version == "full" else "dn4 interview"].form({})
    with pytest.raises(SpecError, match="a cut-off is from 1 to"):
        dn4.score(items, version=version, cut_off=cut_off)  # type: ignore[arg-type]


def test_dn4_has_two_versions() -> None:
    with pytest.raises(SpecError, match="no DN4 version 'short'; available: full, interview"):
        dn4.score(CASES["dn4"].form({}), version="short")  # type: ignore[arg-type]


def test_the_temporal_items_of_npsi_are_in_no_score() -> None:
    items = CASES["npsi"].form(dict(zip(NPSI, range(1, 11), strict=True)))
    assert one(npsi.score(items), "total") == 55
    pd.testing.assert_frame_equal(npsi.score(items.assign(q4="8 to 12 h", q7=99)), npsi.score(items))
    assert npsi.check(items.assign(q4="8 to 12 h", q7=99)).empty


@pytest.mark.parametrize(
    ("seven", "course", "radiation", "total", "category"),
    [
        ((0, 0, 0, 0, 0, 0, 0), -1, 0, -1, 1),
        ((5, 5, 3, 0, 0, 0, 0), -1, 0, 12, 1),
        ((5, 5, 3, 0, 0, 0, 0), 0, 0, 13, 2),
        ((5, 5, 5, 1, 0, 0, 0), 0, 2, 18, 2),
        ((5, 5, 5, 1, 0, 0, 0), 1, 2, 19, 3),
        ((5, 5, 5, 5, 5, 5, 5), 1, 2, 38, 3),
    ],
)
def test_paindetect_by_hand(seven: tuple[int, ...], course: int, radiation: int, total: int, category: int) -> None:
    items = CASES["paindetect"].form(dict(zip(PAINDETECT, (*seven, course, radiation), strict=True)))
    assert paindetect.score(items).iloc[0].tolist() == [total, category]


# -- for each questionnaire


@each
def test_the_range_is_reached_at_the_extremes(case: Case) -> None:
    table = case.parameters()
    for name, (_, _, low, high) in case.scores.items():
        assert one(case.score(case.form(case.lowest)), name) == low == table.loc[name, "low"]
        assert one(case.score(case.form(case.highest)), name) == high == table.loc[name, "high"]


@each
def test_a_score_is_missing_exactly_where_too_few_are_answered(case: Case) -> None:
    for name, (items, needed, _, _) in case.scores.items():
        for answered in range(len(items) + 1):
            blank = dict.fromkeys(items[answered:])
            assert np.isnan(one(case.score(case.form({**case.highest, **blank})), name)) == (answered < needed)


@each
def test_every_item_raises_its_own_scores_and_no_other(case: Case) -> None:
    for item, codes in case.codes.items():
        courses = [case.score(case.form({**case.lowest, item: code})) for code in codes]
        for name, (members, _, _, _) in case.scores.items():
            values = [one(scores, name) for scores in courses]
            assert (np.diff(values) > 0).all() if item in members else len(set(values)) == 1


@each
def test_parameters_describe_the_columns(case: Case) -> None:
    table = case.parameters()
    assert table.index.tolist() == case.score(case.form(case.lowest)).columns.tolist()
    assert table["PARAMCD"].str.fullmatch(r"[A-Z][A-Z0-9]{0,7}").all()
    assert (table["label"].str.len() <= 40).all()
    assert (table["better"] == "lower").all()


def test_only_what_was_published_is_said_to_matter() -> None:
    tables = pd.concat([case.parameters() for case in CASES.values()])
    assert tables.dropna(subset="mcid").set_index("PARAMCD")["mcid"].to_dict() == {"BPIINT": 1.0}


def test_the_parameters_with_a_cut_off_say_which() -> None:
    table = dn4.parameters(cut_off=4)
    assert table.index.tolist() == ["total", "positive"]
    assert table.loc["positive", ["PARAMCD", "label", "kind"]].tolist() == [
        "DN4POS", "DN4 At or Above Cut-off of 4", "category",
    ]  # fmt: skip


@each
def test_scale_items_are_the_answers(case: Case) -> None:
    items = case.form({**case.highest, next(iter(case.codes)): None})
    for name, table in case.scale_items(items).items():
        pd.testing.assert_frame_equal(table, items[list(case.scores[name][0])])


# -- for any answers


@ANSWERS
@given(forms, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_changes_nothing(given: tuple[Case, pd.DataFrame], shuffler: random.Random) -> None:
    case, items = given
    order = shuffler.sample(range(len(items)), len(items))
    columns = shuffler.sample(list(items.columns), len(items.columns))
    pd.testing.assert_frame_equal(
        case.score(items.iloc[order][columns]), case.score(items).iloc[order], check_exact=True
    )


@ANSWERS
@given(forms)
def test_a_form_scores_alone_as_in_company_and_keeps_its_index(given: tuple[Case, pd.DataFrame]) -> None:
    case, items = given
    items.index = pd.MultiIndex.from_tuples([("007", f"V{n % 2}") for n in range(len(items))], names=["who", "when"])
    together = case.score(items)
    alone = pd.concat([case.score(items.iloc[[row]]) for row in range(len(items))])
    pd.testing.assert_frame_equal(alone, together, check_exact=True)
    pd.testing.assert_index_equal(together.index, items.index)


@ANSWERS
@given(forms)
def test_scores_lie_in_their_range_and_are_the_sum_or_mean(given: tuple[Case, pd.DataFrame]) -> None:
    case, items = given
    before = items.copy()
    scores = case.score(items)
    pd.testing.assert_frame_equal(items, before)
    for name, (members, needed, low, high) in case.scores.items():
        own = items[list(members)]
        total = own.mean(axis=1) if high == 10 and len(members) < 10 else own.sum(axis=1)
        expected = total.where(own.notna().sum(axis=1) >= needed)
        pd.testing.assert_series_equal(scores[name], expected, check_names=False)
        assert scores[name].dropna().between(low, high).all()
