"""Commands of the documentation can be typed as they stand, and whoever begins is told how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BEGINS = ["README.md", *(f"docs/{name}.md" for name in ("first-report", "running", "trial-file", "design", "agencies"))]


@pytest.mark.parametrize("name", BEGINS)
def test_a_page_where_users_begin_says_how_the_command_is_found(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert ". .venv/bin/activate" in text
    assert "it is\n`.venv/bin/trialstats`" in text or "it is `.venv/bin/trialstats`" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_command_has_one_name(page: Path) -> None:
    assert re.findall(r"^ *\.venv/bin/trialstats.*", page.read_text("utf-8"), re.MULTILINE) == []
