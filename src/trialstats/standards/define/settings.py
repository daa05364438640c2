"""A part of the trial file in its own words, on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trialstats.trialfile.parts.part import Part

__all__ = ["flow", "settings"]


def settings(part: Part, without: tuple[str, ...] = ()) -> str:
    """Write what a part says, but for what is usual: `of: VASPAIN; summary: spid; rule: right`."""
    said = part.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=set(without))
    return "; ".join(f"{key}: {flow(value)}" for key, value in said.items())


def flow(value: Any) -> str:
    """Write a value as YAML does in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list | tuple):
        held = [flow(one) for one in value]
        return held[0] if len(held) == 1 else "[" + ", ".join(held) + "]"
    if value is None or isinstance(value, bool):
        return {None: "none", True: "true", False: "false"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)
