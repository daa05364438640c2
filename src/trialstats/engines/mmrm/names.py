"""Words for error messages: the nearest valid name, and lists that stay short."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

__all__ = ["did_you_mean", "shorten"]


def did_you_mean(name: object, valid: Iterable[object]) -> str:
    """Return ` (did you mean X?)` for the valid name nearest to `name`, or an empty text."""
    by_lower = {str(v).lower(): str(v) for v in valid}
    near = difflib.get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.5)
    return f" (did you mean {by_lower[near[0]]}?)" if near else ""


def shorten(items: Sequence[Any], most: int = 5) -> str:
    """Join items with commas; past `most` of them, say how many more there are."""
    text = ", ".join(str(item) for item in items[:most])
    return text if len(items) <= most else f"{text} and {len(items) - most} more"
