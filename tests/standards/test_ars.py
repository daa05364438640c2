"""The Analysis Results Standard: valid by CDISC's schema, and every number of the analysis results data in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.standards.conftest import Package

KEYS = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "group", "variable", "level", "USUBJID")


@pytest.fixture(scope="module")
def event(package: Package) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((package.study / "misc" / "ars.json").read_text("utf-8"))
    return made


@pytest.fixture(scope="module")
def ard(package: Package) -> pd.DataFrame:
    return pd.read_parquet(package.top / "results/tiny/ard.parquet")


def test_it_is_valid_by_the_schema_of_cdisc(event: dict[str, Any], shared: Callable[[str], Path]) -> None:
    import jsonschema

    schema = json.loads(shared("standards/ars_ldm.schema.json").read_text("utf-8"))
    jsonschema.validate(json.loads(shared("standards/ars_example.json").read_text("utf-8")), schema)
    jsonschema.validate(event, schema)


def test_every_number_is_there_and_leads_back(event: dict[str, Any], ard: pd.DataFrame) -> None:
    """Analysis, operation and groups of a result make the identifier of its row again, and the value is the same."""
    operations = {one["id"]: one["name"] for method in event["methods"] for one in method["operations"]}
    found = {}
    for analysis in event["analyses"]:
        for result in analysis["results"]:
            kind, statistic = operations[result["operationId"]].split(": ")
            groups = {
                one["groupingId"].removeprefix("AG."): one["groupValue"] for one in result.get("resultGroups", ())
            }
            key = (analysis["name"], kind, *(groups.get(name) for name in KEYS), statistic)
            assert key not in found
            found[key] = result["rawValue"]
    texts = ard.astype(object).where(ard.notna(), None)
    expected = {}
    for _, row in texts.iterrows():
        words = (row["kind"].replace("_", " "), *(row[name] for name in KEYS), row["stat_name"].replace("_", " "))
        expected[row["analysis"], *words] = row["reason"] if row["stat_name"] == "reason" else repr(float(row["stat"]))
    assert found == expected
    assert len(found) == len(ard)


def test_what_is_referred_to_is_there(event: dict[str, Any]) -> None:
    ids = {
        "methodId": {one["id"] for one in event["methods"]},
        "analysisSetId": {one["id"] for one in event["analysisSets"]},
        "dataSubsetId": {one["id"] for one in event["dataSubsets"]},
        "groupingId": {one["id"] for one in event["analysisGroupings"]},
        "groupId": {group["id"] for one in event["analysisGroupings"] for group in one.get("groups", ())},
        "operationId": {one["id"] for method in event["methods"] for one in method["operations"]},
        "analysisId": {one["id"] for one in event["analyses"]},
        "outputId": {one["id"] for one in event["outputs"]},
        "referenceDocumentId": {one["id"] for one in event["referenceDocuments"]},
        "sponsorTermId": {term["id"] for one in event["terminologyExtensions"] for term in one["sponsorTerms"]},
    }
    assert sum(map(len, ids.values())) == len(set.union(*ids.values()))
    referred = list(references(event))
    assert {name for name, _ in referred} == {*ids}
    assert all(value in ids[name] for name, value in referred)


def references(part: Any) -> Any:
    """Yield every reference to something by its identifier."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name.endswith("Id") and isinstance(value, str):
                yield name, value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_primary_analysis(event: dict[str, Any], ard: pd.DataFrame) -> None:
    analysis = next(one for one in event["analyses"] if one["name"] == "change")
    assert analysis["purpose"] == {"controlledTerm": "PRIMARY OUTCOME MEASURE"}
    assert (analysis["dataset"], analysis["variable"], analysis["analysisSetId"]) == ("ADPAIN", "CHG", "AS.FASFL")
    subset = next(one for one in event["dataSubsets"] if one["id"] == analysis["dataSubsetId"])
    clauses = [one["condition"] for one in subset["compoundExpression"]["whereClauses"]]
    assert {"dataset": "ADPAIN", "variable": "PARAMCD", "comparator": "EQ", "value": ["PAIN"]} in clauses
    row = ard[ard["id"].str.startswith("change/difference/") & ard["stat_name"].eq("estimate")].iloc[-1]
    groups = [
        {"groupingId": "AG.PARAMCD", "groupValue": "PAIN"},
        {"groupingId": "AG.measure", "groupValue": "CHG"},
        {"groupingId": "AG.AVISIT", "groupId": "AG.AVISIT.3", "groupValue": "Week 8"},
        {"groupingId": "AG.ARM", "groupId": "AG.ARM.1", "groupValue": "Laser"},
        {"groupingId": "AG.REFERENCE", "groupValue": "Sham"},
    ]
    value = repr(float(row["stat"]))
    expected = {"operationId": "OP.ancova.difference.estimate", "resultGroups": groups, "rawValue": value}
    assert expected in analysis["results"]


def test_displays_and_contents(event: dict[str, Any]) -> None:
    items = event["mainListOfContents"]["contentsList"]["listItems"]
    first = items[0]
    assert (first["name"], first["outputId"]) == ("Change in pain", "OUT.T.change")
    assert [one["analysisId"] for one in first["sublist"]["listItems"]] == ["AN.change"]
    assert "AN.populations" in [one.get("analysisId") for one in items]
    sections = event["outputs"][0]["displays"][0]["display"]["displaySections"]
    assert [one["sectionType"] for one in sections] == ["Title", "Footnote"]
    assert sections[1]["orderedSubSections"][0]["subSection"]["text"] == "A note."


def test_the_table_for_spreadsheets_holds_the_same(package: Package, ard: pd.DataFrame) -> None:
    kinds = dict.fromkeys(ard.select_dtypes("string").columns, "string")
    read = pd.read_csv(package.study / "misc" / "ard.csv", dtype=kinds)
    texts = {name: read[name].str.removeprefix("'") for name in kinds}
    pd.testing.assert_frame_equal(read.assign(**texts), ard, check_exact=True)
    assert (package.study / "misc" / "ard.parquet").read_bytes() == (
        package.top / "results/tiny/ard.parquet"
    ).read_bytes()
