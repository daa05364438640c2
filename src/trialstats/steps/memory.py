"""What a check found out, by digests of all that it was found from: from the same it is not found out again.

Nothing in here goes out of date: whatever differs has another digest. A record that was damaged is not believed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

__all__ = ["Memory", "digest_of_json"]

T = TypeVar("T")


def digest_of_json(value: Any) -> str:
    """Give the SHA-256 of a value as JSON."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Memory:
    """What was found out before, and what was asked for since.

    code: the digest of the code that finds out. known: what a memory of before had as `used`.
    """

    def __init__(self, code: str = "", known: Mapping[str, Any] | None = None) -> None:
        self.code, self.known = code, dict(known or {})
        self.used: dict[str, Any] = {}

    def found(self, kind: str, by: Any, find: Callable[[], T]) -> T:
        """Give what was found out of a kind, or find it out; what raises is not remembered.

        by: all that it is found from besides the code, as JSON. What is found is JSON too, without tuples.
        """
        key = digest_of_json([self.code, kind, by])
        if key not in self.used:
            self.used[key] = self.known[key] if key in self.known else find()
        value: T = self.used[key]
        return value
