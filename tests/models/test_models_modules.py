"""How the modules hang together: methods stand alone, and GPL-3 code is imported where it is used."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest

import trialstats.models
from trialstats.spec.analyses import Analysis

FOLDER = Path(trialstats.models.__file__).parent
METHODS = {get_args(option.model_fields["method"].annotation)[0] for option in get_args(get_args(Analysis)[0])}


def imported(path: Path, *, at_top: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if at_top else list(ast.walk(tree))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


def test_every_method_of_the_trial_file_has_its_module() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} >= METHODS


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.stem)
def test_no_module_imports_a_method(path: Path) -> None:
    assert not imported(path) & {f"trialstats.models.{method}" for method in METHODS}


def test_pingouin_is_imported_in_one_module_and_not_at_its_top() -> None:
    using = {path.stem for path in FOLDER.glob("*.py") if "pingouin" in imported(path)}
    assert using == {"with_pingouin"}
    assert not any("pingouin" in imported(path, at_top=True) for path in FOLDER.glob("*.py"))
