"""Data walk one way: which rooms may import which. A comment-free picture of the architecture."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from trialstats.results.kinds import Kind

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "trialstats"

# What the author of a trial file can say, and whether it holds together.
SAYS = {"trialfile.text", "trialfile.parts", "trialfile.questionnaires"}
FILE = {*SAYS, "trialfile", "methods.entry", "methods.registry", "methods.answers"}

# What the rows of results are called.
CALLED = {"results.data_rows", "results.fitting", "results.kinds", "results.rows"}

# Each room, and what of ours it may import. In `methods`, a room is what a module is to its family.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "provenance": set(),
    "questionnaires": {"errors"},
    "engines": {"errors"},
    "results.fitting": set(),
    "results.kinds": set(),
    "results.rows": set(),
    "results.data_rows": set(),
    "results": {"errors", *CALLED},
    "trialfile.text": {"errors"},
    "trialfile.parts": {"errors", *SAYS},
    "trialfile.questionnaires": {"errors", "questionnaires", *SAYS},
    "methods.options": {"methods.rows", *SAYS},
    "methods.rows": CALLED,
    "methods.entry": {"results.kinds", *SAYS},
    "methods.registry": {"methods.entry", "methods.options", "methods.rows", "results.kinds", *SAYS},
    "methods.answers": {"methods.entry", "methods.registry", "results.kinds", *SAYS},
    "trialfile": {"errors", "methods.checks", "methods.standard", "methods.sensitivity", *FILE},
    "methods.checks": {"errors", "methods.options", *FILE},
    "methods.standard": {"methods.options", *FILE},
    "methods.sensitivity": {"methods.options", "results.kinds", *FILE},
    "display": {"errors", *CALLED, *SAYS},
    "methods.display": {"errors", "display", *CALLED, "methods.options", "methods.rows", *SAYS},
    "methods.left_out": {"display", *CALLED, "methods.options", "methods.rows", *SAYS},
    "methods.model": {"errors", "engines", "results", *CALLED, "methods.options", "methods.rows", *SAYS},
    "methods.run": {"errors", "results", "methods.answers", "methods.registry", "methods.model", *SAYS},
    "methods.show": {"errors", "display", "methods.registry", *SAYS},
    "methods.draw": {"errors", "display", "methods.registry", "methods.show", *SAYS},
    "io": {"errors", *SAYS},
    "adam": {"errors", "io", "questionnaires", *FILE},
    "conformance": {"errors", "io", "adam"},
    "estimands": {"errors", "methods.model", *FILE},
    "init": {"errors", "io", "questionnaires", "adam", *FILE},
    "report": {"errors", "display", "explain", "compare", *CALLED, *FILE},
    "standards": {"errors", *CALLED, *FILE},
    "listings": {"errors", "display", "methods.model", *FILE},
    "manuscript": {"display", "explain", "report", "methods.model", *CALLED, *FILE},
    "simulate": {
        "errors",
        "io",
        "questionnaires",
        "engines",
        "methods.model",
        "methods.options",
        "results",
        "display",
        *CALLED,
        *FILE,
    },
    "software": {"errors"},
    "twins": {"errors", "methods.model", "methods.options", "methods.rows", "results", *CALLED, *SAYS},
    "plan": {"errors", "io", "provenance", "questionnaires", *FILE},
    "steps": {
        "errors",
        "io",
        "conformance",
        "questionnaires",
        "adam",
        "estimands",
        "init",
        "methods.model",
        "methods.run",
        "methods.draw",
        "methods.show",
        "results",
        *CALLED,
        "compare",
        "explain",
        "manuscript",
        "report",
        "software",
        "standards",
        "listings",
        "display",
        "twins",
        "plan",
        "provenance",
        "simulate",
        "client",
        "served",
        *FILE,
    },
    "explain": {"errors", "display", *CALLED, *FILE},
    "compare": {"errors", *CALLED, *FILE},
    "starter": {"errors", "io", *FILE},
    "validate": {
        "errors",
        "io",
        "engines",
        "methods.model",
        "methods.run",
        "plan",
        "provenance",
        "questionnaires",
        "results",
        "standards",
        "starter",
        "steps",
        *CALLED,
        *FILE,
    },
    "verbs": {
        "errors",
        "compare",
        "explain",
        "manuscript",
        "plan",
        "software",
        "starter",
        "steps",
        "simulate",
        "validate",
        *FILE,
    },
    "cli": {"client", "errors", "steps", "verbs", *FILE},
    "client": set(),
    "served": {"client", "cli", "errors", "plan", "verbs"},
    "__main__": {"cli"},
    "__init__": set(),
}


def modules_imported(path: Path) -> set[tuple[str, ...]]:
    """Name the modules of ours that a file imports, in parts."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    named = [tuple(name.split(".")[1:]) for name in found if name.startswith("trialstats.")]
    return {module_of(name) for name in named if name != ("__version__",)}


def module_of(name: tuple[str, ...]) -> tuple[str, ...]:
    """Cut what stands in a module off the name of the module."""
    while name and not (PACKAGE.joinpath(*name).is_dir() or PACKAGE.joinpath(*name).with_suffix(".py").is_file()):
        name = name[:-1]
    return name


def parts_of(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def room_of(module: tuple[str, ...]) -> str:
    """Say which room a module is in."""
    top = module[0]
    if top in ("trialfile", "results"):
        return ".".join(module[:2]) if module[1:2] and ".".join(module[:2]) in MAY_IMPORT else top
    if top != "methods":
        return top
    last = module[-1]
    if last in (
        "options",
        "rows",
        "left_out",
        "checks",
        "standard",
        "sensitivity",
        "entry",
        "registry",
        "answers",
        "run",
        "show",
        "draw",
    ):
        return f"methods.{last}"
    return "methods.display" if "_table" in last or "_figure" in last else "methods.model"


MODULES = sorted(PACKAGE.rglob("*.py"))


def test_imports_go_down() -> None:
    against = []
    for path in MODULES:
        room = room_of(parts_of(path))
        assert room in MAY_IMPORT, f"{room} has no place in the architecture yet"
        above = {room_of(module) for module in modules_imported(path) if module} - MAY_IMPORT[room] - {room}
        against += [f"{path.relative_to(PACKAGE)} imports {', '.join(sorted(above))}"] if above else []
    assert not against, "\n".join(against)


def test_families_do_not_know_each_other() -> None:
    """What two families need is shared, or an engine."""
    against = [
        f"{'/'.join(parts_of(path))} imports {'.'.join(module)}"
        for path in sorted(PACKAGE.glob("methods/*/**/*.py"))
        for module in modules_imported(path)
        if module[0] == "methods" and module[1] not in (parts_of(path)[1], "shared")
    ]
    assert not against, "\n".join(against)


def kinds_written(path: Path) -> list[str]:
    """Find the texts that stand where a kind of row does: of the key or the argument `kind`, or compared with it."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found += [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "kind"]
        elif isinstance(node, ast.keyword) and node.arg == "kind":
            found.append(node.value)
        elif isinstance(node, ast.Compare) and "kind" in ast.unparse(node.left):
            found += node.comparators
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("['kind'].eq", "['kind'].isin")):
            found += node.args
    return [
        text.value for one in found for text in ast.walk(one) if isinstance(text, ast.Constant) and text.value in KINDS
    ]


KINDS = {str(kind) for kind in Kind}


@pytest.mark.parametrize("room", ["methods", "display", "report", "steps", "results"])
def test_kinds_of_rows_are_written_once(room: str) -> None:
    """A kind that is typed again could be another one by a slip, and a display would find no row of it."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        assert not kinds_written(path), f"{path.relative_to(PACKAGE)} types {kinds_written(path)}; see results.kinds"


def test_engines_that_are_used_alone_know_no_other() -> None:
    for engine, stands_on in {"mmrm": [], "censored": [], "imputation": ["mmrm"]}.items():
        known = [("errors",), *(("engines", name) for name in (engine, *stands_on))]
        for path in (PACKAGE / "engines" / engine).rglob("*.py"):
            for module in modules_imported(path):
                assert module[:2] in known, f"{path.name} imports {'.'.join(module)}"


def test_nothing_imports_in_a_circle() -> None:
    """Each module can be imported first."""
    imports = {parts_of(path): modules_imported_at_top(path) for path in MODULES}
    waiting = dict(imports)
    while free := [module for module, below in waiting.items() if not below & waiting.keys()]:
        for module in free:
            del waiting[module]
    assert not waiting, f"in circles: {', '.join(sorted('.'.join(module) for module in waiting))}"


def modules_imported_at_top(path: Path) -> set[tuple[str, ...]]:
    """Name the modules of ours that importing a module imports; not those that type checkers alone see."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("trialstats"):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {module_of(tuple(name.split(".")[1:])) for name in found} - {(), parts_of(path)}


def test_what_is_found_by_name_is_imported_by_nobody() -> None:
    """A method, figure or table that another imports would drag its reruns along."""
    from trialstats.methods import registry

    found_by_name = {
        registry.module_of(part.model_construct(**{key: part.model_fields[key].annotation.__args__[0]}))
        for key, parts in (
            ("method", [entry.options for entry in registry.METHODS]),
            ("kind", (*registry.FIGURES, *registry.TABLES)),
        )
        for part in parts
    }
    methods = {entry.options for entry in registry.METHODS}  # a line for each sort of results
    assert len(found_by_name) == len(methods) + len(registry.FIGURES) + len(registry.TABLES)
    for path in MODULES:
        for module in modules_imported(path):
            assert ".".join(("trialstats", *module)) not in found_by_name, f"{path.name} imports {'.'.join(module)}"
    for name in found_by_name:
        assert PACKAGE.joinpath(*name.split(".")[1:]).with_suffix(".py").is_file(), name


def test_the_trial_file_is_loaded_without_heavy_libraries() -> None:
    """Naming, checking and planning a trial must not wait for pandas."""
    import subprocess
    import sys

    program = (
        "import sys; from trialstats.trialfile.load import load_trial; from pathlib import Path; "
        "load_trial(Path('config/trials/laser.yaml')); "
        "print(*({'pandas', 'numpy', 'scipy', 'statsmodels', 'matplotlib', 'plotnine', 'pyarrow'} & {*sys.modules}))"
    )
    top = PACKAGE.parents[1]
    done = subprocess.run([sys.executable, "-c", program], cwd=top, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_pingouin_is_imported_in_one_module_and_not_at_its_top() -> None:
    """GPL-3 code is imported where it is used."""
    using = [path for path in MODULES if "pingouin" in libraries(ast.walk(ast.parse(path.read_text("utf-8"))))]
    assert [path.name for path in using] == ["with_pingouin.py"]
    assert not any("pingouin" in libraries(ast.parse(path.read_text("utf-8")).body) for path in using)


def libraries(nodes: object) -> set[str]:
    found: set[str] = set()
    for node in nodes:  # type: ignore[attr-defined]
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_trial_data_are_read_and_written_through_io_only() -> None:
    """Files are opened in io, in steps, and by packages that read their own constants, templates or code."""
    calls = ("read_csv", "read_parquet", "to_parquet", "write_table", "read_table", "write_text", "write_bytes")
    for path in MODULES:
        room = room_of(parts_of(path))
        if room in ("io", "steps", "simulate", "display", "validate"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "attr", "") if isinstance(node, ast.Call) else ""
            assert name not in calls, f"{path}: {name}"
