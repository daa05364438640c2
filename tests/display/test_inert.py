"""Which texts a spreadsheet would compute, and that no other is changed."""

from __future__ import annotations

import pytest

from trialstats.display.inert import inert

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A1",
    "+1+cmd|' /C calc'!A1",
    "-2+3+cmd|' /C calc'!A1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1",
    " =1",
    "\ufeff=1",
    "\u200b=1",
    "\uff1d1+1",
    "\n@x",
    "-",
    "- dizziness",
    "+++",
    "-5-2024",
]
TEXTS = [
    "headache",
    "-5",
    "+3.5",
    "-1,5",
    "-1e-5",
    "-12.5%",
    "−3.8 to −2.1",
    "<0.70",
    "–",
    "1=1",
    "a@b.c",
    "",
    "'=1",
    "001",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text(text: str) -> None:
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_every_other_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
