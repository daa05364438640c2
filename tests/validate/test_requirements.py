"""Every requirement is checked, its tests and documents exist, and the page of all requirements is current."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from trialstats.validate.catalogue import all_requirements, chosen, domains
from trialstats.validate.matrix import matrix

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = all_requirements()


def test_ids_and_texts_are_given_once() -> None:
    for values in ([one.id for one in REQUIREMENTS], [one.text for one in REQUIREMENTS]):
        assert [value for value, number in Counter(values).items() if number > 1] == []


def test_every_module_of_requirements_is_in_the_catalogue() -> None:
    folder = ROOT / "src/trialstats/validate/domains"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    declared = {one.check.__module__.rpartition(".")[2] for one in REQUIREMENTS}
    assert declared == modules
    assert len({domain.prefix for domain in domains()}) == len(domains())


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda one: one.id)
def test_it_is_checked_and_what_it_names_exists(requirement) -> None:
    assert requirement.tests, "no test of the source covers it"
    for test in requirement.tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).exists(), f"{path} does not exist"
        assert not name or name in named_in(ROOT / path), f"{path} has no {name}"
    assert (ROOT / "docs" / requirement.docs.partition("#")[0]).is_file()


@cache
def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test")}


def test_the_page_of_requirements_is_current() -> None:
    assert (ROOT / "docs/requirements.md").read_text("utf-8") == matrix(), "python tools/requirements.py writes it"


def test_requirements_are_chosen_by_id_subject_and_part() -> None:
    assert [one.id for one in chosen(["mmrm-01"])] == ["MMRM-01"]
    assert {one.domain.prefix for one in chosen(["PROP"])} == {"PROP"}
    assert {one.domain.part for one in chosen(["IQ"])} == {"IQ"}
    assert chosen([]) == REQUIREMENTS
