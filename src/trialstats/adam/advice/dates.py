"""Texts that are no date as declared and would be one in another format: which one reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from trialstats.adam.dates import parse_dates
from trialstats.io.shown import shown
from trialstats.trialfile.parts.part import DAY_COUNTS, EXCEL, ISO_8601
from trialstats.trialfile.text.written import written

__all__ = ["date_advice", "formats_of", "is_otherwise_a_date"]

DAYS = (
    "%Y-%m-%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d%b%Y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d/%b/%Y",
    "%b %d, %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%Y-%b-%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%d%b%y",
    "%d-%b-%y",
    "%y-%m-%d",
)
TIMES = (
    "T%H:%M",
    " %H:%M",
    "T%H:%M:%S",
    " %H:%M:%S",
    " %I:%M %p",
    " %I:%M:%S %p",
    "T%H:%M:%S.%f",
    " %H:%M:%S.%f",
    "T%H:%M:%SZ",
    "T%H:%M%z",
    "T%H:%M:%S%z",
)
TWO_DIGITS = " (two digits of a year: 00 to 68 are read as 20.., 69 to 99 as 19..)"
SERIAL = r"[1-6][0-9]{4}(?:\.[0-9]+)?"  # 1927 to 2078 as Excel counts, 1987 to 2151 as SAS does
LATE = 29221  # 1980-01-01 as Excel counts: beyond it nobody looks for a day that SAS has counted
SOME = 50


def is_otherwise_a_date(texts: pd.Series) -> pd.Series[bool]:
    """Tell which texts are dates in some format: to leave them out by `exclude` alone would lose them unseen."""
    different = texts.drop_duplicates()
    found = pd.Series(False, index=different.index)
    for form in candidates(different):
        found |= parse_dates(different, [form]).notna()
    return texts.isin(list(different[found]))


def date_advice(
    column: str, texts: Sequence[str], formats: Sequence[str], fitting: Sequence[str], count: int | None = None
) -> Iterator[str]:
    """Say which formats would read the texts of a column that do not fit.

    formats: those declared. fitting: the column's texts that are dates in one of them. count: how many values the
    column has.
    """
    fits = formats_of(texts)
    if fits:
        yield from one_format(column, texts[0], fits, formats, [form for form in fits if reads(form, fitting)], count)
        return
    first = [next(iter(formats_of([text])), None) for text in texts[:SOME]]
    if named := list(dict.fromkeys(form for form in first if form)):
        every = ", ".join(written(form) for form in (*(formats if fitting else ()), *named))
        yield f"{column} has dates in several formats: `format: [{every}]` reads them"


def one_format(
    column: str, text: str, fits: Sequence[str], formats: Sequence[str], alone: Sequence[str], count: int | None
) -> Iterator[str]:
    """Say which format reads every text, or that several do.

    alone: those of them that read the other texts of the column too.
    """
    fits = alone or fits
    days = {form: parse_dates(pd.Series([text], dtype="str"), [form])[0].date().isoformat() for form in fits}
    settings = {form: written(form) if alone else f"[{', '.join(map(written, (*formats, form)))}]" for form in fits}
    every = f"all {count} values" if alone and count and count > 1 else "every value"
    whose = f"{every} in {column}" + ("" if alone else " that does not fit")
    if any(form in DAY_COUNTS for form in fits):
        read = " and ".join(f"`format: {settings[form]}` reads it as {day}" for form, day in days.items())
        whose = "Excel keeps" if all(form in EXCEL for form in fits) else "Excel or SAS keep"
        yield f"{shown(text)} in {column} looks like the serial number that {whose} of a date: {read}"
    elif len(fits) == 1:
        (form,) = fits
        yield f"{form} would fit {whose}: say `format: {settings[form]}`{TWO_DIGITS if '%y' in form else ''}"
    else:
        read = " or ".join(f"{day} (`format: {settings[form]}`)" for form, day in days.items())
        both = " and ".join(fits)
        yield f"{both} would fit {whose}, and the file does not say which is right: {shown(text)} is {read}"


def reads(form: str, texts: Sequence[str]) -> bool:
    return bool(parse_dates(pd.Series(list(texts), dtype="str"), [form]).notna().all())


def formats_of(texts: Sequence[str]) -> list[str]:
    """List the formats that read every one of these texts; those that can only be the same are one."""
    series = pd.Series(list(texts), dtype="str")
    found: dict[tuple[object, ...], str] = {}
    for form in candidates(series):
        read = parse_dates(series, [form])
        if read.notna().all():
            found.setdefault((form.find("d") < form.find("m"), *read.astype("str")), form)
    return list(found.values())


def candidates(texts: pd.Series) -> list[str]:
    """List the formats that could be meant: with a time, as Excel's numbers, or plainly."""
    plain = texts.str.strip()
    serial = plain.str.fullmatch(SERIAL)
    timed = [day + time for day in DAYS for time in TIMES] if plain.str.contains(":").any() else []
    early = serial.any() and pd.to_numeric(plain[serial]).median() < LATE
    counts = reversed(DAY_COUNTS) if early else EXCEL
    return [*(counts if serial.any() else ()), *(() if serial.all() else (*DAYS, *timed, ISO_8601))]
