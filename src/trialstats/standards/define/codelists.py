"""The elements that say what the values of a variable can be, and what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.standards.define.binding import Element, attribute, many, one
from trialstats.standards.define.words import Alias, Description

__all__ = ["CodeList", "CodeListItem", "Decode", "EnumeratedItem"]


@dataclass(frozen=True)
class Decode(Description):
    TAG = "Decode"


@dataclass(frozen=True)
class CodeListItem(Element):
    TAG = "CodeListItem"
    value: str | None = attribute("CodedValue")
    rank: str | None = attribute("Rank")
    order: str | None = attribute("OrderNumber")
    extended: str | None = attribute("def:ExtendedValue")
    decode: Decode | None = one(Decode)
    aliases: tuple[Alias, ...] = many(Alias)
    descriptions: tuple[Description, ...] = many(Description)


@dataclass(frozen=True)
class EnumeratedItem(Element):
    TAG = "EnumeratedItem"
    value: str | None = attribute("CodedValue")
    rank: str | None = attribute("Rank")
    order: str | None = attribute("OrderNumber")
    extended: str | None = attribute("def:ExtendedValue")
    aliases: tuple[Alias, ...] = many(Alias)
    descriptions: tuple[Description, ...] = many(Description)


@dataclass(frozen=True)
class ExternalCodeList(Element):
    TAG = "ExternalCodeList"
    dictionary: str | None = attribute("Dictionary")
    version: str | None = attribute("Version")
    reference: str | None = attribute("ref")
    href: str | None = attribute("href")


@dataclass(frozen=True)
class CodeList(Element):
    TAG = "CodeList"
    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    type: str | None = attribute("DataType")
    sas_format: str | None = attribute("SASFormatName")
    standard: str | None = attribute("def:StandardOID")
    non_standard: str | None = attribute("def:IsNonStandard")
    comment: str | None = attribute("def:CommentOID")
    description: Description | None = one(Description)
    items: tuple[CodeListItem, ...] = many(CodeListItem)
    enumerated: tuple[EnumeratedItem, ...] = many(EnumeratedItem)
    external: ExternalCodeList | None = one(ExternalCodeList)
    aliases: tuple[Alias, ...] = many(Alias)
