"""What other programs computed, and the data that they had: README.md beside this says how."""

from __future__ import annotations

from pathlib import Path

__all__ = ["OPTIONS", "REFERENCE"]

REFERENCE = Path(__file__).parent
OPTIONS = REFERENCE / "options"
"""Records of the built-in trial, analyses of them, programs in R and what they printed."""
