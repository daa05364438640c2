"""The elements of a Define-XML 2.1 document, from its root down to what `items`, `codelists` and `results` say.

Sources: CDISC Define-XML 2.1 and Analysis Results Metadata 1.0 specifications; the names of fields are theirs in our
spelling. `tests/standards/define` validates what is written by CDISC's schemas, and reads CDISC's own example.
"""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.standards.define import results
from trialstats.standards.define.binding import Element, attribute, content, many, one
from trialstats.standards.define.codelists import CodeList
from trialstats.standards.define.items import ItemDef, ItemGroupDef, ValueListDef, WhereClauseDef
from trialstats.standards.define.words import Description, DocumentRef, Leaf

__all__ = [
    "ODM",
    "CommentDef",
    "GlobalVariables",
    "MetaDataVersion",
    "MethodDef",
    "ProtocolName",
    "Standard",
    "Standards",
    "Study",
    "StudyDescription",
    "StudyName",
    "SupplementalDoc",
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
