"""What holds for any answers."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questionnaires.sf36_cases import LEAST_ANSWERED, MEMBERS, SCALES, cases, frames, questionnaire, rows
from trialstats.questionnaires import sf36

# A questionnaire is 36 draws: fewer of them, and no deadline that a busy machine could miss.
ANSWERS = settings(max_examples=50, deadline=None)


@ANSWERS
@given(cases, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_changes_nothing(case: tuple[str, pd.DataFrame], shuffler: random.Random) -> None:
    version, items = case
    order = shuffler.sample(range(len(items)), len(items))
    columns = shuffler.sample(list(items.columns), 36)
    scores = sf36.score(items.iloc[order][columns], version=version)
    pd.testing.assert_frame_equal(scores, sf36.score(items, version=version).iloc[order], check_exact=True)


@ANSWERS
@given(cases)
def test_a_questionnaire_scores_alone_as_in_company(case: tuple[str, pd.DataFrame]) -> None:
    version, items = case
    together = sf36.score(items, version=version)
    alone = pd.concat([sf36.score(items.iloc[[row]], version=version) for row in range(len(items))])
    pd.testing.assert_frame_equal(alone, together, check_exact=True)


@ANSWERS
@given(cases, st.data())
def test_index_is_kept_even_with_repeats_and_levels(case: tuple[str, pd.DataFrame], data: st.DataObject) -> None:
    version, items = case
    labels = data.draw(st.lists(st.tuples(st.text(), st.integers(0, 2)), min_size=len(items), max_size=len(items)))
    items.index = pd.MultiIndex.from_tuples(labels, names=["subject", "visit"])
    pd.testing.assert_index_equal(sf36.score(items, version=version).index, items.index)
    for part in sf36.scale_items(items, version=version).values():
        pd.testing.assert_index_equal(part.index, items.index)


@ANSWERS
@given(cases)
def test_input_is_left_as_it_was(case: tuple[str, pd.DataFrame]) -> None:
    version, items = case
    before = items.copy()
    sf36.score(items, version=version)
    pd.testing.assert_frame_equal(items, before)


@ANSWERS
@given(cases)
def test_scales_lie_within_0_and_100(case: tuple[str, pd.DataFrame]) -> None:
    version, items = case
    scores = sf36.score(items, version=version)[list(SCALES)]
    assert not (scores < 0).any(axis=None)
    assert not (scores > 100).any(axis=None)


@ANSWERS
@given(cases)
def test_scores_lie_within_their_stated_ranges(case: tuple[str, pd.DataFrame]) -> None:
    version, items = case
    scores, table = sf36.score(items, version=version), sf36.parameters(version)
    assert not (scores < table["low"] - 1e-9).any(axis=None)
    assert not (scores > table["high"] + 1e-9).any(axis=None)


@ANSWERS
@given(frames)
def test_v1_is_missing_exactly_where_fewer_than_half_are_answered(items: pd.DataFrame) -> None:
    scores = sf36.score(items)
    for name in SCALES:
        few = items[list(MEMBERS[name])].notna().sum(axis=1) < LEAST_ANSWERED[name]
        assert scores[name].isna().equals(few)
        assert scores[f"{name}_T"].isna().equals(few)
    any_missing = scores[list(SCALES)].isna().any(axis=1)
    assert scores["PCS"].isna().equals(any_missing)
    assert scores["MCS"].isna().equals(any_missing)
    assert scores["HT"].isna().equals(items[2].isna())


@ANSWERS
@given(frames)
def test_rand36_is_missing_exactly_where_nothing_is_answered(items: pd.DataFrame) -> None:
    scores = sf36.score(items, version="rand36")
    for name in SCALES:
        assert scores[name].isna().equals(items[list(MEMBERS[name])].isna().all(axis=1))


@ANSWERS
@given(questionnaire, st.sets(st.integers(0, 35)), st.sampled_from(["v1", "rand36"]))
def test_blanking_answers_never_makes_a_score_appear(
    answers: tuple[int | None, ...], blanked: set[int], version: str
) -> None:
    fewer = [None if place in blanked else code for place, code in enumerate(answers)]
    full, part = (sf36.score(rows([case]), version=version).isna() for case in (answers, fewer))
    assert not (full & ~part).any(axis=None)


@ANSWERS
@given(frames)
def test_the_two_versions_agree_where_their_keys_do(items: pd.DataFrame) -> None:
    ware = sf36.score(items)
    rand = sf36.score(items, version="rand36", half_rule=True)
    for name in ("PF", "RP", "VT", "SF", "RE", "MH"):
        np.testing.assert_allclose(ware[name], rand[name], rtol=0, atol=1e-9, err_msg=name)


@ANSWERS
@given(frames)
def test_half_rule_only_removes_scores(items: pd.DataFrame) -> None:
    free = sf36.score(items, version="rand36")
    halved = sf36.score(items, version="rand36", half_rule=True)
    pd.testing.assert_frame_equal(halved, free.where(halved.notna()))
