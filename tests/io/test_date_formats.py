"""Numbers of statistical packages that their format makes dates.

SAS counts days, and seconds, from 1 January 1960 (SAS 9.4 Formats and Informats: Reference, "About SAS Date, Time, and
Datetime Values"): 23445 is 10 March 2024, for from 1960 to 2024 are 64 years with 16 leap days, 23376 days, and 10
March is 69 days on. Stata counts from the same day, SPSS seconds from 14 October 1582.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyreadstat
import pytest

from tests.io.reading import read, texts
from trialstats.io.date_formats import with_dates

DAYS = 23445.0
MOMENT = DAYS * 86_400 + 37_800  # half past ten

OF_SAS = {
    "DATE9": "2024-03-10",
    "DDMMYY10": "2024-03-10",
    "DDMMYYP10": "2024-03-10",
    "YYMMDDN8": "2024-03-10",
    "YYMMDD10": "2024-03-10",
    "WORDDATE18": "2024-03-10",
    "WORDDATX18": "2024-03-10",
    "WEEKDATE29": "2024-03-10",
    "JULIAN7": "2024-03-10",
    "E8601DA10": "2024-03-10",
    "B8601DA8": "2024-03-10",
    "NLDATE20": "2024-03-10",
    "DEUDFDD10": "2024-03-10",
    "MONYY7": "2024-03-10",
    "YYMM7": "2024-03-10",
    "MMYYS7": "2024-03-10",
    "YYQ6": "2024-03-10",
    "MONNAME9": "2024-03-10",
    "MONTH2": "2024-03-10",
    "YEAR4": "2024-03-10",
    "QTR1": "2024-03-10",
    "DOWNAME9": "2024-03-10",
    "BEST12": "23445",
    "F8": "23445",
    "COMMA9": "23445",
    "DOLLAR10": "23445",
}
MOMENTS = {
    "DATETIME18": "2024-03-10 10:30:00",
    "E8601DT19": "2024-03-10 10:30:00",
    "B8601DT15": "2024-03-10 10:30:00",
    "DATEAMPM19": "2024-03-10 10:30:00",
    "NLDATM30": "2024-03-10 10:30:00",
    "DTDATE9": "2024-03-10",
    "E8601DN10": "2024-03-10",
    "DTMONYY7": "2024-03-10",
    "DTYEAR4": "2024-03-10",
}
PARTS = {"MONYY7", "YYMM7", "MMYYS7", "YYQ6", "MONNAME9", "MONTH2", "YEAR4", "QTR1", "DOWNAME9", "DTMONYY7", "DTYEAR4"}


def transport(value: float, format: str) -> None:
    frame = pd.DataFrame({"id": ["001", "002"], "day": [value, None]})
    pyreadstat.write_xport(frame, "a.xpt", variable_format={"day": format}, file_format_version=5)


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        *((DAYS, form, text) for form, text in OF_SAS.items()),
        *((MOMENT, form, text) for form, text in MOMENTS.items()),
        (37_800.0, "TIME8", "10:30:00"),
        (0.0, "DATE9", "1960-01-01"),
        (-1.0, "MONYY7", "1959-12-31"),
        (DAYS + 0.5, "DATE9", "2024-03-10"),
        (9e12, "DATE9", "9000000000000"),
    ],
)
def test_formats_of_sas(value: float, format: str, text: str) -> None:
    transport(value, format)
    raw = read("a.xpt")
    assert texts(raw) == [("001", text), ("002", "")]
    said = (
        f"a.xpt: the format of day, {format}, shows but a part of its dates, which are read whole, as they are stored"
    )
    assert raw.notes == ((said,) if format in PARTS else ())


def test_a_missing_value_with_a_letter_stays_one() -> None:
    assert with_dates(["A", None, DAYS], "sas7bdat", "MONYY7") == ["A", None, dt.date(2024, 3, 10)]


@pytest.mark.parametrize(
    ("value", "format", "held"),
    [
        (DAYS, "%tdNN/DD/CCYY", dt.date(2024, 3, 10)),
        (MOMENT * 1000, "%tcDDmonCCYY_HH:MM", dt.datetime(2024, 3, 10, 10, 30)),
        (770.0, "%tm", "2024-03"),  # 64 years and 2 months
        (-1.0, "%tm", "1959-12"),
        (2024.0, "%ty", 2024.0),
        (DAYS, "%9.0g", DAYS),
    ],
)
def test_formats_of_stata(value: float, format: str, held: object) -> None:
    assert with_dates([value], "dta", format) == [held]


def test_months_of_spss_are_whole_dates() -> None:
    """The day is told by Python's calendar, which is Gregorian before 1582 too, as that of SPSS is."""
    days = (dt.date(2024, 3, 10) - dt.date(1582, 10, 14)).days
    assert with_dates([days * 86_400.0], "sav", "MOYR8") == [dt.date(2024, 3, 10)]
    assert with_dates([1.0], "sav", "F8.2") == [1.0]
