"""The elements of analysis results metadata 1.0."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.standards.define.binding import Element, attribute, content, many, one
from trialstats.standards.define.words import Description, DocumentRef, WhereClauseRef

__all__ = [
    "AnalysisDataset",
    "AnalysisDatasets",
    "AnalysisResult",
    "AnalysisResultDisplays",
    "AnalysisVariable",
    "Code",
    "Documentation",
    "ProgrammingCode",
    "ResultDisplay",
]


@dataclass(frozen=True)
class AnalysisVariable(Element):
    TAG = "arm:AnalysisVariable"
    item: str | None = attribute("ItemOID")


@dataclass(frozen=True)
class AnalysisDataset(Element):
    TAG = "arm:AnalysisDataset"
    item_group: str | None = attribute("ItemGroupOID")
    where: WhereClauseRef | None = one(WhereClauseRef)
    variables: tuple[AnalysisVariable, ...] = many(AnalysisVariable)


@dataclass(frozen=True)
class AnalysisDatasets(Element):
    TAG = "arm:AnalysisDatasets"
    comment: str | None = attribute("def:CommentOID")
    datasets: tuple[AnalysisDataset, ...] = many(AnalysisDataset)


@dataclass(frozen=True)
class Documentation(Element):
    TAG = "arm:Documentation"
    description: Description | None = one(Description)
    documents: tuple[DocumentRef, ...] = many(DocumentRef)


@dataclass(frozen=True)
class Code(Element):
    TAG = "arm:Code"
    text: str = content()


@dataclass(frozen=True)
class ProgrammingCode(Element):
    TAG = "arm:ProgrammingCode"
    context: str | None = attribute("Context")
    code: Code | None = one(Code)
    documents: tuple[DocumentRef, ...] = many(DocumentRef)


@dataclass(frozen=True)
class AnalysisResult(Element):
    TAG = "arm:AnalysisResult"
    oid: str | None = attribute("OID")
    parameter: str | None = attribute("ParameterOID")
    reason: str | None = attribute("AnalysisReason")
    purpose: str | None = attribute("AnalysisPurpose")
    description: Description | None = one(Description)
    datasets: AnalysisDatasets | None = one(AnalysisDatasets)
    documentation: Documentation | None = one(Documentation)
    code: ProgrammingCode | None = one(ProgrammingCode)


@dataclass(frozen=True)
class ResultDisplay(Element):
    TAG = "arm:ResultDisplay"
    oid: str | None = attribute("OID")
    name: str | None = attribute("Name")
    description: Description | None = one(Description)
    documents: tuple[DocumentRef, ...] = many(DocumentRef)
    results: tuple[AnalysisResult, ...] = many(AnalysisResult)


@dataclass(frozen=True)
class AnalysisResultDisplays(Element):
    TAG = "arm:AnalysisResultDisplays"
    displays: tuple[ResultDisplay, ...] = many(ResultDisplay)
