"""The definition of a package: valid by CDISC's schemas, and true of the data that it defines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from lxml import etree

from tests.standards.conftest import Package
from trialstats.adam.variables import standard
from trialstats.standards.define.binding import parse
from trialstats.standards.define.items import ItemDef
from trialstats.standards.define.model import ODM, MetaDataVersion

DATASETS = ("adsl", "adpain", "adqs", "adae")


@cache
def schema() -> Any:
    """The schema of Define-XML 2.1 with analysis results metadata, as odmlib brings it along; nothing is fetched."""
    import odmlib

    folder = Path(odmlib.__file__).parent / "schemas" / "arm" / "1.0-define2.1"
    return etree.XMLSchema(etree.parse(str(folder / "arm1-0-0.xsd"), etree.XMLParser(no_network=True)))


@pytest.fixture(scope="module")
def metadata(package: Package) -> MetaDataVersion:
    model = parse(ODM, (package.datasets / "define.xml").read_bytes())
    assert model.study
    assert model.study.metadata
    return model.study.metadata


def test_it_is_valid_by_the_schemas_of_cdisc(package: Package) -> None:
    document = etree.parse(str(package.datasets / "define.xml"))
    assert schema().validate(document), schema().error_log


def test_the_schema_refuses_what_is_wrong(package: Package) -> None:
    text = (package.datasets / "define.xml").read_text("utf-8").replace('Repeating="No"', 'Repeating="Perhaps"')
    assert not schema().validate(etree.fromstring(text.encode()))


def test_every_reference_leads_somewhere(package: Package) -> None:
    """What the schema does not look at: identifiers are unique, and what is referred to is there."""
    root = etree.parse(str(package.datasets / "define.xml")).getroot()
    defined: list[str] = []
    referred: set[str] = set()
    for node in root.iter():
        for name, value in node.attrib.items():
            local = etree.QName(name).localname
            if local in ("OID", "ID"):
                defined.append(value)
            elif local.endswith(("OID", "ID")) and local != "FileOID":
                referred.add(value)
    assert len(defined) == len({*defined})
    assert referred <= {*defined}
    hrefs = [node.get("{http://www.w3.org/1999/xlink}href") for node in root.iter("{*}leaf")]
    absent = [href for href in hrefs if not (package.datasets / str(href)).resolve().is_file()]
    assert not absent


@pytest.mark.parametrize("name", DATASETS)
def test_variables_are_those_of_the_files(package: Package, metadata: MetaDataVersion, name: str) -> None:
    import pyreadstat

    frame, facts = pyreadstat.read_xport(str(package.datasets / f"{name}.xpt"))
    items = {item.oid: item for item in metadata.items}
    group = next(one for one in metadata.item_groups if one.name == name.upper())
    described = [items[ref.item] for ref in group.items]
    assert [one.name for one in described] == [*frame.columns]
    assert [one.description.text for one in described if one.description] == facts.column_labels
    document = json.loads((package.datasets / f"{name}.json").read_text("utf-8"))
    assert [one["itemOID"] for one in document["columns"]] == [one.oid for one in described]
    for one, column in zip(described, document["columns"], strict=True):
        values = frame[str(one.name)]
        if one.type == "text":
            assert int(str(one.length)) == facts.variable_storage_width[one.name] == column["length"]
        elif one.format:
            assert (one.type, one.format, column["dataType"]) == ("integer", "DATE9.", "date")
        else:
            assert {"integer": "integer", "float": "double"}[str(one.type)] == column["dataType"]
            assert one.type == "float" or (values.dropna() == values.dropna().round()).all()
            assert all(len(f"{value:.{one.digits or 0}f}") <= int(str(one.length)) for value in values.dropna())
    keys = sorted((int(ref.key), str(items[ref.item].name)) for ref in group.items if ref.key)
    assert keys, "a dataset has a key"
    assert not frame.duplicated([key for _, key in keys]).any()
    in_order = frame.sort_values([key for _, key in keys], kind="stable", na_position="first")
    assert [*in_order.index] == [*frame.index]


def test_codelists_hold_every_value_of_their_variables(package: Package, metadata: MetaDataVersion) -> None:
    items = {item.oid: item for item in metadata.items}
    lists = {one.oid: [str(term.value) for term in (*one.items, *one.enumerated)] for one in metadata.codelists}
    seen = {}
    for group in metadata.item_groups:
        document = json.loads((package.datasets / f"{str(group.name).lower()}.json").read_text("utf-8"))
        for place, ref in enumerate(group.items):
            item = items[ref.item]
            if item.codelist:
                values = {str(row[place]) for row in document["rows"] if row[place] is not None}
                assert values <= {*lists[item.codelist.codelist]}, item.oid
                seen[item.oid] = lists[item.codelist.codelist]
    assert seen["IT.ADSL.TRT01P"] == ["Laser", "Sham"]
    assert seen["IT.ADSL.SEX"] == ["Female", "Male"]
    assert seen["IT.ADSL.ITTFL"] == ["Y", "N"] or seen["IT.ADSL.ITTFL"] == ["Y"]
    assert seen["IT.ADPAIN.AVISIT"] == ["Baseline", "Week 4", "Week 8"]
    assert seen["IT.ADPAIN.PARAMCD"] == ["BOTH", "PAIN", "STIFF"]  # in the order of the records, by their keys
    assert "IT.ADAE.AETERM" not in seen


def test_answers_are_of_the_codelist_of_cdisc(metadata: MetaDataVersion) -> None:
    """NY (C66742) with Y (C49488) and N (C49487): CDISC/NCI SDTM terminology; other terms are the sponsor's."""
    lists = {str(one.oid): one for one in metadata.codelists}
    flags = lists["CL.ITTFL"]
    assert (flags.standard, flags.non_standard) == ("STD.CT", None)
    assert [one.name for one in flags.aliases] == ["C66742"]
    assert {"Y": "C49488", "N": "C49487"}.items() >= {one.value: one.aliases[0].name for one in flags.items}.items()
    assert (lists["CL.SEX"].standard, lists["CL.SEX"].non_standard) == (None, "Yes")
    assert metadata.standards
    versions = {one.name: one.version for one in metadata.standards.standards}
    assert f"Implementation Guide {versions['ADaMIG']}" in str(standard.__doc__)
    assert f"Occurrence Data {versions['ADaM-OCCDSIG']}" in str(standard.__doc__)


def test_every_variable_says_where_it_comes_from(metadata: MetaDataVersion) -> None:
    methods = {one.oid: one for one in metadata.methods}
    refs = [ref for part in (metadata.item_groups, metadata.value_lists) for one in part for ref in one.items]
    items = {item.oid: item for item in metadata.items}
    for ref in refs:
        item = items[ref.item]
        (origin,) = item.origins
        assert origin.type in ("Derived", "Assigned", "Predecessor", "Collected"), item.oid
        assert (ref.method is not None) == (origin.type == "Derived"), item.oid
        assert origin.type != "Predecessor" or (origin.description and origin.description.text), item.oid
        assert ref.method is None or methods[ref.method].description


def words(metadata: MetaDataVersion, oid: str) -> str:
    """Give the words of the origin of an item, or of its method."""
    item = next(one for one in metadata.items if one.oid == oid)
    refs = [ref for part in (metadata.item_groups, metadata.value_lists) for one in part for ref in one.items]
    method = next(ref.method for ref in refs if ref.item == oid)
    texts = [one.description.text for one in metadata.methods if one.oid == method and one.description]
    return next(iter([*texts, *(origin.description.text for origin in item.origins if origin.description)]), "")


def test_origins_are_told_in_the_words_of_the_trial_file(metadata: MetaDataVersion) -> None:
    assert words(metadata, "IT.ADSL.AGE") == "column age of data/subjects.csv"
    assert words(metadata, "IT.ADSL.SEX") == "Of column sex of data/subjects.csv, by codes: {Female: F, Male: M}"
    assert words(metadata, "IT.ADPAIN.AGE") == "ADSL.AGE"
    labels = {one.name: one.description.text for one in metadata.item_groups if one.description}
    assert labels["ADPAIN"] == "Findings: Pain, Stiffness"
    assert labels["ADAE"] == "Adverse Events"
    assert (
        words(metadata, "IT.ADSL.TRT01P")
        == "Of column arm of data/subjects.csv: Laser where it is L; Sham where it is S"
    )
    assert words(metadata, "IT.ADSL.FASFL").endswith("randomised: true; dataset: adpain; min_post_baseline: 1")
    assert words(metadata, "IT.ADPAIN.AVAL.PARAMCD.EQ.BOTH") == "By the rule of the trial file: mean_of: [PAIN, STIFF]"
    assert words(metadata, "IT.ADPAIN.AVAL.PARAMCD.EQ.PAIN") == "data/vas.csv, unit: mm; name: PAIN"
    assert "days 22 to 36" in words(metadata, "IT.ADPAIN.AVISIT")


def test_values_are_described_by_parameter(package: Package, metadata: MetaDataVersion) -> None:
    frame = pd.read_parquet(package.adam("adpain"))
    items: dict[str, ItemDef] = {str(item.oid): item for item in metadata.items}
    kinds = {code: items[f"IT.ADPAIN.AVAL.PARAMCD.EQ.{code}"].type for code in ("PAIN", "STIFF", "BOTH")}
    halves = frame.loc[frame["PARAMCD"].eq("BOTH"), "AVAL"].mod(1).ne(0).any()
    assert kinds == {"PAIN": "integer", "STIFF": "integer", "BOTH": "float" if halves else "integer"}
    clause = next(one for one in metadata.where_clauses if one.oid == "WC.ADPAIN.PARAMCD.EQ.PAIN")
    assert [(one.comparator, one.item, one.values[0].text) for one in clause.checks] == [
        ("EQ", "IT.ADPAIN.PARAMCD", "PAIN")
    ]


def test_a_result_tells_its_records(metadata: MetaDataVersion) -> None:
    assert metadata.results
    displays = {one.oid: one for one in metadata.results.displays}
    shown = displays["RD.T.change"]
    assert (shown.name, shown.description.text if shown.description else "") == ("Table 1", "Change in pain")
    (result,) = shown.results
    assert (result.purpose, result.reason) == ("PRIMARY OUTCOME MEASURE", "SPECIFIED IN TRIAL FILE")
    assert result.parameter == "IT.ADPAIN.PARAMCD"
    assert result.datasets
    assert result.code
    assert result.code.code
    assert result.documentation
    (dataset,) = result.datasets.datasets
    assert dataset.variables[0].item == "IT.ADPAIN.CHG"
    assert dataset.where
    clause = next(one for one in metadata.where_clauses if one.oid == dataset.where.clause)
    chosen = {str(one.item): (one.comparator, [value.text for value in one.values]) for one in clause.checks}
    assert chosen == {
        "IT.ADPAIN.FASFL": ("EQ", ["Y"]),
        "IT.ADPAIN.PARAMCD": ("EQ", ["PAIN"]),
        "IT.ADPAIN.ANL01FL": ("EQ", ["Y"]),
        "IT.ADPAIN.AVISIT": ("IN", ["Week 4", "Week 8"]),
    }
    assert re.fullmatch("trialstats step analyse tiny change", result.code.code.text)


def test_the_schema_takes_the_pilots_definition(shared: Callable[[str], Path]) -> None:
    """CDISC's own example is valid by the schemas that ours is judged by."""
    document = etree.parse(str(shared("standards/pilot_adam/define.xml")))
    assert schema().validate(document), schema().error_log
