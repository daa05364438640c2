"""The population of what a display shows, in words."""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.display.populations import populations_told

COLUMNS = ["analysis", "label", "variable", "population"]
ITT, FAS = "Intention to treat", "Full analysis set"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", "A", "x", ITT), ("b", "B", "y", ITT)], f"Population: {ITT}."),
        ([("a", "A", "x", ITT), ("b", None, "y", FAS)], f"Population: {ITT} (A); {FAS} (b)."),
        (
            [("h", "All", "Pain", ITT), ("h", "All", "Sleep", FAS), ("h", "All", "Mood", FAS), ("b", "B", "y", FAS)],
            f"Population: {ITT} (Pain); {FAS} (Sleep; Mood; B).",
        ),
        ([("a", "A", "x", None)], ""),
    ],
    ids=["one", "of analyses", "of hypotheses", "none"],
)
def test_who_has_which_is_told(rows: list[tuple[str | None, ...]], told: str) -> None:
    assert populations_told(pd.DataFrame(rows, columns=COLUMNS)) == told
