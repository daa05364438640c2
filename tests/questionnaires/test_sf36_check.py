"""Answers that are no code are found, named and never blanked in silence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.questionnaires.sf36_cases import BEST, HIGHEST_OF, ITEMS, best, frame
from trialstats.errors import DataError, SpecError
from trialstats.questionnaires import sf36

COLUMNS = ["index", "item", "value", "allowed"]


def with_answer(item: int, value: Any) -> pd.DataFrame:
    items = frame(BEST).astype({item: object})
    items.loc[0, item] = value
    return items


def test_valid_answers_have_no_findings() -> None:
    findings = sf36.check(frame(BEST, dict.fromkeys(ITEMS)))
    assert findings.columns.tolist() == COLUMNS
    assert findings.empty


@pytest.mark.parametrize("version", HIGHEST_OF)
@pytest.mark.parametrize("item", ITEMS)
def test_codes_next_to_the_allowed_ones_are_found(version: str, item: int) -> None:
    highest, fine = HIGHEST_OF[version][item], best(version)
    low, high = fine | {item: 0}, fine | {item: highest + 1}
    findings = sf36.check(frame(low, fine | {item: 1}, fine | {item: highest}, high), version)
    assert findings["index"].tolist() == [0, 3]
    assert findings["item"].tolist() == [item, item]
    assert findings["value"].tolist() == [0, highest + 1]
    assert findings["allowed"].tolist() == [f"1 to {highest}"] * 2


@pytest.mark.parametrize(
    "value", [1.5, -1, 99, float("inf"), "1", "", "n/a", True, Decimal("1.1"), 1j, pd.Timestamp(0)]
)
def test_what_is_no_code_is_a_finding_and_an_error(value: Any) -> None:
    items = with_answer(5, value)
    findings = sf36.check(items)
    assert findings["value"].tolist() == [value]
    with pytest.raises(DataError, match=r"item 5, record 0: .* is not one of its codes 1 to 3"):
        sf36.score(items)
    with pytest.raises(DataError):
        sf36.scale_items(items)


@pytest.mark.parametrize("value", [2, 2.0, np.int8(2), np.float32(2), Decimal(2)])
def test_numbers_of_any_kind_are_codes(value: Any) -> None:
    expected = sf36.score(frame(BEST | {5: 2}))
    pd.testing.assert_frame_equal(sf36.score(with_answer(5, value)), expected)


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, pd.NaT, Decimal("NaN")])
def test_missing_values_of_any_kind_are_missing(value: Any) -> None:
    items = with_answer(5, value)
    assert sf36.check(items).empty
    pd.testing.assert_frame_equal(sf36.score(items), sf36.score(frame(BEST | {5: None})))


@pytest.mark.parametrize("dtype", ["Int64", "Int8", "Float32", "float32", "object", "int64[pyarrow]", "category"])
def test_dtype_changes_nothing(dtype: Any) -> None:
    items = frame(BEST, BEST | {5: None, 21: None})
    pd.testing.assert_frame_equal(sf36.score(items.astype(dtype)), sf36.score(items))


@pytest.mark.parametrize("dtype", ["str", "boolean", "datetime64[ns]"])
def test_an_unanswered_column_of_another_dtype_is_missing(dtype: Any) -> None:
    items = frame(BEST | {5: None})
    items[5] = pd.Series([None], dtype=dtype)
    pd.testing.assert_frame_equal(sf36.score(items), sf36.score(frame(BEST | {5: None})))


def test_findings_come_in_the_order_of_the_questionnaires() -> None:
    items = frame(BEST | {36: 9, 1: 0}, BEST | {4: 7})
    items.index = pd.MultiIndex.from_tuples([("P2", "V1"), ("P1", "V1")])
    findings = sf36.check(items)
    assert findings["index"].tolist() == [("P2", "V1"), ("P2", "V1"), ("P1", "V1")]
    assert findings["item"].tolist() == [1, 36, 4]
    assert findings["value"].tolist() == [0, 9, 7]


def test_error_names_record_item_value_and_range() -> None:
    items = frame(BEST | {4: 7})
    items.index = pd.MultiIndex.from_tuples([("P1", 3)])
    with pytest.raises(DataError) as error:
        sf36.score(items)
    assert error.value.problems == ("SF-36 version 1, item 4, record P1, 3: 7.0 is not one of its codes 1 to 3",)


def test_error_says_how_many_it_does_not_list() -> None:
    items = frame(*[dict.fromkeys(ITEMS, 9)] * 30)
    with pytest.raises(DataError, match=r"and 1,060 more$"):
        sf36.score(items)


def test_codes_of_version_2_are_not_codes_of_version_1() -> None:
    # version 2 has five levels where version 1 has two
    assert sf36.check(frame(BEST | {13: 5, 17: 4}))["item"].tolist() == [13, 17]


def test_columns_that_are_missing_unknown_or_repeated_are_named() -> None:
    items = frame(BEST).rename(columns={7: "q7", 9: 8})
    with pytest.raises(DataError) as error:
        sf36.check(items)
    assert error.value.problems[1:] == ("missing columns: 7, 9", "unknown columns: 'q7'", "repeated columns: 8")


def test_columns_may_be_named_by_text_as_in_a_file() -> None:
    as_text = frame(BEST).rename(columns=str)
    pd.testing.assert_frame_equal(sf36.score(as_text), sf36.score(frame(BEST)))
    assert sf36.check(as_text.assign(**{"4": 9}))["item"].tolist() == [4]


def test_a_column_named_by_number_and_by_text_is_repeated() -> None:
    with pytest.raises(DataError, match=r"repeated columns: 1$"):
        sf36.score(frame(BEST).assign(**{"1": 1}))


def test_check_names_the_versions_there_are() -> None:
    with pytest.raises(SpecError, match="available: v1, v2, rand36"):
        sf36.check(frame(BEST), version="v3")
