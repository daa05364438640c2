"""Texts that mean `no value`: of a trial, a source or a column; as a list, or each with what it means."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, Tag

from trialstats.trialfile.parts.part import BY_FORM, ColumnName, Text, composed, one_or_more

__all__ = ["MissingByColumn", "MissingCodes", "Words", "meanings"]

Word = Annotated[str, AfterValidator(composed)]
Words = Annotated[tuple[Word, ...], one_or_more(Word)]
Meanings = Annotated[dict[Word, Text], Field(min_length=1)]
MissingCodes = Annotated[Annotated[Words, Tag("plain")] | Annotated[Meanings, Tag("keyed")], BY_FORM]
MissingByColumn = Annotated[
    Annotated[Words, Tag("plain")] | Annotated[dict[ColumnName, MissingCodes], Tag("keyed")], BY_FORM
]


def meanings(codes: tuple[str, ...] | dict[str, str]) -> dict[str, str]:
    """Give each code what it means; nothing where the trial file does not say it."""
    return {code.strip(): codes[code] if isinstance(codes, dict) else "" for code in codes}
