"""What every part of the trial file shares: unknown keys are refused, values never change after loading."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints

__all__ = [
    "BY_FORM",
    "DAY_COUNTS",
    "EXCEL",
    "ISO_8601",
    "Bounds",
    "ColumnName",
    "DateFormats",
    "FilePath",
    "Name",
    "OneOrMore",
    "Paramcd",
    "Part",
    "Text",
    "Variable",
    "composed",
    "one_or_more",
    "one_or_several",
]


class Part(BaseModel):
    """A part of the trial file: frozen, typed, and closed to keys that it does not know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, str_strip_whitespace=False, allow_inf_nan=False
    )


def as_sequence(value: Any) -> Any:
    """Let the author write `SURAL` for `[SURAL]`."""
    return [value] if isinstance(value, str) else value


def one_or_more(kind: Any) -> BeforeValidator:
    """Accept one text in the place of a list of them, and say so in the JSON schema too."""
    return BeforeValidator(as_sequence, json_schema_input_type=kind | tuple[kind, ...])


def one_or_several(kind: Any) -> BeforeValidator:
    """Accept one part or word in the place of a list, which is not empty: `{percent: 30}` for `[{percent: 30}]`."""
    return BeforeValidator(
        lambda given: given if isinstance(given, (list, tuple)) else [given],
        json_schema_input_type=kind | Annotated[tuple[kind, ...], Field(min_length=1)],
    )


def plain_or_keyed(value: Any) -> Literal["plain", "keyed"]:
    """Tell a plain setting from one with keys of its own."""
    return "keyed" if isinstance(value, (Mapping, BaseModel)) else "plain"


def check_format(format: str) -> str:
    """Refuse a format that does not give back the day that was written with it."""
    if format in (*DAY_COUNTS, ISO_8601):
        return format
    day = dt.datetime(2013, 11, 23, tzinfo=dt.UTC)
    try:
        whole = dt.datetime.strptime(day.strftime(format), format).replace(tzinfo=dt.UTC) == day
    except ValueError:
        whole = False
    if not whole:
        raise ValueError(f"{format} does not read a day, month and year (e.g. %Y-%m-%d, %d/%m/%Y, %d%b%Y)")
    return format


def check_order(bounds: tuple[float, float]) -> tuple[float, float]:
    """Refuse bounds that nothing can lie between."""
    if bounds[0] > bounds[1]:
        raise ValueError(f"the range ends ({bounds[1]:g}) before it begins ({bounds[0]:g})")
    return bounds


def check_slashes(path: str) -> str:
    """Refuse a path that only one system understands."""
    if "\\" in path:
        raise ValueError(f"write paths with /: {path.replace(chr(92), '/')}")
    return path


def composed(text: str) -> str:
    """Write letters with accents as one character each: the two ways of writing them look the same, and are."""
    return unicodedata.normalize("NFC", text)


Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(composed)]
ColumnName = Annotated[str, StringConstraints(min_length=1), AfterValidator(composed)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,7}$")]
Paramcd = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{0,7}$")]
OneOrMore = Annotated[tuple[Text, ...], Field(min_length=1), one_or_more(Text)]
FilePath = Annotated[str, StringConstraints(min_length=1), AfterValidator(check_slashes)]
BY_FORM = Discriminator(plain_or_keyed)
# Dates as the numbers of days that Excel keeps, and the day from which it counts them (Windows; old Macs).
EXCEL = {"excel": dt.date(1899, 12, 30), "excel_1904": dt.date(1904, 1, 1)}
SAS = "sas"  # days since 1960, as SAS and Stata count them
DAY_COUNTS = {**EXCEL, SAS: dt.date(1960, 1, 1)}
ISO_8601 = "iso8601"
"""Dates as SDTM has them: of any precision, with or without a time."""
DateFormat = Annotated[str, AfterValidator(check_format)]
DateFormats = Annotated[tuple[DateFormat, ...], Field(min_length=1), one_or_more(DateFormat)]
Bounds = Annotated[tuple[float, float], AfterValidator(check_order)]
