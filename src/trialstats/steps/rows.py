"""The result rows that displays and the report show."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.io.artefacts import read_artefact
from trialstats.plan.layout import Layout

__all__ = ["rows_of"]


def rows_of(layout: Layout, analyses: Sequence[str]) -> pd.DataFrame:
    """Read the result rows of some analyses."""
    return pd.concat([read_artefact(layout.rows(name)) for name in analyses], ignore_index=True)
