"""What modules mean and import, kept from run to run: to parse and compile them all takes seconds.

Kept by content, so that nothing in here goes out of date, and in a cache, which may be removed at any time. It is used
where there is one: in the folder that XDG_CACHE_HOME names, else in .cache, which `trialstats run` makes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from trialstats.io.atomic import write_json

__all__ = ["Understood", "recall", "remember"]


@dataclass(frozen=True)
class Understood:
    """The names of ours that a module imports, and the digest of its meaning."""

    imports: tuple[str, ...]
    meaning: str


def recall(text: bytes, way: bytes) -> Understood | None:
    """Give what was understood of a module of this text before, if it was.

    way: the code that understands modules; Python, which compiles them, counts too.
    """
    path = place(text, way)
    if path is None:
        return None
    try:
        known = json.loads(path.read_text("utf-8"))
        return Understood(tuple(map(str, known["imports"])), str(known["meaning"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remember(text: bytes, way: bytes, understood: Understood) -> None:
    """Keep what was understood; where it cannot be written, it is found out again."""
    path = place(text, way)
    if path is not None:
        with suppress(OSError):
            write_json(path, {"imports": list(understood.imports), "meaning": understood.meaning})


def place(text: bytes, way: bytes) -> Path | None:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or ".cache")
    if not cache.is_dir():
        return None
    digest = hashlib.sha256(b"\0".join([sys.version.encode(), way, text])).hexdigest()
    return cache / "trialstats" / "modules" / f"{digest}.json"
