"""The elements that say which datasets, variables and values there are."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.standards.define.binding import Element, attribute, content, many, one
from trialstats.standards.define.words import Alias, Description, DocumentRef, Leaf, WhereClauseRef

__all__ = [
    "CheckValue",
    "CodeListRef",
    "ItemDef",
    "ItemGroupClass",
    "ItemGroupDef",
    "ItemRef",
    "Origin",
    "RangeCheck",
    "SubClass",
    "ValueListDef",
    "ValueListRef",
    "WhereClauseDef",
]


@dataclass(frozen=True)
class ItemRef(Element):
    TAG = "ItemRef"
    item: str | None = attribute("ItemOID")
    order: str | None = attribute("OrderNumber")
    mandatory: str | None = attribute("Mandatory")
    key: str | None = attribute("KeySequence")
    method: str | None = attribute("MethodOID")
    role: str | None = attribute("Role")
    role_codelist: str | None = attribute("RoleCodeListOID")
    non_standard: str | None = attribute("def:IsNonStandard")
    no_data: str | None = attribute("def:HasNoData")
    where: tuple[WhereClauseRef, ...] = many(WhereClauseRef)


@dataclass(frozen=True)
class ValueListDef(Element):
    TAG = "def:ValueListDef"
    oid: str | None = attribute("OID")
    description: Description | None = one(Description)
    items: tuple[ItemRef, ...] = many(ItemRef)


@dataclass(frozen=True)
class CheckValue(Element):
    TAG = "CheckValue"
    text: str = content()


@dataclass(frozen=True)
class RangeCheck(Element):
    TAG = "RangeCheck"
    comparator: str | None = attribute("Comparator")
    soft_hard: str | None = attribute("SoftHard")
    item: str | None = attribute("def:ItemOID")
    values: tuple[CheckValue, ...] = many(CheckValue)


@dataclass(frozen=True)
class WhereClauseDef(Element):
    TAG = "def:WhereClauseDef"
    oid: str | None = attribute("OID")
    comment: str | None = attribute("def:CommentOID")
    checks: tuple[RangeCheck, ...] = many(RangeCheck)


@dataclass(frozen=True)
class SubClass(Element):
    TAG = "def:SubClass"
    name: str | None = attribute("Name")
    parent: str | None = attribute("ParentClass")


@dataclass(frozen=True)
class ItemGroupClass(Element):
    TAG = "def:Class"
    name: str | None = attribute("Name")
    subclasses: tuple[SubClass, ...] = many(SubClass)


@dataclass(frozen=True)
class ItemGroupDef(Element):
    TAG = "ItemGroupDef"
    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    repeating: str | None = attribute("Repeating")
    reference_data: str | None = attribute("IsReferenceData")
    sas_name: str | None = attribute("SASDatasetName")
    domain: str | None = attribute("Domain")
    purpose: str | None = attribute("Purpose")
    structure: str | None = attribute("def:Structure")
    leaf_id: str | None = attribute("def:ArchiveLocationID")
    standard: str | None = attribute("def:StandardOID")
    non_standard: str | None = attribute("def:IsNonStandard")
    no_data: str | None = attribute("def:HasNoData")
    comment: str | None = attribute("def:CommentOID")
    description: Description | None = one(Description)
    items: tuple[ItemRef, ...] = many(ItemRef)
    aliases: tuple[Alias, ...] = many(Alias)
    klass: ItemGroupClass | None = one(ItemGroupClass)
    leaf: Leaf | None = one(Leaf)


@dataclass(frozen=True)
class CodeListRef(Element):
    TAG = "CodeListRef"
    codelist: str | None = attribute("CodeListOID")


@dataclass(frozen=True)
class Origin(Element):
    TAG = "def:Origin"
    type: str | None = attribute("Type")
    source: str | None = attribute("Source")
    description: Description | None = one(Description)
    documents: tuple[DocumentRef, ...] = many(DocumentRef)


@dataclass(frozen=True)
class ValueListRef(Element):
    TAG = "def:ValueListRef"
    values: str | None = attribute("ValueListOID")


@dataclass(frozen=True)
class ItemDef(Element):
    TAG = "ItemDef"
    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    type: str | None = attribute("DataType")
    length: str | None = attribute("Length")
    digits: str | None = attribute("SignificantDigits")
    sas_name: str | None = attribute("SASFieldName")
    format: str | None = attribute("def:DisplayFormat")
    comment: str | None = attribute("def:CommentOID")
    description: Description | None = one(Description)
    codelist: CodeListRef | None = one(CodeListRef)
    aliases: tuple[Alias, ...] = many(Alias)
    origins: tuple[Origin, ...] = many(Origin)
    values: ValueListRef | None = one(ValueListRef)
