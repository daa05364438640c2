"""DTYPE's terms: CDISC's BOCF is the best observation carried forward; that of baseline is BLOCF."""

from __future__ import annotations

import re
from pathlib import Path

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


def test_nothing_writes_bocf() -> None:
    """Nothing carries the best observation forward: a `BOCF` in the code would be a baseline under a wrong name."""
    writing = [path for path in sorted(SOURCE.rglob("*.py")) if re.search(r"""["']BOCF["']""", path.read_text("utf-8"))]
    assert not writing
