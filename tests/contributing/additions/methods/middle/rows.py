"""The word of the rows of the middle."""

from __future__ import annotations

__all__ = ["MIDDLE"]

MIDDLE = "the middle"
