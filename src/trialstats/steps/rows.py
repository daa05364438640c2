"""The result rows that displays and the report show."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.io.artefacts import read_artefact, read_beside
from trialstats.plan.layout import Layout

__all__ = ["rows_of", "rows_of_groups"]


def rows_of(layout: Layout, analyses: Sequence[str]) -> pd.DataFrame:
    """Read the result rows of some analyses."""
    return in_one([read_artefact(layout.rows(name)) for name in analyses])


def rows_of_groups(layout: Layout, analyses: Sequence[str]) -> pd.DataFrame:
    """Read the result rows of some analyses but those of single subjects, which figures alone show."""
    files = [layout.rows(name) for name in analyses]
    rows = in_one([read_beside(file, without="USUBJID") for file in files])
    # Few rows are taken many times: of texts in one block that is one copy, of a block each it is one for each column.
    return rows.astype(dict.fromkeys(rows.select_dtypes("string").columns, "object"))


def in_one(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put results one below the other; those of one analysis, which may be a million rows, are not copied."""
    return frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
