"""The elements of Define-XML 2.1 and of analysis results metadata 1.0, in the order in which a document has them.

Sources: CDISC Define-XML 2.1 and Analysis Results Metadata 1.0 specifications; the names of fields are theirs in our
spelling. `tests/standards/define` validates what is written by CDISC's schemas, and reads CDISC's own example.
"""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.standards.define import results
from trialstats.standards.define.binding import Element, attribute, content, many, one
from trialstats.standards.define.words import Alias, Description, DocumentRef, Leaf, WhereClauseRef

__all__ = [
    "ODM",
    "CheckValue",
    "CodeList",
    "CodeListItem",
    "CodeListRef",
    "CommentDef",
    "Decode",
    "EnumeratedItem",
    "GlobalVariables",
    "ItemDef",
    "ItemGroupClass",
    "ItemGroupDef",
    "ItemRef",
    "MetaDataVersion",
    "MethodDef",
    "Origin",
    "ProtocolName",
    "RangeCheck",
    "Standard",
    "Standards",
    "Study",
    "StudyDescription",
    "StudyName",
    "SubClass",
    "SupplementalDoc",
    "ValueListDef",
    "ValueListRef",
    "WhereClauseDef",
]


@dataclass(frozen=True)
class Standard(Element):
    TAG = "def:Standard"
    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    type: str | None = attribute("Type")
    publishing_set: str | None = attribute("PublishingSet")
    version: str | None = attribute("Version")
    status: str | None = attribute("Status")
    comment: str | None = attribute("def:CommentOID")


@dataclass(frozen=True)
class Standards(Element):
    TAG = "def:Standards"
    standards: tuple[Standard, ...] = many(Standard)


@dataclass(frozen=True)
class AnnotatedCRF(Element):
    TAG = "def:AnnotatedCRF"
    documents: tuple[DocumentRef, ...] = many(DocumentRef)


@dataclass(frozen=True)
class SupplementalDoc(Element):
    TAG = "def:SupplementalDoc"
    documents: tuple[DocumentRef, ...] = many(DocumentRef)


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


@dataclass(frozen=True)
class FormalExpression(Element):
    TAG = "FormalExpression"
    context: str | None = attribute("Context")
    text: str = content()


@dataclass(frozen=True)
class MethodDef(Element):
    TAG = "MethodDef"
    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    type: str | None = attribute("Type")
    description: Description | None = one(Description)
    expressions: tuple[FormalExpression, ...] = many(FormalExpression)
    documents: tuple[DocumentRef, ...] = many(DocumentRef)


@dataclass(frozen=True)
class CommentDef(Element):
    TAG = "def:CommentDef"
    oid: str | None = attribute("OID")
    description: Description | None = one(Description)
    documents: tuple[DocumentRef, ...] = many(DocumentRef)


@dataclass(frozen=True)
class MetaDataVersion(Element):
    TAG = "MetaDataVersion"
    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    description: str | None = attribute("Description")
    version: str | None = attribute("def:DefineVersion")
    comment: str | None = attribute("def:CommentOID")
    standards: Standards | None = one(Standards)
    forms: AnnotatedCRF | None = one(AnnotatedCRF)
    documents: SupplementalDoc | None = one(SupplementalDoc)
    value_lists: tuple[ValueListDef, ...] = many(ValueListDef)
    where_clauses: tuple[WhereClauseDef, ...] = many(WhereClauseDef)
    item_groups: tuple[ItemGroupDef, ...] = many(ItemGroupDef)
    items: tuple[ItemDef, ...] = many(ItemDef)
    codelists: tuple[CodeList, ...] = many(CodeList)
    methods: tuple[MethodDef, ...] = many(MethodDef)
    comments: tuple[CommentDef, ...] = many(CommentDef)
    leaves: tuple[Leaf, ...] = many(Leaf)
    results: results.AnalysisResultDisplays | None = one(results.AnalysisResultDisplays)


@dataclass(frozen=True)
class StudyName(Element):
    TAG = "StudyName"
    text: str = content()


@dataclass(frozen=True)
class StudyDescription(Element):
    TAG = "StudyDescription"
    text: str = content()


@dataclass(frozen=True)
class ProtocolName(Element):
    TAG = "ProtocolName"
    text: str = content()


@dataclass(frozen=True)
class GlobalVariables(Element):
    TAG = "GlobalVariables"
    name: StudyName | None = one(StudyName)
    description: StudyDescription | None = one(StudyDescription)
    protocol: ProtocolName | None = one(ProtocolName)


@dataclass(frozen=True)
class Study(Element):
    TAG = "Study"
    oid: str | None = attribute("OID")
    variables: GlobalVariables | None = one(GlobalVariables)
    metadata: MetaDataVersion | None = one(MetaDataVersion)


@dataclass(frozen=True)
class ODM(Element):
    TAG = "ODM"
    version: str | None = attribute("ODMVersion")
    file_type: str | None = attribute("FileType")
    file: str | None = attribute("FileOID")
    created: str | None = attribute("CreationDateTime")
    as_of: str | None = attribute("AsOfDateTime")
    originator: str | None = attribute("Originator")
    system: str | None = attribute("SourceSystem")
    system_version: str | None = attribute("SourceSystemVersion")
    context: str | None = attribute("def:Context")
    study: Study | None = one(Study)
