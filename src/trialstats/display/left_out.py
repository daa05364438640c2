"""Rows that a display does not show, on purpose, and why; every other row of its analyses it shows.

Each family says in its `left_out.py` what its tables and figures leave out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pandas as pd

from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.trialfile.parts.display import Display

__all__ = ["BEYOND", "FITTED", "GIVEN", "RULES", "SAID", "ByDisplay", "LeftOut", "Wanted"]


class Given(Enum):
    """Any text."""

    GIVEN = "given"


GIVEN = Given.GIVEN

Wanted = str | tuple[str, ...] | Given | None
"""What a key of a row must be: a text, one of several, any, or absent."""

# Why displays leave out coefficients, joint tests and variances.
FITTED = "part of the fit, which stands in the analysis results data alone"


@dataclass(frozen=True)
class LeftOut:
    """Rows of a kind that are left out: why, and what the keys of such rows are.

    of_nobody: only those that count nobody, for whom there is no line. some: others like them are shown.
    """

    kind: Kind
    why: str
    keys: Mapping[str, Wanted] = field(default_factory=dict)
    of_nobody: bool = False
    some: bool = False

    def covers(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a row is one of these."""
        if row["kind"] != self.kind or (self.of_nobody and not counts_nobody(row)):
            return False
        return all(is_as(row[key], wanted) for key, wanted in self.keys.items())


# What displays of estimates say in words (display/beyond.py).
BEYOND = LeftOut(Kind.BEYOND_LIMIT, "said in a note under it")

# Why rows that are sentences have no line.
SAID = "said in a footnote"
RULES = LeftOut(Kind.VALUE, SAID, {"variable": tuple(Told)})

ByDisplay = Mapping[type[Display], tuple[LeftOut, ...]]
"""What each kind of table and figure leaves out."""


def is_as(value: Any, wanted: Wanted) -> bool:
    """Tell whether the key of a row is what it must be."""
    if wanted is None or wanted is GIVEN:
        return bool(pd.isna(value)) is (wanted is None)
    return value == wanted if isinstance(wanted, str) else value in wanted


def counts_nobody(row: Mapping[str, Any]) -> bool:
    """Tell a row of nobody: a count of 0, or a summary of no subject."""
    return next((row[name] for name in ("count", "n", "total") if not pd.isna(row[name])), None) == 0
