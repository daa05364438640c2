"""Scores of the questionnaires that have a data file: by hand, at their extremes, and what holds for any answers."""

from __future__ import annotations

import random
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questionnaires.questionnaire_cases import CASES, NPSI, Case, forms
from trialstats.errors import SpecError
from trialstats.questionnaires import parameters, score

ANSWERS = settings(max_examples=60, deadline=None)
each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


# -- for each questionnaire


@each
def test_forms_that_were_scored_by_hand(case: Case) -> None:
    items = pd.DataFrame([answers for answers, _ in case.by_hand], columns=list(case.codes), dtype=float)
    expected = pd.DataFrame([scores for _, scores in case.by_hand], dtype=float)
    pd.testing.assert_frame_equal(case.score(items), expected, rtol=0, atol=1e-14)


@each
def test_the_range_is_reached_at_the_extremes(case: Case) -> None:
    low, high = case.score(case.form(case.lowest)).iloc[0], case.score(case.form(case.highest)).iloc[0]
    described = {each.column: each for each in case.scored.parameters}
    for name, expected in case.scores.items():
        assert low[name] == expected.low == described[name].low
        assert high[name] == expected.high == described[name].high
    for name, (_, first, last) in case.categories.items():
        assert (low[name], high[name]) == (first, last) == (described[name].low, described[name].high)


@each
def test_a_score_is_missing_exactly_where_too_few_are_answered(case: Case) -> None:
    for name, expected in case.scores.items():
        for answered in range(len(expected.items) + 1):
            blank = dict.fromkeys(expected.items[answered:])
            score = case.score(case.form({**case.highest, **blank}))[name].iloc[0]
            assert np.isnan(score) == (answered < expected.needed)
        for item in expected.items:
            score = case.score(case.form({**case.highest, item: None}))[name].iloc[0]
            assert np.isnan(score) == (expected.needed == len(expected.items))


@each
def test_every_item_raises_its_own_scores_and_no_other(case: Case) -> None:
    for item, codes in case.codes.items():
        courses = pd.concat([case.score(case.form({**case.lowest, item: code})) for code in codes])
        for name, expected in case.scores.items():
            values = courses[name].to_numpy()
            assert (np.diff(values) > 0).all() if item in expected.items else len(set(values)) == 1


@each
def test_parameters_describe_the_columns(case: Case) -> None:
    table = parameters(case.name, **case.options)
    assert table.index.tolist() == case.score(case.form(case.lowest)).columns.tolist()
    named = {name: expected.paramcd for name, expected in case.scores.items()}
    assert table["PARAMCD"].to_dict() == named | {name: paramcd for name, (paramcd, _, _) in case.categories.items()}
    assert (table["label"].str.len() <= 40).all()
    assert (table["kind"] == ["score"] * len(case.scores) + ["category"] * len(case.categories)).all()
    assert (table["better"] == "lower").all()


@each
def test_scale_items_are_the_answers(case: Case) -> None:
    items = case.form({**case.highest, next(iter(case.codes)): None})
    for name, table in case.scored.scale_items(items).items():
        pd.testing.assert_frame_equal(table, items[list(case.scores[name].items)])


@each
def test_only_what_was_published_is_said_to_matter(case: Case) -> None:
    with_difference = {each.paramcd: each.mcid for each in case.scored.parameters if each.mcid is not None}
    assert with_difference == case.mcid
    assert {each.paramcd for each in case.scored.parameters if each.mcid_source} == set(case.mcid)


# -- of one


def test_the_temporal_items_of_npsi_are_in_no_score() -> None:
    case = CASES["npsi"]
    items = case.form(dict(zip(NPSI, range(1, 11), strict=True)))
    named = items.assign(q4="8 to 12 h", q7=99)
    pd.testing.assert_frame_equal(case.score(named), case.score(items))
    assert case.scored.check(named).empty


def test_the_parameters_with_a_cut_off_say_which() -> None:
    table = parameters("dn4", cut_off=4)
    assert table.loc["positive", ["PARAMCD", "label", "kind"]].tolist() == [
        "DN4POS",
        "DN4 At or Above Cut-off of 4",
        "category",
    ]


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("bpl", {}, "there is no questionnaire 'bpl'; available: bdi2, bpi, bpi_dpn, dn4, "),
        ("bpi", {"norms": "us1990"}, "bpi has no option norms"),
        ("bpi", {"version": "short"}, "Brief Pain Inventory has one version only: leave `version` out"),
        ("npsi", {"cut_off": 4}, "Neuropathic Pain Symptom Inventory has no cut-off to declare"),
        ("npsi", {"prorate_up_to": 1}, "Neuropathic Pain Symptom Inventory has no sum that may be prorated"),
        ("phq9", {"prorate_up_to": 5}, "PHQ-9: `prorate_up_to` is from 1 to 4 missing items, not 5"),
        ("dn4", {"version": "short"}, "there is no DN4 version 'short'; available: full, interview"),
        ("dn4", {"cut_off": 0}, "DN4: `cut_off` is from 1 to 10, the highest score, not 0"),
        ("dn4", {"cut_off": 11}, "DN4: `cut_off` is from 1 to 10, the highest score, not 11"),
        ("dn4", {"version": "interview", "cut_off": 8}, "DN4, interview version: `cut_off` is from 1 to 7"),
    ],
)
def test_what_there_is_not_is_refused(name: str, options: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError) as raised:
        score(name, pd.DataFrame(), **options)
    assert str(raised.value).startswith(said)


def test_scoring_knows_nothing_of_trial_files() -> None:
    program = (
        "import sys, pandas; from trialstats.questionnaires import score;"
        "score('npsi', pandas.DataFrame({f'q{n}': [1] for n in (1, 2, 3, 5, 6, 8, 9, 10, 11, 12)}));"
        "print(sorted({name.split('.')[1] for name in sys.modules if name.startswith('trialstats.')}))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['errors', 'questionnaires']"


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
    for name, expected in case.scores.items():
        own = items[list(expected.items)]
        value = own.mean(axis=1) if expected.rule == "mean" else own.mean(axis=1) * len(expected.items)
        value = value.where(own.notna().sum(axis=1) >= expected.needed)
        pd.testing.assert_series_equal(scores[name], value, check_names=False)
        assert scores[name].dropna().between(expected.low, expected.high).all()
