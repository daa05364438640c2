"""Dates as ISO 8601 and SDTM write them (SDTMIG 3.4, section 4.4.2): any precision, with or without a time."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tiny import Tiny, listed
from trialstats.adam.dates import bad_dates, parse_dates
from trialstats.adam.partial import is_partial, known_part
from trialstats.trialfile.parts.part import ISO_8601


def days(texts: list[str], *formats: str) -> list[str | None]:
    read = parse_dates(pd.Series(texts, dtype="str"), formats)
    return [None if pd.isna(day) else str(day.date()) for day in read]


# ISO 8601: 24:00 is the end of a day, which is the beginning of the next.
WHOLE = {
    "2024-03-05": "2024-03-05",
    " 2024-03-05 ": "2024-03-05",
    "2024-03-05T10:30": "2024-03-05",
    "2024-03-05 10:30": "2024-03-05",
    "2024-03-05T10": "2024-03-05",
    "2024-03-05T10:30:15.25": "2024-03-05",
    "2024-03-05T10:30:15,250": "2024-03-05",
    "2024-12-31T23:59:60Z": "2024-12-31",  # a leap second
    "2024-03-05T23:30-05:00": "2024-03-05",  # the day where it was written
    "2024-03-05T00:30+0200": "2024-03-05",
    "2024-03-05T-:30": "2024-03-05",  # the hour is unknown
    "2024-03-05T10:-:15": "2024-03-05",
    "2024-03-05T24:00": "2024-03-06",
    "2024-02-28T24:00:00": "2024-02-29",
    "2024-12-31T24:00:00.000Z": "2025-01-01",
}
NONE = [
    "2023-02-29",
    "2024-03-05T24:01",
    "2024-03-05T25:00",
    "2024-03-05T10:60",
    "2024-03-05T",
    "2024-3-5",
    "20240305",
    "05MAR2024",
    "٢٠٢٤-03-05",
    "today",
    "",
]
PARTIAL = {
    "2024": "2024",
    "2024-03": "2024-03",
    "2024-03--": "2024-03",
    "2024---15": "2024",
    "2024---15T10:30": "2024",
    "2024----T00:00": "2024",
    "2024-03--T10:30": "2024-03",
    "--03-15": "unknown",
    "-----T07:15": "unknown",
    "2024-UN-UN": "2024",
    "2024-03-UN": "2024-03",
    "UN/UNK/2024": "2024",
    "UNK-MAR-2024": "2024-03",
}


@pytest.mark.parametrize(("text", "day"), WHOLE.items())
def test_dates_known_whole(text: str, day: str) -> None:
    assert days([text], ISO_8601) == [day]


@pytest.mark.parametrize("text", NONE)
def test_what_is_none(text: str) -> None:
    assert days([text], ISO_8601) == [None]
    assert not is_partial(text, [ISO_8601])
    assert bad_dates(pd.Series([text], dtype="str"), [ISO_8601]).tolist() == [
        "not an existing date in the format iso8601"
    ]


@pytest.mark.parametrize(("text", "known"), PARTIAL.items())
def test_dates_known_in_part(text: str, known: str) -> None:
    assert days([text], ISO_8601) == [None]
    assert is_partial(text, [ISO_8601])
    assert known_part(text, [ISO_8601]) == known


def test_it_stands_beside_other_formats_and_a_year_is_no_day_of_excel() -> None:
    texts = ["2024-03-05T10:30", "05/03/2024", "45296", "2024", "2024-03"]
    assert days(texts, ISO_8601, "%d/%m/%Y", "excel") == ["2024-03-05", "2024-03-05", "2024-01-05", None, None]


@pytest.mark.parametrize(
    ("text", "format", "day"),
    [
        ("05/03/2024 24:00", "%d/%m/%Y %H:%M", "2024-03-06"),
        ("31DEC2024 24:00:00", "%d%b%Y %H:%M:%S", "2025-01-01"),
        ("24:00 2024-03-05", "%H:%M %Y-%m-%d", "2024-03-06"),
        ("2024-03-05T24:00Z", "%Y-%m-%dT%H:%M%z", "2024-03-06"),
        ("2024-03-05 24:01", "%Y-%m-%d %H:%M", None),
        ("2024-03-05 12:24:00", "%Y-%m-%d %H:%M:%S", "2024-03-05"),
        ("2024-03-05 24:00", "%Y-%m-%d", None),
    ],
)
def test_the_end_of_a_day_in_other_formats(text: str, format: str, day: str | None) -> None:
    assert days([text], format) == [day]


def test_a_column_of_sdtm_is_read_and_its_partial_dates_are_listed(tiny: Tiny) -> None:
    for number, text in enumerate(["2024-01-20T24:00", "2024-02", "2024-02-11T08:30:00Z"]):
        tiny.replace("data/events.csv", ["2024-01-20", "2024-02-01", "2024-02-11"][number], text)
    tiny.spec("{column: start, type: date}", "{column: start, type: date, format: iso8601}")
    tiny.fates(partial_date="keep")
    mapped = tiny.mapped("adae")
    assert mapped["adae"].records["ASTDT"].dropna().astype("str").tolist() == ["2024-01-21", "2024-02-11"]
    assert mapped["adae"].records["ASTDTK"].tolist()[1] == "2024-02"
    assert listed(mapped, "adae", "kind", "value", "fate") == [("partial_date", "2024-02", "keep")]


def test_the_check_names_it_where_dates_and_times_are_mixed(tiny: Tiny) -> None:
    tiny.replace("data/events.csv", "2024-01-20", "2024-01-20T08")
    tiny.replace("data/events.csv", "2024-02-11", "2024-02-11T08:30:00.5+01:00")
    said = [line for line in tiny.check().lines if line.startswith("(data/events.csv")]
    assert said == ["(data/events.csv: iso8601 would fit all 3 values in start: say `format: iso8601`)"]
