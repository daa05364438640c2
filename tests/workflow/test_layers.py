"""Data walk one way: which packages may import which. A comment-free picture of the architecture."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "trialstats"

# Each package and module at the top, and what of ours it may import.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "scoring": {"errors"},
    "mmrm": {"errors"},
    "censored": {"errors"},
    "spec": {"errors"},
    "display": set(),
    "provenance": set(),
    "io": {"errors", "spec"},
    "instruments": {"errors", "spec", "scoring"},
    "adam": {"errors", "spec", "io", "instruments"},
    "models": {"errors", "spec", "mmrm", "censored"},
    "ard": {"models"},
    "figures": {"errors", "spec", "io", "display"},
    "tables": {"errors", "spec", "io", "display"},
    "report": {"errors", "spec", "display", "tables"},
    "simulate": {"errors", "io", "scoring"},
    "plan": {"errors", "spec"},
    "steps": {
        "errors", "spec", "io", "instruments", "adam", "models", "ard", "figures", "tables", "report", "display",
        "plan", "provenance",
    },
    "cli": {"errors", "spec", "plan", "steps", "simulate"},
    "__main__": {"cli"},
    "__init__": set(),
}  # fmt: skip


def imports(path: Path) -> set[str]:
    """Name the parts of ours that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in found if name.startswith("trialstats.")} - {"__version__"}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    part = part_of(path)
    assert part in MAY_IMPORT, f"{part} has no place in the architecture yet"
    above = imports(path) - MAY_IMPORT[part] - {part}
    assert not above, f"{path.relative_to(PACKAGE)} imports {', '.join(sorted(above))}"


@pytest.mark.parametrize("package", ["models", "figures", "tables"])
def test_what_is_found_by_name_is_imported_by_nobody(package: str) -> None:
    """A method, figure or table that another imports would drag its reruns along."""
    from trialstats.spec import analyses, displays

    union = {"models": analyses.Analysis, "figures": displays.Figure, "tables": displays.Table}[package]
    key = "method" if package == "models" else "kind"
    named = {tag for kind in union.__args__[0].__args__ for tag in kind.model_fields[key].annotation.__args__}
    for path in (PACKAGE / package).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"trialstats.{package}."):
                assert node.module.split(".")[2] not in named, f"{path.name} imports {node.module}"


def test_trial_data_are_read_and_written_through_io_only() -> None:
    """Files are opened in io, in steps, and by packages that read their own constants, templates or code."""
    calls = ("read_csv", "read_parquet", "to_parquet", "write_table", "read_table", "write_text", "write_bytes")
    allowed = {"io", "steps", "simulate"}
    for path in PACKAGE.rglob("*.py"):
        if part_of(path) in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "attr", "") if isinstance(node, ast.Call) else ""
            assert name not in calls or part_of(path) in {"figures", "tables"}, f"{path}: {name}"
