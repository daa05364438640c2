"""How the tests of reading write a small file, read it as a source, and look at the texts and lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trialstats.errors import DataError
from trialstats.io.read import Raw, read_source
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.sources import Source


def read(file: str, content: str | bytes | None = None, **keys: Any) -> Raw:
    """Read a file of the working directory, written first if its content is given; its subjects stand in `id`."""
    if content is not None:
        Path(file).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_source(Source.model_validate({"file": file, "subject": "id", **keys}))


def texts(raw: Raw) -> list[tuple[str, ...]]:
    """The rows as they are read, in the order of the columns."""
    return list(raw.frame.drop(columns=[FILE, LINE]).itertuples(index=False, name=None))


def lines(raw: Raw) -> list[int]:
    return list(raw.frame[LINE])


def problems(file: str, content: str | bytes | None = None, **keys: Any) -> tuple[str, ...]:
    """What is said of a file that cannot be read."""
    try:
        raw = read(file, content, **keys)
    except DataError as error:
        return error.problems
    raise AssertionError(f"{file} was read: {texts(raw)}")
