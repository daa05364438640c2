"""What the program is made of: every package with version, licence and checksums, the same bytes each time."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.message import Message
from importlib.metadata import Distribution, version
from pathlib import Path
from typing import Any

import pytest

from tests.tiny import call
from trialstats.errors import DataError
from trialstats.plan.workflow import LOCK
from trialstats.software.component import component, components, hashes_in
from trialstats.software.cyclonedx import bill_of_materials
from trialstats.software.licence import Copyleft, Licence, licence_of
from trialstats.software.licences import CHOSEN

FOUND = components(LOCK.read_text("utf-8"))
BY_NAME = {one.name: one for one in FOUND}


def test_nothing_is_under_the_gpl_but_what_was_chosen() -> None:
    assert {one.name for one in FOUND if one.licence.copyleft == Copyleft.STRONG} == {*CHOSEN} == {"pingouin"}


def test_every_package_states_a_licence() -> None:
    assert [one.name for one in FOUND if one.licence.said_in == "nowhere"] == []
    assert [one.name for one in FOUND if not one.licence.spdx] == ["matplotlib"]  # of its own, like that of Python


def test_what_only_tests_need_is_none() -> None:
    assert {"pytest", "mypy", "sphinx", "hatchling"}.isdisjoint(BY_NAME)
    assert {"numpy", "pandas", "snakemake", "matplotlib", "trialstats", "python"} <= BY_NAME.keys()


def test_every_package_of_the_lock_has_its_checksums() -> None:
    assert [one.name for one in FOUND if not one.hashes] == ["python", "trialstats"]


def test_the_checksums_are_those_of_the_version() -> None:
    first, second, third = ("--hash=sha256:" + digit * 64 for digit in "012")
    lock = f"a==1 \\\n    {second} \\\n    {first}\nB_b==2 ; x \\\n    {third}\n"
    assert hashes_in(lock) == {"a==1": ("0" * 64, "1" * 64), "b-b==2": ("2" * 64,)}


def test_a_package_that_is_needed_and_absent() -> None:
    with pytest.raises(DataError, match="no-such-package: not installed, and needed"):
        component("no-such-package", {})


@pytest.mark.parametrize(
    ("name", "copyleft"),
    [
        ("GPL-3.0-only", "strong"),
        ("AGPL-3.0-or-later", "strong"),
        ("GNU General Public License (GPL)", "strong"),
        ("MIT AND GPL-2.0-only", "strong"),
        ("MIT OR GPL-2.0-only", "none"),
        ("BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1", "none"),
        ("LGPL-2.1-only", "weak"),
        ("MPL-2.0", "weak"),
        ("BSD-3-Clause AND 0BSD", "none"),
    ],
)
def test_how_far_a_licence_reaches(name: str, copyleft: str) -> None:
    assert Licence(name, "").copyleft == copyleft


class Package(Distribution):
    """A package of some metadata and files, which is not installed."""

    def __init__(self, fields: Mapping[str, list[str]], texts: Mapping[str, str]) -> None:
        self.fields, self.texts = fields, texts

    @property
    def metadata(self) -> Any:
        message = Message()
        for name, values in {"Name": ["some"], **self.fields}.items():
            for value in values:
                message[name] = value
        return message

    @property
    def files(self) -> Any:
        texts = self.texts

        class File(type(Path())):  # type: ignore[misc]
            def read_text(self, encoding: str | None = None) -> str:
                return texts[str(self)]

        return [File(name) for name in texts]

    def read_text(self, filename: str) -> str | None:
        return None

    def locate_file(self, path: Any) -> Any:
        return path


@pytest.mark.parametrize(
    ("fields", "texts", "name", "said_in"),
    [
        ({"License-Expression": ["MIT"], "License": ["other"]}, {}, "MIT", "expression"),
        ({"License": ["Apache License, Version 2.0"]}, {}, "Apache-2.0", "field"),
        ({"License": ["MIT License\n\nCopyright (c) somebody"]}, {}, "MIT", "field"),
        (
            {},
            {"some.dist-info/licenses/LICENSE": "Redistributions in binary form must reproduce"},
            "BSD-2-Clause",
            "text",
        ),
        ({}, {"some.dist-info/COPYING": "GNU GENERAL PUBLIC LICENSE\nVersion 3"}, "GPL-3.0-only", "text"),
        ({}, {"some/vendored/LICENSE": "GNU GENERAL PUBLIC LICENSE"}, "not stated", "nowhere"),
        (
            {"Classifier": ["License :: OSI Approved :: Python Software Foundation License"]},
            {},
            "Python Software Foundation License",
            "classifiers",
        ),
    ],
)
def test_where_a_licence_is_said(fields: dict[str, list[str]], texts: dict[str, str], name: str, said_in: str) -> None:
    licence = licence_of(Package(fields, texts))
    assert (licence.name, licence.said_in) == (name, said_in)


def test_the_bill_has_what_the_schema_of_cyclonedx_asks_for() -> None:
    """CycloneDX 1.6: required keys, unique references, dependencies between components that are there."""
    bill = bill_of_materials(FOUND)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    program = bill["metadata"]["component"]
    entries = [program, *bill["components"]]
    assert (program["type"], program["name"]) == ("application", "trialstats")
    for entry in entries:
        assert {"type", "name", "version", "licenses", "purl"} <= entry.keys()
        assert re.fullmatch(r"pkg:(pypi|generic)/[a-z0-9-]+@[^@/]+", entry["purl"])
        for reference in entry.get("externalReferences", []):
            assert {"type", "url"} <= reference.keys()
            assert all(re.fullmatch("[0-9a-f]{64}", one["content"]) for one in reference["hashes"])
    refs = [entry["bom-ref"] for entry in entries]
    assert len(refs) == len(set(refs))
    assert [entry["ref"] for entry in bill["dependencies"]] == [one.purl for one in FOUND]
    assert {ref for entry in bill["dependencies"] for ref in entry["dependsOn"]} <= {*refs}
    assert f"pkg:pypi/pandas@{version('pandas')}" in refs


def test_the_bill_tells_no_time_and_no_number_that_was_drawn() -> None:
    once, again = call("sbom").out, call("sbom").out
    assert once == again
    assert not {"serialNumber", "timestamp"} & {*json.loads(once), *json.loads(once)["metadata"]}


def test_the_table_of_licences() -> None:
    lines = call("sbom", "--licences").out.splitlines()
    assert lines[0] == "name,version,licence,said_in,copyleft,note"
    assert len(lines) == len(FOUND) + 1
    assert [line.split(",")[0] for line in lines if ",strong," in line] == ["pingouin"]
