"""Dataset-JSON: what it holds, by CDISC's schema and as our own reader of it finds it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standards.prepared import INSTANT, handed_in
from trialstats.io.dataset_json import read_dataset_json
from trialstats.standards.dataset_json import dataset_json
from trialstats.trialfile.parts.sources import Source

FRAME = pd.DataFrame(
    {
        "STUDYID": ["X", "X", "X"],
        "USUBJID": ["001", "001", "002"],
        "AVISITN": [0.0, 4.0, 0.0],
        "AVAL": [0.1, np.nan, 1 / 3],
        "ADT": pd.to_datetime(["2020-01-05", None, "1959-12-31"]),
        "ADTM": pd.to_datetime(["2020-01-05 12:30:11", None, "1960-01-01 00:00:01.5"], format="ISO8601"),
        "NOTE": ["line", None, "naïve"],
    }
)


def document(frame: pd.DataFrame) -> str:
    return dataset_json(handed_in(frame), "TINY-01", INSTANT, ("trialstats", "1"))


def test_types_and_values() -> None:
    made = json.loads(document(FRAME))
    kinds = {one["name"]: (one["dataType"], one.get("targetDataType"), one.get("length")) for one in made["columns"]}
    assert kinds == {
        "STUDYID": ("string", None, 1),
        "USUBJID": ("string", None, 3),
        "AVISITN": ("integer", None, None),
        "AVAL": ("double", None, None),
        "ADT": ("date", "integer", None),
        "ADTM": ("datetime", "integer", None),
        "NOTE": ("string", None, 5),
    }
    assert made["rows"] == [
        ["X", "001", 0, 0.1, "2020-01-05", "2020-01-05T12:30:11", "line"],
        ["X", "001", 4, None, None, None, None],
        ["X", "002", 0, 1 / 3, "1959-12-31", "1960-01-01T00:00:01.500000", "naive"],
    ]
    assert all(type(row[2]) is int for row in made["rows"])
    assert [one["itemOID"] for one in made["columns"]][:2] == ["IT.ADX.STUDYID", "IT.ADX.USUBJID"]
    assert {one["name"]: one["keySequence"] for one in made["columns"] if "keySequence" in one} == {
        "STUDYID": 1,
        "USUBJID": 2,
        "AVISITN": 3,
    }
    assert (made["records"], made["datasetJSONCreationDateTime"]) == (3, "2026-01-31T00:00:00")


def test_it_is_valid_by_the_schema_of_cdisc(shared: Callable[[str], Path]) -> None:
    import jsonschema

    schema = json.loads(shared("standards/dataset.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(document(FRAME)), schema)
    jsonschema.validate(json.loads(document(FRAME.head(0))), schema)


def test_our_reader_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "adx.json"
    path.write_text(document(FRAME), "utf-8")
    table = read_dataset_json(path, Source(file="adx.json", subject="USUBJID"))
    assert not table.notes
    assert [*table.frame("adx.json")["USUBJID"]] == ["001", "001", "002"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=60)), min_size=1, max_size=6))
def test_texts_come_back_as_the_transport_file_has_them(texts: list[str | None]) -> None:
    frame = pd.DataFrame({"T": pd.Series(texts, dtype="object")})
    letters = {letter: "?" for text in texts for letter in text or ""}
    dataset = handed_in(frame, letters={letter: one for letter, one in letters.items() if not " " <= letter <= "~"})
    rows = json.loads(dataset_json(dataset, "TINY-01", INSTANT, ("trialstats", "1")))["rows"]
    assert [row[0] for row in rows] == [None if pd.isna(text) else text for text in dataset.frame["T"]]
    assert all(text is None or (text.isascii() and text == text.rstrip(" ")) for (text,) in rows)


NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False, min_value=-1e60, max_value=1e60))


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBERS.filter(lambda number: not number or abs(number) > 1e-60), min_size=1, max_size=6))
def test_numbers_come_back_as_they_were(numbers: list[float | None]) -> None:
    rows = json.loads(document(pd.DataFrame({"N": pd.Series(numbers, dtype="float64")})))["rows"]
    for number, (found,) in zip(numbers, rows, strict=True):
        assert found == number
        assert found is None or math.isfinite(found)
