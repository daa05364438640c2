"""The definition of what is handed in, made of the datasets as they are and of the trial file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from trialstats.standards.dataset import Dataset, Type, Variable
from trialstats.standards.define.codelists import CodeList
from trialstats.standards.define.digits import declared_decimals, with_shown_digits
from trialstats.standards.define.displays import displays_of
from trialstats.standards.define.items import (
    CheckValue,
    CodeListRef,
    ItemDef,
    ItemGroupClass,
    ItemGroupDef,
    ItemRef,
    Origin,
    RangeCheck,
    SubClass,
    ValueListDef,
    ValueListRef,
    WhereClauseDef,
)
from trialstats.standards.define.model import (
    ODM,
    GlobalVariables,
    MetaDataVersion,
    MethodDef,
    ProtocolName,
    Standard,
    Standards,
    Study,
    StudyDescription,
    StudyName,
    SupplementalDoc,
)
from trialstats.standards.define.origins import ADSL, PREDECESSOR, Known, Traced, of_parameter, of_variable
from trialstats.standards.define.results import AnalysisResultDisplays
from trialstats.standards.define.terms import codelists_of
from trialstats.standards.define.words import DocumentRef, Leaf, Title, WhereClauseRef, said
from trialstats.standards.oids import (
    ADAMIG_VERSION,
    METADATA,
    OCCDS_VERSION,
    STUDY,
    TERMS,
    TERMS_VERSION,
    dataset_oid,
    variable_oid,
)
from trialstats.standards.values import typed
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["PROGRAM", "build_define"]

PROGRAM, GUIDE = "LF.TRIALFILE", "LF.ADRG"
ADAMIG, OCCDS = "STD.ADAMIG", "STD.OCCDS"
SUBJECTS, BASIC, OCCURRENCES = ("SUBJECT LEVEL ANALYSIS DATASET", "BASIC DATA STRUCTURE", "OCCURRENCE DATA STRUCTURE")
OTHER = "ADAM OTHER"


@dataclass
class Parts:
    """What is gathered while datasets are described."""

    known: Known
    items: list[ItemDef] = field(default_factory=list)
    methods: list[MethodDef] = field(default_factory=list)
    value_lists: list[ValueListDef] = field(default_factory=list)
    clauses: list[WhereClauseDef] = field(default_factory=list)

    def method(self, oid: str, name: str, text: str) -> str:
        """Add a method with a link to the trial file; gives its identifier."""
        documents = (DocumentRef(PROGRAM),)
        self.methods.append(
            MethodDef(oid=oid, name=name, type="Computation", description=said(text), documents=documents)
        )
        return oid


def build_define(
    trial: Trial,
    datasets: list[Dataset],
    instant: dt.datetime,
    system: tuple[str, str],
    program: str,
    guide: str,
    known: Known | None = None,
) -> ODM:
    """Describe datasets and results.

    system: name and version of what wrote it; program, guide: where trial file and guide lie, seen from the definition;
    known: what the builders of the datasets say of their variables.
    """
    chosen, codelists = codelists_of(trial, datasets)
    subjects = {v.called or v.name: v.name for one in datasets if one.called == ADSL for v in one.variables}
    parts = Parts(known or {})
    groups = tuple(item_group(trial, one, subjects, chosen, parts) for one in datasets)
    run = f"trialstats step analyse {program.rpartition('/')[2].partition('.')[0]} {{}}"
    shown = displays_of(trial, {one.called: one for one in datasets}, PROGRAM, run)
    metadata = MetaDataVersion(
        oid=METADATA.format(study=trial.STUDYID),
        name=f"{trial.STUDYID}: data definitions",
        version="2.1.0",
        standards=standards(groups, codelists),
        documents=SupplementalDoc((DocumentRef(GUIDE), DocumentRef(PROGRAM))),
        value_lists=tuple(parts.value_lists),
        where_clauses=(*parts.clauses, *shown.clauses),
        item_groups=groups,
        items=tuple(parts.items),
        codelists=tuple(codelists),
        methods=tuple(parts.methods),
        leaves=(leaf(GUIDE, guide, "Analysis data reviewer's guide"), leaf(PROGRAM, program, "Trial file")),
        results=AnalysisResultDisplays(tuple(shown.displays)) if shown.displays else None,
    )
    study = GlobalVariables(StudyName(trial.STUDYID), StudyDescription(trial.title), ProtocolName(trial.STUDYID))
    return ODM(
        version="1.3.2",
        file_type="Snapshot",
        file=f"{trial.STUDYID}.define",
        created=instant.isoformat(),
        system=system[0],
        system_version=system[1],
        context="Other",
        study=Study(STUDY.format(study=trial.STUDYID), study, metadata),
    )


def standards(groups: Iterable[ItemGroupDef], codelists: Iterable[CodeList]) -> Standards:
    """Name the guides that the datasets follow, and the terms of CDISC's."""
    used = {group.standard for group in groups} | {codelist.standard for codelist in codelists}
    known = (
        Standard(oid=ADAMIG, name="ADaMIG", type="IG", version=ADAMIG_VERSION, status="Final"),
        Standard(oid=OCCDS, name="ADaM-OCCDSIG", type="IG", version=OCCDS_VERSION, status="Final"),
        Standard(TERMS, "CDISC/NCI", "CT", "SDTM", TERMS_VERSION, "Final"),
    )
    return Standards(tuple(one for one in known if one.oid in used))


def leaf(oid: str, href: str, title: str) -> Leaf:
    return Leaf(oid, href, Title(title))


def item_group(
    trial: Trial, dataset: Dataset, subjects: dict[str, str], chosen: dict[tuple[str, str], str], parts: Parts
) -> ItemGroupDef:
    """Describe a dataset; its variables, their methods and values are added to `parts`."""
    kind = class_of(trial, dataset)
    refs = []
    for order, variable in enumerate(dataset.variables, start=1):
        traced = of_variable(trial, dataset, variable, subjects, parts.known)
        oid = variable_oid(dataset.name, variable.name)
        values = value_level(trial, dataset, variable, parts)
        shown = with_shown_digits(variable, dataset.frame[variable.name], declared_decimals(trial, dataset, variable))
        parts.items.append(item(oid, shown, traced, chosen.get((dataset.name, variable.name)), values))
        key = dataset.keys.index(variable.name) + 1 if variable.name in dataset.keys else None
        present = dataset.frame[variable.name].notna()
        method = f"MT.{dataset.name}.{variable.name}"
        refs.append(
            ItemRef(
                item=oid,
                order=str(order),
                mandatory="Yes" if key and present.all() else "No",
                key=str(key) if key else None,
                method=parts.method(method, f"{dataset.name}.{variable.name}", traced.method)
                if traced.method
                else None,
                no_data=None if present.any() or not len(dataset.frame) else "Yes",
            )
        )
    file = f"{dataset.file}.xpt"
    return ItemGroupDef(
        oid=dataset_oid(dataset.name),
        name=dataset.name,
        repeating="No" if kind == SUBJECTS else "Yes",
        reference_data="No",
        sas_name=dataset.name,
        purpose="Analysis",
        structure=structure(dataset),
        leaf_id=f"LF.{dataset.name}",
        standard=OCCDS if kind == OCCURRENCES else ADAMIG,
        no_data=None if len(dataset.frame) else "Yes",
        description=said(dataset.label),
        items=tuple(refs),
        klass=ItemGroupClass(kind, subclasses(trial, dataset)),
        leaf=leaf(f"LF.{dataset.name}", file, file),
    )


def class_of(trial: Trial, dataset: Dataset) -> str:
    if dataset.called == ADSL:
        return SUBJECTS
    if dataset.called == ADEXCL:
        return OTHER
    return BASIC if dataset.called in trial.datasets or dataset.called == ADTTE else OCCURRENCES


def subclasses(trial: Trial, dataset: Dataset) -> tuple[SubClass, ...]:
    """Name the kind within the class, where the data tell it."""
    if dataset.called == ADTTE:
        return (SubClass("TIME-TO-EVENT"),)
    events = dataset.called in trial.occurrences and "AETERM" in dataset.frame
    return (SubClass("ADVERSE EVENT"),) if events else ()


def structure(dataset: Dataset) -> str:
    """Say what a record is: one record per subject per parameter per visit."""
    words = {"USUBJID": "subject", "PARAMCD": "parameter", "AVISITN": "analysis visit", "AVISIT": "analysis visit"}
    words |= {
        "ADT": "date",
        "ASTDT": "start date",
        "SRCLINE": "source line",
        "DTYPE": "derivation type",
        "ICE": "event",
        "POPVAR": "population that the subject is not in",
    }
    named = [words.get(name, name) for name in dataset.keys if name not in ("STUDYID", "SRCFILE")]
    return "One record per " + " per ".join(dict.fromkeys(named)) if named else "Records without a key"


def item(
    oid: str, variable: Variable, traced: Traced, codelist: str | None, values: str | None, name: str | None = None
) -> ItemDef:
    """Describe a variable, or its values under a condition."""
    words = said(traced.words) if traced.words else None
    source = None if traced.type in (PREDECESSOR, "Not Available") else "Sponsor"
    number = variable.type in (Type.DATE, Type.DATETIME)
    return ItemDef(
        oid=oid,
        name=name or variable.name,
        type="integer" if variable.type == Type.DATE else "float" if number else str(variable.type),
        length=str(variable.length),
        digits="0" if variable.type == Type.DATETIME else str(variable.digits) if variable.digits else None,
        sas_name=variable.name,
        format=variable.format,
        description=said(variable.label),
        codelist=CodeListRef(codelist) if codelist else None,
        origins=(Origin(traced.type, source, words),),
        values=ValueListRef(values) if values else None,
    )


def value_level(trial: Trial, dataset: Dataset, variable: Variable, parts: Parts) -> str | None:
    """Describe AVAL by parameter; gives the identifier of the list, None of other variables."""
    if variable.name != "AVAL" or "PARAMCD" not in dataset.frame:
        return None
    refs = []
    for order, (paramcd, records) in enumerate(dataset.frame.groupby("PARAMCD", sort=False), start=1):
        clause = f"WC.{dataset.name}.PARAMCD.EQ.{paramcd}"
        check = RangeCheck(
            comparator="EQ",
            soft_hard="Soft",
            item=variable_oid(dataset.name, "PARAMCD"),
            values=(CheckValue(str(paramcd)),),
        )
        parts.clauses.append(WhereClauseDef(oid=clause, checks=(check,)))
        _, kind, length, digits = typed(records["AVAL"])
        label = str(records["PARAM"].iloc[0]) if "PARAM" in records else str(paramcd)
        plain = Variable("AVAL", label, kind, length, digits)
        decimals = declared_decimals(trial, dataset, plain, [str(paramcd)])
        own = with_shown_digits(plain, records["AVAL"], decimals)
        traced = of_parameter(trial, dataset.called, str(paramcd))
        oid = f"{variable_oid(dataset.name, 'AVAL')}.PARAMCD.EQ.{paramcd}"
        parts.items.append(item(oid, own, traced, None, None, f"AVAL.{paramcd}"))
        method = f"MT.{dataset.name}.AVAL.{paramcd}"
        refs.append(
            ItemRef(
                item=oid,
                order=str(order),
                mandatory="No",
                method=parts.method(method, f"{dataset.name}.AVAL of {paramcd}", traced.method)
                if traced.method
                else None,
                where=(WhereClauseRef(clause),),
            )
        )
    if not refs:
        return None
    parts.value_lists.append(ValueListDef(oid=f"VL.{dataset.name}.AVAL", items=tuple(refs)))
    return f"VL.{dataset.name}.AVAL"
