"""Tables of text and what it is read as; None stands for `no value`."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialstats.adam.dates import bad_dates, parse_dates
from trialstats.adam.parse import is_blank, matches_code, parse_levels, parse_numbers, range_text


def one(text: str) -> pd.Series:
    return pd.Series([text], dtype="str")


NUMBERS: dict[str, float | None] = {
    "5": 5, "5.": 5, ".5": 0.5, "-0.5": -0.5, "+3": 3, "007": 7, " 1.50 ": 1.5, "1e3": 1000, "1E-2": 0.01, "0": 0,
    "1.7976931348623157e308": 1.7976931348623157e308, "0.1": 0.1, "\u00a05": 5,
    "": None, " ": None, "-": None, ".": None, "e3": None, "--1": None, "1 000": None, "1,000": None, "1,5": None,
    "1_000": None, "0x10": None, "nan": None, "NaN": None, "inf": None, "-Infinity": None, "1e999": None, "None": None,
    "5mm": None, "<5": None, "5%": None, "½": None, "٣": None, "１": None, "1e": None, "1.2.3": None,
}  # fmt: skip


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_numbers(text: str, value: float | None) -> None:
    (read,) = parse_numbers(one(text))
    assert math.isnan(read) if value is None else read == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", 1.5), ("-,5", -0.5), ("1", 1.0), ("1.5", None), ("1.000,5", None), ("1,5,0", None), ("1,5e1", 15.0)],
)
def test_numbers_with_a_decimal_comma(text: str, value: float | None) -> None:
    (read,) = parse_numbers(one(text), ",")
    assert math.isnan(read) if value is None else read == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_to_its_last_digit(value: float) -> None:
    assert parse_numbers(one(repr(value)))[0] == value


DATES: dict[tuple[str, str], str | None] = {
    ("2024-01-05", "%Y-%m-%d"): "2024-01-05",
    (" 2024-01-05 ", "%Y-%m-%d"): "2024-01-05",
    ("2024-02-29", "%Y-%m-%d"): "2024-02-29",
    ("1900-01-01", "%Y-%m-%d"): "1900-01-01",
    ("2100-12-31", "%Y-%m-%d"): "2100-12-31",
    ("1899-12-31", "%Y-%m-%d"): None,
    ("2101-01-01", "%Y-%m-%d"): None,
    ("1024-01-05", "%Y-%m-%d"): None,
    ("05/01/2024", "%d/%m/%Y"): "2024-01-05",
    ("01/05/2024", "%m/%d/%Y"): "2024-01-05",
    ("05.01.24", "%d.%m.%y"): "2024-01-05",
    ("05JAN2024", "%d%b%Y"): "2024-01-05",
    ("2024-01-05 23:59", "%Y-%m-%d %H:%M"): "2024-01-05",
    ("2024-02-30", "%Y-%m-%d"): None,
    ("2023-02-29", "%Y-%m-%d"): None,
    ("2024-13-01", "%Y-%m-%d"): None,
    ("13/25/2024", "%d/%m/%Y"): None,
    ("05/01/2024", "%Y-%m-%d"): None,
    ("2024-01-05 08:30", "%Y-%m-%d"): None,
    ("2024-01", "%Y-%m-%d"): None,
    ("now", "%Y-%m-%d"): None,
    ("today", "%Y-%m-%d"): None,
    ("NaT", "%Y-%m-%d"): None,
    ("", "%Y-%m-%d"): None,
    ("45296", "%Y-%m-%d"): None,
}


@pytest.mark.parametrize(("given", "day"), DATES.items(), ids=[f"{text!r} as {form}" for text, form in DATES])
def test_dates(given: tuple[str, str], day: str | None) -> None:
    read = parse_dates(one(given[0]), given[1])
    assert read.dtype == "datetime64[ms]"
    assert pd.isna(read[0]) if day is None else str(read[0].date()) == day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"]))
def test_every_day_is_read_as_itself(day: object, form: str) -> None:
    written = form.replace("%Y", f"{day.year:04d}").replace("%m", f"{day.month:02d}").replace("%d", f"{day.day:02d}")  # type: ignore[attr-defined]
    assert parse_dates(one(written), form)[0].date() == day


NO_DATE = "not an existing date in the format {}"
WHY: dict[tuple[str, str], str] = {
    ("2024-02-30", "%Y-%m-%d"): NO_DATE,
    ("1024-02-05", "%Y-%m-%d"): "year 1024 is not plausible",
    ("9999-12-31", "%Y-%m-%d"): "year 9999 is not plausible",
    ("0001-01-01", "%Y-%m-%d"): "year 1 is not plausible",
    ("2024-02-05 08:30", "%Y-%m-%d"): "has a time; the declared format has none",
    (" 2024-02-05T08:30:00Z ", "%Y-%m-%d"): "has a time; the declared format has none",
    ("05.02.2024 8:30 PM", "%d.%m.%Y"): "has a time; the declared format has none",
    ("2024-02-30 08:30", "%Y-%m-%d"): NO_DATE,
    ("05.02.2024 08:30", "%Y-%m-%d"): NO_DATE,
    ("2024-02-05 08:30:00", "%Y-%m-%d %H:%M"): NO_DATE,
    ("soon", "%Y-%m-%d"): NO_DATE,
}


@pytest.mark.parametrize(("given", "why"), WHY.items(), ids=[f"{text!r} as {form}" for text, form in WHY])
def test_why_a_text_is_no_date(given: tuple[str, str], why: str) -> None:
    assert bad_dates(one(given[0]), given[1]).tolist() == [why.format(given[1])]


LEVELS = {"Female": ("F", "2"), "Male": ("M", "1")}


@pytest.mark.parametrize(
    ("text", "level"), [("F", "Female"), (" 2 ", "Female"), ("M", "Male"), ("f", None), ("", None), ("Female", None)]
)
def test_levels(text: str, level: str | None) -> None:
    (read,) = parse_levels(one(text), LEVELS)
    assert pd.isna(read) if level is None else read == level


def test_texts_are_their_own_levels_where_no_codes_are_declared() -> None:
    assert parse_levels(one(" 101 "), None)[0] == "101"


CODES: dict[tuple[str, tuple[str, ...]], bool] = {
    ("ABSENT", ("ABSENT", "NOT DONE")): True,
    (" NOT DONE ", ("ABSENT", "NOT DONE")): True,
    ("absent", ("ABSENT",)): False,
    ("<0.7", ("<number",)): True,
    ("< 0.7", ("<number",)): True,
    ("<.7e-1", ("<number",)): True,
    (">100", ("<number", ">number")): True,
    (">100", ("<number",)): False,
    ("<0,7", ("<number",)): False,
    ("<LLOQ", ("<number",)): False,
    ("<", ("<number",)): False,
    ("<=5", ("<number",)): False,
    ("<٣", ("<number",)): False,
    ("5", ("<number", "ABSENT")): False,
    ("<number", ("<number",)): False,
    ("ABSENT", ()): False,
}


@pytest.mark.parametrize(("given", "found"), CODES.items(), ids=[f"{text!r} in {codes}" for text, codes in CODES])
def test_declared_result_codes(given: tuple[str, tuple[str, ...]], found: bool) -> None:
    assert matches_code(one(given[0]), given[1])[0] == found


def test_limits_with_a_decimal_comma() -> None:
    assert matches_code(one("<0,7"), ("<number",), ",")[0]


@pytest.mark.parametrize(
    ("text", "missing", "blank"),
    [
        ("", ("",), True),
        ("  ", (), True),
        ("NA", ("NA",), True),
        (" -9 ", ("-9",), True),
        ("NA", ("",), False),
        ("0", ("",), False),
    ],
)
def test_blanks(text: str, missing: tuple[str, ...], blank: bool) -> None:
    assert is_blank(one(text), missing)[0] == blank


@pytest.mark.parametrize(
    ("bounds", "said"),
    [((0, 100), "outside 0-100"), ((0.5, 6), "outside 0.5-6"), ((-10, 10), "outside -10 to 10")],
)
def test_ranges_in_words(bounds: tuple[float, float], said: str) -> None:
    assert range_text(bounds) == said
