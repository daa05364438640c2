"""A YAML file as nodes that remember their lines; what is no YAML, or of no trial file's size, is refused by line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import Node
from ruamel.yaml.reader import ReaderError

from trialstats.errors import SpecError

__all__ = ["DEEPEST", "compose", "read_utf8", "too_deep"]

# Trial files of large trials have 40 kB, 3,000 entries and 6 levels.
LARGEST = 4_000_000
DEEPEST = 30


class ShallowComposer(Composer):
    """Composes nodes down to a depth, for YAML has no end of it and Python's stack has one."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        if self.depth > DEEPEST + 1:
            raise self.refused(too_deep())
        if not self.parser.check_event(AliasEvent) and (anchor := self.parser.peek_event().anchor) in self.anchors:
            raise self.refused(f"`&{anchor}` names two things (first on line {self.line_of(anchor)})")
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def refused(self, text: str) -> MarkedYAMLError:
        return MarkedYAMLError(problem=text, problem_mark=self.parser.peek_event().start_mark)

    def line_of(self, anchor: str) -> int:
        return int(self.anchors[anchor].start_mark.line) + 1


def too_deep() -> str:
    return f"nested more than {DEEPEST} deep"


def compose(path: Path) -> Node | None:
    """Read a YAML file as nodes (None: it is empty); SpecError with file and line where it is no YAML."""
    text = read_utf8(path)
    try:
        return nodes(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SpecError(f"{path}:{line}: not valid YAML: {in_words(error)}") from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        found = f"a character that no text has (U+{ord(text[error.position]):04X})"
        raise SpecError(f"{path}:{line}: not valid YAML: {found}; the file is damaged, or no text file") from None
    except YAMLError as error:
        raise SpecError(f"{path}: not valid YAML: {str(error).splitlines()[0]}") from None
    except (ValueError, OverflowError):  # an escape such as \UFFFFFFFF, which the reader hands to chr as it is
        raise SpecError(f"{path}: not valid YAML: an escape (`\\U...`) that stands for no character") from None


@lru_cache(maxsize=2)
def nodes(text: str) -> Node | None:
    """Compose a text; a trial file is read several times by one process, and composing it takes longest. Only read."""
    yaml = YAML(typ="rt", pure=True)
    yaml.Composer = ShallowComposer
    root: Node | None = yaml.compose(text)
    return root


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
    """Read a file as UTF-8; SpecError where it cannot be read, is too large, or is not UTF-8, with the line."""
    try:
        if path.stat().st_size > LARGEST:
            raise SpecError(f"{path}: larger than {LARGEST // 1_000_000} MB, so no trial file")
        data = path.read_bytes()
    except FileNotFoundError:
        raise SpecError(f"{path}: no such file") from None
    except OSError as error:
        raise SpecError(f"{str(path)[:200]}: cannot be read: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(data[: error.start].decode("utf-8", "ignore").splitlines() or [""])
        found = f"byte 0x{data[error.start]:02X}"
        raise SpecError(f"{path}:{line}: {found} is not UTF-8; save the file as UTF-8") from None
