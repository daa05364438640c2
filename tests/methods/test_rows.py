"""Displays find rows by the words of `rows.py` alone: a word that a model and a display both type fails here.

A word that one side renames would let a line of a table vanish without a sound. What is no such word is named below.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from trialstats.results.kinds import Kind
from trialstats.results.shape import KEYS, STATISTICS, WORDS

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "trialstats"
METHODS = PACKAGE / "methods"
FAMILIES = sorted(path.name for path in METHODS.iterdir() if path.is_dir() and not path.name.startswith("_"))
TOPICS = sorted(
    f"shared/{path.name}" for path in (METHODS / "shared").iterdir() if path.is_dir() and path.name[0] != "_"
)

# The keys of a row whose values are words of a method; those of the others are the trial's, or columns.
WORDED = ("group", "variable", "level")

COLUMNS = {*KEYS, *STATISTICS, *WORDS, "id", "missing"}
MEASURES = {"AVAL", "BASE", "CHG", "PCHG"}
# Variables of ADaM: a method reads them from its records, and names the row after the one that it counts.
VARIABLES = {*MEASURES, "ALLOQ", "ALQFL", "AULOQ", "AVALC", "BLQFL", "DCSREAS", "RESPSTAT", "TEMPFL", "TRT01PN"}
# Variables whose texts a method takes for its words: they say where a nerve is.
TEXTS = {"NVATTR", "NVLAT", "NVLOC"}
# What the trial file calls the direction in which a value is better.
DIRECTIONS = {"lower", "higher"}
# Words of pandas and of plots.
LIBRARIES = {
    "D",
    "float64",
    "int64",
    "left",
    "log",
    "nan",
    "none",
    "object",
    "records",
    "size",
    "stable",
    "str",
    "string",
    "x",
    "y",
}
# What stands between words, and our own name.
SMALL = {" and ", " or ", " at ", "trialstats"}
NO_WORDS = {*COLUMNS, *MEASURES, *Kind, *DIRECTIONS, *LIBRARIES, *SMALL}

# Labels of tables, which say the same as a word.
LABELS = {"LLOQ", "Missing", "No value"}
# Modules of `display` that look at no rows: words of records and visits, and of the format of a file.
NO_ROWS = ("attendance.py", "findings.py", "paper/docx.py")

# What the models of a family type for something else, and what that is.
BY_CHANCE = {
    "adverse_events": {"term": "a column"},
    "association": {"excluded": "a key of the notes", "no value": "a reason in the notes"},
    "consort": {"s": "the plural of a word"},
    "continuous": {
        "ADY": "a column of the records",
        **dict.fromkeys(("day", "week", "month", "year"), "a unit"),
        "observed": "an option of the trial file",
    },
    "cost": {"no value": "a reason in the notes"},
    "crossover": {
        **dict.fromkeys(("above", "below"), "options of the trial file, and words of sentences"),
        **dict.fromkeys(("carry-over", "period", "sequence", "treatment"), "columns and terms of the model"),
        "no value": "a reason in the notes",
    },
    "exposure": {
        **dict.fromkeys(("Sessions attended", "Sessions attended by week"), "names of what is counted, and titles"),
        **dict.fromkeys(("energy", "fluence"), "options of the trial file"),
        **dict.fromkeys(("session", "visit"), "words of sentences"),
    },
    "imputation": {"s": "the plural of a word"},
    "laboratory": {
        "above": "where a value stands in the model",
        "below": "where a value stands in the model",
        **dict.fromkeys(("censored", "sigma", "tau"), "a key of the notes"),
    },
    "nerve": {"side": "a term of the model"},
    "proportions": {
        **dict.fromkeys(("above", "below"), "options of the trial file"),
        "score": "an interval in the trial file",
    },
    "questionnaires": dict.fromkeys(("received", "score"), "a column"),
    "shared": {
        **dict.fromkeys(("above", "below"), "options of the trial file"),
        "zero": "a policy for absent responses",
    },
    "shared/occurrences": {"term": "a column", **dict.fromkeys(("from", "to"), "words before a day")},
    "shared/responses": {"Discontinued": "the name of an event, and of an end of the trial"},
    "shared/yes_or_no": dict.fromkeys(("above", "below"), "options of the trial file"),
    "subgroups": {"planned": "a key of the notes"},
}

Places = dict[str, list[str]]


def is_display(path: Path) -> bool:
    return "_table" in path.stem or "_figure" in path.stem or path.stem == "left_out"


def is_model(path: Path) -> bool:
    return not is_display(path) and path.stem not in ("options", "checks", "standard", "rows", "__init__")


def modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def models_of(family: str) -> list[Path]:
    room = METHODS / family
    return [path for path in (sorted(room.glob("*.py")) if family == "shared" else modules(room)) if is_model(path)]


def displays_of(family: str) -> list[Path]:
    """What looks for rows of a family: its displays, those of all families for what is shared, and what they use."""
    room = METHODS if family.startswith("shared") else METHODS / family
    return [*(path for path in modules(room) if is_display(path)), *displays_of_all()]


def displays_of_all() -> list[Path]:
    """What all displays use, but for what looks at no rows."""
    none = {PACKAGE / "display" / name for name in NO_ROWS}
    return [path for path in modules(PACKAGE / "display") if path not in none]


def vocabulary_of(family: str) -> set[str]:
    """Read the words of a family's `rows.py`, and of those that it shares with others."""
    paths = [*(METHODS / family).rglob("rows.py"), *(METHODS / "shared").rglob("rows.py"), PACKAGE / "results/rows.py"]
    return {*typed(path for path in paths if path.is_file())} - NO_WORDS


def typed(paths: Iterable[Path]) -> Places:
    """Find the texts that modules type and that may be words, with their places."""
    places: Places = {}
    for path in paths:
        for text, line in texts_of(path):
            places.setdefault(text, []).append(f"{named(path)}:{line}")
    return places


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE) if path.is_relative_to(PACKAGE) else path.name)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def texts_of(path: Path) -> list[tuple[str, int]]:
    prose = set(map(id, prose_of(tree_of(path))))
    return [
        (node.value, node.lineno)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
        if any(sign.isalpha() for sign in node.value)
    ]


def prose_of(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield docstrings, pieces of longer texts, and the names in `__all__`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.Assign) and any(getattr(name, "id", "") == "__all__" for name in node.targets):
            yield from ast.walk(node.value)


def keys_typed(path: Path) -> Iterator[str]:
    """Find the words that a module types where a row or a search for rows takes them: `{"variable": "RULE"}`."""
    for node in ast.walk(tree_of(path)):
        pairs: list[tuple[object, ast.AST]] = []
        if isinstance(node, ast.Dict):
            pairs = [(getattr(key, "value", ""), value) for key, value in zip(node.keys, node.values, strict=True)]
        elif isinstance(node, ast.Call):
            pairs = [(keyword.arg, keyword.value) for keyword in node.keywords]
        elif isinstance(node, ast.Compare) and isinstance(node.left, ast.Subscript):
            pairs = [(getattr(node.left.slice, "value", ""), node.comparators[0])]
        for key, value in pairs:
            is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
            if key in WORDED and is_text and value.value not in {*COLUMNS, *TEXTS}:
                yield f"{named(path)}:{value.lineno} {value.value!r}"


def told(places: Places, words: Iterable[str]) -> list[str]:
    return [f"{word!r} in {', '.join(places[word])}" for word in sorted(words)]


def problems_of(family: str) -> list[str]:
    models, displays = typed(models_of(family)), typed(displays_of(family))
    models = {text: places for text, places in models.items() if text not in BY_CHANCE.get(family, ())}
    both = models.keys() & displays.keys() - NO_WORDS
    words = vocabulary_of(family)
    # Of what is shared each family looks at its own displays.
    own = {} if family.startswith("shared") else displays
    return [
        *told({word: models[word] + displays[word] for word in both}, both),
        *told(models, words & models.keys() - VARIABLES - both),
        *told(own, words & own.keys() - LABELS - both),
        *(place for path in models_of(family) for place in keys_typed(path)),
        *(place for path in displays_of(family) if METHODS / family in path.parents for place in keys_typed(path)),
    ]


@pytest.mark.parametrize("family", [*FAMILIES, *TOPICS])
def test_words_of_rows_are_typed_in_rows_alone(family: str) -> None:
    problems = problems_of(family)
    assert not problems, "\n".join(["typed beside rows.py:", *problems])


def test_what_every_display_uses_types_no_words() -> None:
    paths = [*modules(PACKAGE / "display"), *modules(PACKAGE / "report")]
    places, words = typed(paths), vocabulary_of("shared")
    problems = [*told(places, words & places.keys() - LABELS), *(place for path in paths for place in keys_typed(path))]
    assert not problems, "\n".join(["typed beside rows.py:", *problems])


def test_a_word_typed_again_is_found(tmp_path: Path) -> None:
    again = tmp_path / "again_table.py"
    again.write_text(
        'def find(rows):\n    """RULE"""\n    return rows["variable"] == "RULE", only(rows, level="RULE")\n'
    )
    found = [*keys_typed(again)]
    assert found == ["again_table.py:3 'RULE'"] * 2
    assert typed([again]) == {"RULE": ["again_table.py:3"] * 2, "variable": ["again_table.py:3"]}
