"""The script of the page: plain files, joined, and the policy by which a browser runs them and nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from markupsafe import Markup

__all__ = ["as_json", "early_script", "late_script", "policy"]

# What comes before the page is shown; what the others share; and what each does for itself.
EARLY = "early"
SHARED = ("elements", "rows", "values", "clipboard")
APART = ("contents", "appearance", "tables", "copying", "figures", "search", "panel", "scrolling")


def early_script() -> str:
    """Give the script of the head: the appearance, before anything is shown."""
    return read(EARLY)


def late_script() -> str:
    """Give the script of the page, whose parts share what they all use and see nothing else of one another."""
    shared = "\n".join(map(read, SHARED))
    apart = "\n".join(f"{{\n{read(name)}}}" for name in APART)
    return f'(() => {{\n"use strict";\n{shared}\n{apart}\n}})();\n'


def policy() -> str:
    """Say what a browser may do: run these scripts, show what is in the page, and fetch nothing."""
    allowed = " ".join(f"'sha256-{digest(script)}'" for script in (early_script(), late_script()))
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def as_json(facts: Mapping[str, Any]) -> Markup:
    """Write facts as JSON inside a script element, which no text of theirs can end."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def read(name: str) -> str:
    """Read one file of the script."""
    return files("trialstats.report").joinpath("scripts", f"{name}.js").read_text(encoding="utf-8")


def digest(script: str) -> str:
    """Give the digest of a script as a policy names it."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
