"""DTYPE's terms: CDISC's BOCF is the best observation carried forward; that of baseline is BLOCF."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from trialstats.adam.over_time import DTYPES

SOURCE = Path(__file__).resolve().parents[2] / "src" / "trialstats"

# ADaM controlled terminology of 2025-03-28, codelist C81224 (read as cdisc-org/cdisc-rules-engine@af87535).
TERMS = {
    "AVERAGE",
    "BC",
    "BLOCF",
    "BOC",
    "BOCF",
    "COPY",
    "EXTRAP",
    "HALFLLOQ",
    "INTERP",
    "LLOD",
    "LLOQ",
    "LOCF",
    "LOV",
    "LVPD",
    "MAXIMUM",
    "MINIMUM",
    "ML",
    "MOTH",
    "MOV",
    "NOCB",
    "PHANTOM",
    "POCF",
    "SOCF",
    "ULOD",
    "ULOQ",
    "WC",
    "WOC",
    "WOCF",
    "WOV",
}


def test_what_is_put_in_is_called_as_cdisc_does() -> None:
    assert set(DTYPES.values()) <= TERMS


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_nothing_writes_bocf(path: Path) -> None:
    """Nothing carries the best observation forward: a `BOCF` in the code would be a baseline under a wrong name."""
    assert not re.search(r"""["']BOCF["']""", path.read_text("utf-8"))
