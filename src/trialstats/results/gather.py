"""Rows while they are gathered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["Row", "with_reason"]

Row = dict[str, Any]


def with_reason(rows: Sequence[Row], reason: str) -> list[Row]:
    """Give rows that have no numbers the reason why."""
    return [{**row, "reason": reason} for row in rows]
