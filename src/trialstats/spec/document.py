"""A YAML file as plain text values that remember their lines.

YAML guesses types (`no` is False, `010` is 8): here every scalar stays the text that was written, and the typed
models decide. Duplicate keys, which YAML readers accept in silence, are problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trialstats.errors import SpecError

__all__ = ["Document", "Path_", "dotted", "read_document"]

NULLS = {"", "~", "null", "Null", "NULL"}
Path_ = tuple[str | int, ...]


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


def read_document(path: Path) -> Document:
    """Read a YAML file; SpecError with file and line where it is no YAML."""
    try:
        root = YAML(typ="rt", pure=True).compose(read_utf8(path))
    except FileNotFoundError:
        raise SpecError(f"{path}: no such file") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SpecError(f"{path}:{line}: not valid YAML: {in_words(error)}") from None
    except YAMLError as error:
        raise SpecError(f"{path}: not valid YAML: {str(error).splitlines()[0]}") from None
    document = Document(lines={(): 1})
    if root is not None:
        try:
            document.data = build(root, (), document)
        except RecursionError:
            raise SpecError(f"{path}: not valid here: an alias (`*name`) stands inside what it repeats") from None
    return document


def in_words(error: MarkedYAMLError) -> str:
    """Say what is wrong with the YAML, and the remedy of what is wrong most often."""
    found = str(error.problem or error.context)
    for part, words in (
        ("\\t", "a tab stands where blanks are needed; indent with blanks"),
        ("found another document", "`---` begins a second document; a trial file has one"),
        ("mapping values are not allowed", "a text with `: ` in it needs quotes, or a line is indented too far"),
        ("got '{'", "a text with `{` in it needs quotes"),
    ):
        if part in found:
            return words
    return found


def read_utf8(path: Path) -> str:
    """Read a file as UTF-8; SpecError with the line where it is not."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(data[: error.start].decode("utf-8", "ignore").splitlines() or [""])
        found = f"byte 0x{data[error.start]:02X}"
        raise SpecError(f"{path}:{line}: {found} is not UTF-8; save the file as UTF-8") from None


def build(node: Node, path: Path_, document: Document) -> Any:
    """Turn a YAML node into plain values, noting lines on the way."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return build_mapping(node, path, document)
    if isinstance(node, SequenceNode):
        return [build_item(item, (*path, index), document) for index, item in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    if node.style == ">":  # where lines were folded the parser leaves a bell, to write them as they were
        return node.value.replace("\a", "")
    plain = node.style not in ("'", '"', "|")
    return None if plain and node.value in NULLS else node.value


def build_item(node: Node, path: Path_, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    return build(node, path, document)


def build_mapping(node: MappingNode, path: Path_, document: Document) -> dict[str, Any]:
    """Turn a mapping into a dict; a key that stands twice is a problem and its first value counts."""
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
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
