"""Transport files: what two other readers find in them, what is refused, and the bytes of a second writing."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.standards.prepared import INSTANT, by_pandas, by_pyreadstat, handed_in, prepared, written
from trialstats.errors import DataError
from trialstats.standards.transport import transport_file

FRAME = pd.DataFrame(
    {
        "USUBJID": ["001", "002", "003"],
        "AETERM": ["naïve ≥ 5 µg", None, "rash"],
        "AVAL": [0.1, np.nan, 1 / 3],
        "ADY": pd.array([1, -2, 30], dtype="int64"),
        "ADT": pd.to_datetime(["2020-01-05", None, "1959-12-31"]),
        "ADTM": pd.to_datetime(["2020-01-05 12:30:11", None, "1960-01-01 00:00:01"]),
        "EMPTY": pd.array([None, None, None], dtype="string"),
    }
)


def test_two_readers_find_what_was_written(tmp_path: Path) -> None:
    content = written(FRAME, labels={"USUBJID": "Unique Subject Identifier"})
    found, (other, facts) = by_pandas(content), by_pyreadstat(content, tmp_path)
    for read in (found, other):
        assert [*read.columns] == [*FRAME.columns]
        assert [*read["AETERM"].fillna("")] == ["naive >= 5 ug", "", "rash"]
        assert [*read["AVAL"]][::2] == [0.1, 1 / 3]
        assert math.isnan(read["AVAL"][1])
        assert [*read["ADY"]] == [1, -2, 30]
    # SAS counts days and seconds from 1960-01-01: 5 January 2020 is day 21,919 (SAS: '05JAN2020'd).
    assert [found["ADT"][0], found["ADT"][2]] == [21919, -1]
    assert [found["ADTM"][0], found["ADTM"][2]] == [21919 * 86400 + 12 * 3600 + 30 * 60 + 11, 1]
    assert str(other["ADT"][0]) == "2020-01-05"
    assert facts.original_variable_types["ADT"] == "DATE9"
    assert facts.original_variable_types["ADTM"] == "DATETIME20"
    assert facts.column_names_to_labels["USUBJID"] == "Unique Subject Identifier"
    assert facts.table_name == "ADX"
    assert facts.file_label == "A dataset"
    assert facts.variable_storage_width | {"AETERM": 13, "EMPTY": 1, "USUBJID": 3, "AVAL": 8} == (
        facts.variable_storage_width
    )


def test_the_same_data_give_the_same_bytes_dated_by_the_data_cut() -> None:
    dataset = handed_in(FRAME)
    content = transport_file(dataset, INSTANT)
    assert content == transport_file(dataset, INSTANT)
    assert content.count(b"31JAN26:00:00:00") == 4
    assert all(content[at : at + 16] == b"31JAN26:00:00:00" for at in (144, 160, 464, 480))


def test_what_was_written_otherwise_is_told() -> None:
    _, changes = prepared(FRAME)
    assert {(one.was, one.now) for one in changes if one.kind == "letter"} == {("ï", "i"), ("≥", ">="), ("µ", "u")}


def test_everything_that_does_not_fit_is_said_at_once() -> None:
    frame = pd.DataFrame(
        {"A": ["x" * 201, "y"], "B": ["痛", "y"], "C": [1e300, 1.0], "D": [1.0, np.inf], "E": ["1", "2"]}
    )
    with pytest.raises(DataError) as caught:
        handed_in(frame, labels={"E": "A label that has many more than forty characters"})
    assert [problem.partition(",")[0].partition(":")[0] for problem in caught.value.problems] == [
        "adx.A",
        "adx.B",
        "adx.C",
        "adx.D",
        "adx.E",
    ]
    assert "`submission: split: [adx.A]`" in caught.value.problems[0]
    assert "`submission: letters: {'痛': ...}`" in caught.value.problems[1]
    assert "`submission: labels: {adx.E: ...}`" in caught.value.problems[4]


def test_a_long_text_goes_on_in_further_variables() -> None:
    text = " ".join(f"word{number}" for number in range(60))
    dataset = handed_in(pd.DataFrame({"AETERM": [text, "short"], "AETERM1": ["there", "is one"]}), split=["adx.AETERM"])
    parts = ["AETERM", "AETERM2", "AETERM3"]
    assert [one.name for one in dataset.variables] == [*parts, "AETERM1"]
    assert "".join(dataset.frame.loc[0, parts]) == text
    assert dataset.frame[parts].loc[0].str.len().max() <= 200


def test_texts_that_become_the_same_are_told() -> None:
    _, changes = prepared(pd.DataFrame({"A": ["≥65", ">=65", "x"]}))
    assert [(one.was, one.now) for one in changes if one.kind == "texts became one"] == [("≥65 | >=65", ">=65")]


def test_a_dataset_without_rows(tmp_path: Path) -> None:
    """pandas stops at such a file; pyreadstat reads it."""
    frame = pd.DataFrame({"USUBJID": pd.Series([], dtype="str"), "AVAL": pd.Series([], dtype="float64")})
    read, _ = by_pyreadstat(written(frame), tmp_path)
    assert [*read.columns] == ["USUBJID", "AVAL"]
    assert len(read) == 0


T = TypeVar("T")


def or_problems(make: Callable[[], T]) -> tuple[T | None, tuple[str, ...]]:
    """Give what is made, or the problems for which it is not."""
    try:
        return make(), ()
    except DataError as error:
        return None, error.problems


def rows_of_texts(content: bytes, widths: list[int], count: int) -> list[str]:
    """Read a file of texts plainly, as TS-140 says: rows of fixed width behind the header of the observations.

    pandas takes any eight blanks in the last record of the file for its filling, and loses the rows that have them.
    """
    begin = content.index(b"HEADER RECORD*******OBS ") + 80
    size = sum(widths)
    rows = [content[begin + row * size : begin + (row + 1) * size].decode("ascii") for row in range(count)]
    ends = [sum(widths[: place + 1]) for place in range(len(widths))]
    begins = [0, *ends[:-1]]
    return ["".join(row[a:b].rstrip(" ") for a, b in zip(begins, ends, strict=True)) for row in rows]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=240)), min_size=1, max_size=6))
def test_texts_of_any_kind_come_back_or_are_refused_by_name(texts: list[str | None]) -> None:
    """What comes back is the text but for letters, blanks at its end, and parts, each of which is told."""
    frame = pd.DataFrame({"T": pd.Series(texts, dtype="object")})
    made, problems = or_problems(lambda: prepared(frame, split=["adx.T"]))
    if made is None:
        assert all(problem.startswith("adx.T: ") and "submission: letters" in problem for problem in problems)
        assert any(not text.isascii() or not text.isprintable() for text in texts if text)
        return
    dataset, changes = made
    joined = rows_of_texts(transport_file(dataset, INSTANT), [one.length for one in dataset.variables], len(texts))
    letters = {one.was: one.now for one in changes if one.kind == "letter"}
    for text, found in zip(texts, joined, strict=True):
        expected = "".join(letters.get(letter, letter) for letter in text or "").rstrip(" ")
        assert found == expected
        assert expected == (text or "") or changes


@settings(max_examples=60, deadline=None)
@example([0.1, -1 / 3, 2.0**52 + 1, 2.0**-260, -(2.0**248)])
@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False)), min_size=1, max_size=6))
def test_numbers_come_back_to_the_last_bit_or_are_refused(numbers: list[float | None]) -> None:
    # The text fills a record of 80 bytes, where pandas would take any eight blanks for the end of the file.
    frame = pd.DataFrame({"N": pd.Series(numbers, dtype="float64"), "T": ["x" * 80] * len(numbers)})
    content, problems = or_problems(lambda: written(frame))
    if content is None:
        assert all("is no number that a transport file holds" in problem for problem in problems)
        assert any(number and not 1e-78 < abs(number) < 4e74 for number in numbers)
        return
    for number, found in zip(frame["N"], by_pandas(content)["N"], strict=True):
        # pandas reads eight bytes of zero, which are 0, as the smallest number that there is.
        assert found == number or (math.isnan(found) and math.isnan(number)) or (number == 0 and found == 16.0**-65)
