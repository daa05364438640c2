"""Tables of text and what it is read as; None stands for `no value`."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialstats.adam.dates import bad_dates, parse_dates
from trialstats.adam.parse import (
    is_blank,
    matches_code,
    parse_levels,
    parse_limits,
    parse_numbers,
    plain_numbers,
    range_text,
)


def one(text: str) -> pd.Series:
    return pd.Series([text], dtype="str")


NUMBERS: dict[str, float | None] = {
    "5": 5,
    "5.": 5,
    ".5": 0.5,
    "-0.5": -0.5,
    "+3": 3,
    "007": 7,
    " 1.50 ": 1.5,
    "1e3": 1000,
    "1E-2": 0.01,
    "0": 0,
    "1.7976931348623157e308": 1.7976931348623157e308,
    "0.1": 0.1,
    "\u00a05": 5,
    "": None,
    " ": None,
    "-": None,
    ".": None,
    "e3": None,
    "--1": None,
    "1 000": None,
    "1,000": None,
    "1,5": None,
    "1_000": None,
    "0x10": None,
    "nan": None,
    "NaN": None,
    "inf": None,
    "-Infinity": None,
    "1e999": None,
    "None": None,
    "5mm": None,
    "<5": None,
    "5%": None,
    "½": None,
    "٣": None,
    "１": None,
    "1e": None,
    "1.2.3": None,
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_numbers(text: str, value: float | None) -> None:
    (read,) = parse_numbers(one(text))
    assert math.isnan(read) if value is None else read == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,5", 1.5), ("-,5", -0.5), ("1", 1.0), ("1.5", None), ("1.000,5", None), ("1,5,0", None), ("1,5e1", 15.0)],
)
def test_numbers_with_a_decimal_comma(text: str, value: float | None) -> None:
    (read,) = parse_numbers(plain_numbers(one(text), ","))
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
    read = parse_dates(one(given[0]), [given[1]])
    assert read.dtype == "datetime64[ms]"
    assert pd.isna(read[0]) if day is None else str(read[0].date()) == day


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"]))
def test_every_day_is_read_as_itself(day: object, form: str) -> None:
    written = form.replace("%Y", f"{day.year:04d}").replace("%m", f"{day.month:02d}").replace("%d", f"{day.day:02d}")  # type: ignore[attr-defined]
    assert parse_dates(one(written), [form])[0].date() == day


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
    assert bad_dates(one(given[0]), [given[1]]).tolist() == [why.format(given[1])]


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
    assert matches_code(one("<0,7"), ("<number",), plain_numbers(one("<0,7"), ","))[0]


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
    ("bounds", "said"), [((0, 100), "outside 0-100"), ((0.5, 6), "outside 0.5-6"), ((-10, 10), "outside -10 to 10")]
)
def test_ranges_in_words(bounds: tuple[float, float], said: str) -> None:
    assert range_text(bounds) == said


# decimal mark, mark between thousands, and text behind
WRITINGS: dict[tuple[str, str, str | None, str], float | None] = {
    ("1,061", ".", ",", ""): 1061,
    ("12,345,678.5", ".", ",", ""): 12345678.5,
    ("1061", ".", ",", ""): 1061,
    ("61,5", ".", ",", ""): None,
    ("1,0612", ".", ",", ""): None,
    ("0,061,061", ".", ",", ""): 61061,
    ("1.061,5", ",", ".", ""): 1061.5,
    ("1.061", ",", ".", ""): 1061,
    ("22.1", ",", ".", ""): None,
    ("22.1", ",", None, ""): None,
    ("1 061", ".", " ", ""): 1061,
    ("1\u00a0061", ".", " ", ""): 1061,
    ("1\u202f061\u202f061,5", ",", " ", ""): 1061061.5,
    ("1'061.5", ".", "'", ""): 1061.5,
    ("1’061.5", ".", "'", ""): 1061.5,
    ("-1,061", ".", ",", ""): -1061,
    ("45 mm", ".", None, "mm"): 45,
    ("45mm", ".", None, "mm"): 45,
    ("45,5 mm", ",", None, "mm"): 45.5,
    ("1,061 mm", ".", ",", "mm"): 1061,
    ("45 %", ".", None, "%"): 45,
    ("45 cm", ".", None, "mm"): None,
    ("mm", ".", None, "mm"): None,
}


@pytest.mark.parametrize(("given", "value"), WRITINGS.items(), ids=[" ".join(map(repr, given)) for given in WRITINGS])
def test_numbers_in_the_declared_writing(given: tuple[str, str, str | None, str], value: float | None) -> None:
    text, decimal, thousands, suffix = given
    (read,) = parse_numbers(plain_numbers(one(text), decimal, thousands, (suffix,) if suffix else ()))
    assert math.isnan(read) if value is None else read == value


def test_limits_are_read_in_the_declared_writing() -> None:
    plain = plain_numbers(pd.Series(["<1.000,5", "> 2,5", "<1.5", "1.5"], dtype="str"), ",", ".")
    assert plain.tolist() == ["<1000.5", "> 2.5", "<1.5", "?"]
    assert parse_limits(plain, "<number").tolist()[0] == 1000.5


# Days as Excel counts them: 45296 is 5 January 2024, and 1 March 1900 is 61, for 29 February 1900 is 60 there; 40777
# and 40685 are Microsoft's own examples of its function DATEVALUE (22 August and 22 May 2011).
EXCEL_DAYS = {
    ("45296", "excel"): "2024-01-05",
    ("45296.75", "excel"): "2024-01-05",
    ("40777", "excel"): "2011-08-22",
    ("40685", "excel"): "2011-05-22",
    ("61", "excel"): "1900-03-01",
    ("60", "excel"): None,
    ("43834", "excel_1904"): "2024-01-05",
    ("2024-01-05", "excel"): None,
    ("-5", "excel"): None,
    ("99999", "excel"): None,
}


@pytest.mark.parametrize(("given", "day"), EXCEL_DAYS.items(), ids=[" ".join(given) for given in EXCEL_DAYS])
def test_dates_as_excel_counts_days(given: tuple[str, str], day: str | None) -> None:
    read = parse_dates(one(given[0]), [given[1]])
    assert pd.isna(read[0]) if day is None else str(read[0].date()) == day


def test_a_column_may_have_several_formats_and_a_day_is_never_guessed() -> None:
    texts = pd.Series(
        ["2024-01-05", "25/01/2024", "05/01/2024", "05/05/2024", "2024-01-05T10:30", "45296"], dtype="str"
    )
    formats = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "excel"]
    days = ["2024-01-05", "2024-01-25", "NaT", "2024-05-05", "NaT", "2024-01-05"]
    assert parse_dates(texts, formats).astype("str").fillna("NaT").tolist() == days
    assert bad_dates(texts, formats).tolist()[2] == "which two of the declared formats read as different days"
    assert bad_dates(texts, formats).tolist()[4] == "has a time; the declared format has none"
