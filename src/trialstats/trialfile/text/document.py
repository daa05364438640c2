"""A YAML file as plain text values that remember their lines.

YAML guesses types (`no` is False, `010` is 8): here every scalar stays the text that was written, and the typed
models decide. Duplicate keys, which YAML readers accept in silence, are problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trialstats.errors import SpecError
from trialstats.trialfile.text.compose import DEEPEST, compose, too_deep

__all__ = ["Document", "Path_", "dotted", "read_document"]

NULLS = {"", "~", "null", "Null", "NULL"}
Path_ = tuple[str | int, ...]

# An alias (`*name`) repeats what it names, and aliases of aliases without end.
MOST_ENTRIES = 100_000


@dataclass
class Document:
    """Plain dicts, lists and texts; the 1-based line of every key and item; and what was wrong with the keys."""

    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """Find the line of a path, or of the nearest part of it that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class Refused(Exception):
    """A node that no trial file has: its line, and why."""

    def __init__(self, node: Node, text: str) -> None:
        super().__init__(node.start_mark.line + 1, text)


def read_document(path: Path) -> Document:
    """Read a YAML file; SpecError with file and line where it is no YAML, or not of a trial file's size."""
    root = compose(path)
    document = Document(lines={(): 1})
    if root is not None:
        try:
            document.data = build(root, (), document)
        except Refused as refused:
            line, text = refused.args
            raise SpecError(f"{path}:{line}: not valid here: {text}") from None
    return document


def build(node: Node, path: Path_, document: Document) -> Any:
    """Turn a YAML node into plain values, noting lines on the way."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > DEEPEST:  # the file itself is not so deep: aliases are
        raise Refused(node, f"{too_deep()}; does an alias (`*name`) stand inside what it repeats?")
    if len(document.lines) > MOST_ENTRIES:
        raise Refused(node, f"more than {MOST_ENTRIES:,} entries, aliases (`*name`) written out")
    if isinstance(node, MappingNode):
        return build_mapping(node, path, document)
    if isinstance(node, SequenceNode):
        return [build_item(item, (*path, index), document) for index, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    plain = node.style not in ("'", '"', "|", ">")
    return None if plain and node.value in NULLS else text_of(node)


def text_of(node: ScalarNode) -> str:
    """Give the text of a scalar; one half of a surrogate pair (`\\ud83d`) is no text."""
    if not node.value.isascii() and any("\ud800" <= character <= "\udfff" for character in node.value):
        raise Refused(node, r"an escape (`\ud800` to `\udfff`) that stands for no character")
    # Where lines were folded the parser leaves a bell, to write them as they were.
    return str(node.value.replace("\a", "")) if node.style == ">" else str(node.value)


def build_item(node: Node, path: Path_, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    return build(node, path, document)


def build_mapping(node: MappingNode, path: Path_, document: Document) -> dict[str, Any]:
    """Turn a mapping into a dict; a key that stands twice is a problem and its first value counts."""
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            document.problems.append((line, f"{dotted(path) or 'the file'} has a key that is a list or a set of keys"))
            continue
        key = text_of(key_node)
        if key == "<<":
            document.problems.append((line, "`<<` does not merge keys here; write them out"))
            continue
        if key in built:
            first = document.lines[(*path, key)]
            document.problems.append((line, f"{dotted((*path, key))} is given twice (first on line {first})"))
            continue
        document.lines[(*path, key)] = line
        built[key] = build(value_node, (*path, key), document)
    return built


def dotted(path: Path_) -> str:
    """Write a path as a reader would say it: `analyses.pain_mmrm.covariance[1]`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
