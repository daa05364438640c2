"""Words of rows that count events."""

from __future__ import annotations

__all__ = ["ANY"]

# `variable` of rows about any event of a kind, or any medicine.
ANY = "ANY"
