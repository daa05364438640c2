"""The reporting event: everything that was analysed and shown in a trial, with its results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from trialstats.standards.ars.results import GROUPINGS, Operations, groupings_used, results_of
from trialstats.standards.ars.terms import extensions, file_type, identifier, purpose, reason
from trialstats.standards.dataset import Dataset
from trialstats.standards.define.displays import Condition, conditions_of, datasets_of
from trialstats.standards.define.settings import settings
from trialstats.standards.letters import plain
from trialstats.trialfile.parts.analysis import Findings
from trialstats.trialfile.parts.display import Display
from trialstats.trialfile.trial import Trial

__all__ = ["reporting_event"]

PROGRAM, DEFINITION = "DOC.TRIALFILE", "DOC.DEFINE"
DATA = "data"  # the method of what is counted of the data themselves


def reporting_event(
    trial: Trial, ard: pd.DataFrame, datasets: Mapping[str, Dataset], program: str, run: str
) -> dict[str, Any]:
    """Give the document.

    ard: the analysis results data. datasets: as they are handed in, by their names in the run. program: where the trial
    file lies, seen from the document. run: what runs an analysis, with a place for its name.
    """
    groupings = list(declared_groupings(trial))
    groups = {
        (str(one["id"]).removeprefix("AG."), str(group["name"])): group["id"]
        for one in groupings
        for group in one.get("groups", ())
    }
    methods: dict[str, Operations] = {}
    parts = [
        part_of(trial, str(name), rows, datasets, methods, groups, run)
        for name, rows in ard.groupby("analysis", sort=False)
    ]
    shown = displays_of(trial)
    return {
        "id": identifier(trial.STUDYID),
        "name": trial.STUDYID,
        "label": trial.title,
        "version": 1,
        "mainListOfContents": contents(trial, shown, [str(analysis["name"]) for analysis, _ in parts]),
        "referenceDocuments": [
            {"id": PROGRAM, "name": "Trial file", "location": program},
            {"id": DEFINITION, "name": "Data definitions", "location": "../analysis/adam/datasets/define.xml"},
        ],
        "terminologyExtensions": extensions(),
        "analysisSets": [
            {
                "id": f"AS.{flag}",
                "name": population.label,
                "level": 1,
                "order": order,
                "condition": condition("ADSL", Condition(flag, ("Y",))),
            }
            for order, (flag, population) in enumerate(trial.populations.items(), start=1)
        ],
        "dataSubsets": [subset for _, subset in parts if subset],
        "analysisGroupings": groupings,
        "methods": [
            {"id": f"M.{identifier(name)}", "name": name, "label": name, "operations": operations.described()}
            for name, operations in methods.items()
        ],
        "analyses": [analysis for analysis, _ in parts],
        "outputs": [output(oid, folder, name, display) for oid, folder, name, display in shown],
    }


def condition(dataset: str, chosen: Condition) -> dict[str, Any]:
    """Write a choice of records."""
    return {
        "dataset": dataset,
        "variable": chosen.variable,
        "comparator": chosen.comparator,
        "value": list(chosen.values),
    }


def declared_groupings(trial: Trial) -> Iterator[dict[str, Any]]:
    """Yield the groupings; arms and visits are declared, the groups of others are what the data have."""
    declared = {"ARM": [*trial.groups], "AVISIT": trial.visit_order}
    for one in GROUPINGS:
        variable = "TRTSEQP" if one.key == "ARM" and trial.crossover else one.variable
        terms = declared.get(one.key, [])
        said: dict[str, Any] = {"id": one.id, "name": one.words, "dataDriven": not terms}
        if variable:
            said["groupingVariable"] = variable
        if terms:
            said["groups"] = [group(trial, one.key, str(variable), term, at) for at, term in enumerate(terms, start=1)]
        yield said


def group(trial: Trial, key: str, variable: str, term: str, order: int) -> dict[str, Any]:
    """Write an arm or a visit by its name in the results, with the condition in the letters of the datasets."""
    held = plain(term, trial.submission.letters)[0].rstrip(" ")
    chosen = condition("ADSL", Condition(variable, (held,)))
    if key != "ARM":
        del chosen["dataset"]  # visits are of every dataset of findings
    return {"id": f"AG.{key}.{order}", "name": term, "level": 1, "order": order, "condition": chosen}


def part_of(
    trial: Trial,
    name: str,
    rows: pd.DataFrame,
    datasets: Mapping[str, Dataset],
    methods: dict[str, Operations],
    groups: Mapping[tuple[str, str], str],
    run: str,
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Give an analysis with its results, and the data subset that it is of; what counts the data has no method."""
    known = name in trial.analyses
    analysis = trial.complete(name) if known else None
    method = analysis.method if analysis else DATA
    operations = methods.setdefault(method, Operations(method))
    used = [
        {"order": at, "groupingId": one.id, "resultsByGroup": True} for at, one in enumerate(groupings_used(rows), 1)
    ]
    said: dict[str, Any] = {
        "id": f"AN.{name}",
        "name": name,
        "label": (analysis.label if analysis else None) or name,
        "version": 1,
        "reason": reason(),
        "purpose": purpose(analysis.role if analysis else "description"),
        "methodId": f"M.{identifier(method)}",
        "orderedGroupings": used,
        "results": list(results_of(rows, operations, groups)),
    }
    if analysis is None:
        return said, None
    said["description"] = settings(analysis, without=("label",))
    said["documentRefs"] = [{"referenceDocumentId": PROGRAM}, {"referenceDocumentId": DEFINITION}]
    said["programmingCode"] = {"context": "trialstats", "code": run.format(name)}
    if population := getattr(analysis, "population", None):
        said["analysisSetId"] = f"AS.{population}"
    dataset = datasets_of(trial, analysis, datasets)[0]
    said["dataset"] = dataset.name
    if isinstance(analysis, Findings) and analysis.of_values:
        said["variable"] = analysis.measure
    chosen = [one for one in conditions_of(trial, analysis, dataset) if one.variable != population]
    if not chosen:
        return said, None
    said["dataSubsetId"] = f"DS.{name}"
    return said, subset(f"DS.{name}", name, dataset.name, chosen)


def subset(oid: str, name: str, dataset: str, chosen: list[Condition]) -> dict[str, Any]:
    """Write conditions, all of which hold."""
    whole: dict[str, Any] = {"id": oid, "name": f"Records of {name}", "level": 1, "order": 1}
    if len(chosen) == 1:
        return whole | {"condition": condition(dataset, chosen[0])}
    clauses = [
        {"level": 2, "order": at, "condition": condition(dataset, one)} for at, one in enumerate(chosen, start=1)
    ]
    return whole | {"compoundExpression": {"logicalOperator": "AND", "whereClauses": clauses}}


def displays_of(trial: Trial) -> list[tuple[str, str, str, Display]]:
    """List tables and figures: identifier, folder, name and what the trial file says."""
    tables = [(f"OUT.T.{name}", "tables", name, display) for name, display in trial.tables.items()]
    return [*tables, *((f"OUT.F.{name}", "figures", name, display) for name, display in trial.figures.items())]


def output(oid: str, folder: str, name: str, display: Display) -> dict[str, Any]:
    """Describe a table or figure, with its title and notes."""
    title = {"id": f"{oid}.title", "text": display.title or name}
    notes = [{"id": f"{oid}.note{at}", "text": text} for at, text in enumerate(display.footnotes, start=1)]
    sections = [section("Title", [title]), *([section("Footnote", notes)] if notes else [])]
    endings = ("rtf", "docx", "html", "csv") if folder == "tables" else ("pdf", "svg", "csv")
    shown = {"id": f"{oid}.display", "name": name, "displayTitle": title["text"], "displaySections": sections}
    return {
        "id": oid,
        "name": f"{display.number} {title['text']}" if display.number else title["text"],
        "version": 1,
        "displays": [{"order": 1, "display": shown}],
        "fileSpecifications": [{"name": f"{folder}/{name}.{one}", "fileType": file_type(one)} for one in endings],
    }


def section(kind: str, texts: list[dict[str, str]]) -> dict[str, Any]:
    numbered = [{"order": at, "subSection": text} for at, text in enumerate(texts, start=1)]
    return {"sectionType": kind, "orderedSubSections": numbered}


def contents(trial: Trial, shown: list[tuple[str, str, str, Display]], analyses: list[str]) -> dict[str, Any]:
    """List the displays with their analyses, and at last the analyses that no display shows."""
    items = []
    for at, (oid, _, name, display) in enumerate(shown, start=1):
        below = [
            {"level": 2, "order": order, "name": label_of(trial, one), "analysisId": f"AN.{one}"}
            for order, one in enumerate((one for one in display.analyses if one in analyses), start=1)
        ]
        item = {"level": 1, "order": at, "name": display.title or name, "outputId": oid}
        items.append(item | ({"sublist": {"listItems": below}} if below else {}))
    seen = {one for *_, display in shown for one in display.analyses}
    for one in analyses:
        if one not in seen:
            items.append({"level": 1, "order": len(items) + 1, "name": label_of(trial, one), "analysisId": f"AN.{one}"})
    return {"name": "Displays and analyses", "contentsList": {"listItems": items}}


def label_of(trial: Trial, name: str) -> str:
    return (trial.analyses[name].label if name in trial.analyses else None) or name
