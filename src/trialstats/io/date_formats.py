"""Numbers of SAS, SPSS and Stata whose format makes them dates: whole ones, though the format may show but a part.

A SAS date counts days, and a moment seconds, from 1 January 1960, an SPSS moment seconds from 14 October 1582, a Stata
date days and a moment milliseconds from 1960. `MONYY7.` shows MAR2024 where 10 March is stored.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["hidden_part", "with_dates"]

Reading = Callable[[float], Any]
ORIGIN = dt.datetime(1960, 1, 1)
SPSS_ORIGIN = dt.datetime(1582, 10, 14)
DAY = 86_400  # seconds

STEM = re.compile(r"([A-Z0-9_]*[A-Z_])\d*(?:\.\d*)?")  # MONYY7, E8601DT19.3
SEPARATED = r"[BCDNPS]?"  # what stands between the parts: a blank, colon, dash, nothing, period or slash
WHOLE_DATES = (
    rf"DATE|DDMMYY{SEPARATED}|MMDDYY{SEPARATED}|YYMMDD{SEPARATED}|WORDDATE|WORDDATX|WEEKDATE|WEEKDATX|JULIAN|NENGO|"
    r"MINGUO|(E|B|IS)8601DA|NLDATE|NLDATEW|NLDATES|NLDATEL|NLDATEM|[A-Z]{3}DF(DD|DE|WDX|WKX)|PDJULG|PDJULI"
)
PARTS_OF_DATES = (
    rf"MONYY|MONNAME|MONTH|YEAR|YEARN|QTR|QTRR|DAY|DOWNAME|WEEKDAY|JULDAY|YYMON|YYMM{SEPARATED}|MMYY{SEPARATED}|"
    rf"YYQ{SEPARATED}|YYQR{SEPARATED}|YYWEEK[UVW]|WEEK[UVW]|NLDATEYM|NLDATEMN|NLDATEMD|NLDATEWN|NLDATEYR|"
    r"[A-Z]{3}DF(DN|DWN|MN|MY)"
)
MOMENTS = r"DATETIME|DATEAMPM|MDYAMPM|(E|B|IS)8601(DT|DZ|LZ|DX)|NLDATM|NLDATMW|NLDATMAP|[A-Z]{3}DFDT"
DAYS_OF_MOMENTS = r"DTDATE|DTWKDATX|(E|B|IS)8601DN|NLDATMDT"
PARTS_OF_MOMENTS = r"DTMONYY|DTYEAR|DTYYQC"
TIMES = r"TIME|HHMM|TOD|TIMEAMPM|(E|B|IS)8601TM"


def with_dates(column: Sequence[Any], program: str, format: str | None) -> list[Any]:
    """Turn the numbers of a column whose format is one of dates into these; others, and what is too large, stay.

    program: `xpt` and `sas7bdat`, `sav` or `dta`.
    """
    reading = reading_of(program, (format or "").strip())
    return list(column) if reading is None else [read(value, reading) for value in column]


def hidden_part(program: str, format: str | None) -> bool:
    """Tell a format that shows but a part of the date that is stored."""
    stem = stem_of(format or "")
    if program == "sav":
        return stem in ("MOYR", "QYR", "WKYR")
    return program in ("xpt", "sas7bdat") and bool(re.fullmatch(f"{PARTS_OF_DATES}|{PARTS_OF_MOMENTS}", stem))


def read(value: Any, reading: Reading) -> Any:
    """Read a number; what is none (a missing value, a letter), or lies beyond the calendar, stays as it is."""
    if not isinstance(value, int | float) or value != value:
        return value
    try:
        return reading(value)
    except (OverflowError, ValueError):
        return value


def reading_of(program: str, format: str) -> Reading | None:
    """Give what a number of a format is read by; None where it is no date."""
    if program == "dta":
        return next((reading for start, reading in STATA.items() if format.startswith(start)), None)
    stem = stem_of(format)
    if program == "sav":
        return spss_day if stem in ("MOYR", "QYR", "WKYR") else None
    return next((reading for stems, reading in SAS.items() if re.fullmatch(stems, stem)), None)


def stem_of(format: str) -> str:
    """Give a format without its width: MONYY of MONYY7."""
    found = STEM.fullmatch(format.strip().upper())
    return found[1] if found else ""


def sas_day(value: float) -> dt.date:
    return (ORIGIN + dt.timedelta(days=value // 1)).date()


def sas_moment(value: float) -> dt.datetime:
    return ORIGIN + dt.timedelta(seconds=value)


def sas_day_of_moment(value: float) -> dt.date:
    return sas_moment(value).date()


def time_of_day(value: float) -> dt.time:
    return (ORIGIN + dt.timedelta(seconds=value % DAY)).time()


def spss_day(value: float) -> dt.date:
    return (SPSS_ORIGIN + dt.timedelta(seconds=value)).date()


def stata_month(value: float) -> str:
    """Write a month of Stata, counted from January 1960: a date known in part."""
    return f"{1960 + int(value // 12):04d}-{1 + int(value % 12):02d}"


SAS: dict[str, Reading] = {
    f"{WHOLE_DATES}|{PARTS_OF_DATES}": sas_day,
    MOMENTS: sas_moment,
    f"{DAYS_OF_MOMENTS}|{PARTS_OF_MOMENTS}": sas_day_of_moment,
    TIMES: time_of_day,
}
# What the library that reads Stata files leaves as numbers: dates in a writing of their own, and months.
STATA: dict[str, Reading] = {
    "%tm": stata_month,
    "%td": sas_day,
    "%d": sas_day,
    "%tc": lambda value: ORIGIN + dt.timedelta(milliseconds=value),
}
