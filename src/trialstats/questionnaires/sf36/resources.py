"""The files of constants of the SF-36."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

__all__ = ["read_constants"]


def read_constants(name: str) -> dict[str, Any]:
    """Read `constants/<name>.json`; callers freeze and cache what they make of it."""
    text = (files("trialstats.questionnaires.sf36") / "constants" / f"{name}.json").read_text(encoding="utf-8")
    constants: dict[str, Any] = json.loads(text)
    return constants
