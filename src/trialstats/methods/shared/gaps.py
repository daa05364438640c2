"""Gaps that no model can bridge: nobody in an arm, or nobody of an arm at a visit."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.errors import FitError
from trialstats.methods.shared.complete import refuse_duplicates

__all__ = ["refuse_empty_cells", "refuse_gaps"]


def refuse_gaps(frame: pd.DataFrame, arms: Sequence[str], needed: Sequence[str]) -> None:
    """Raise FitError where no record is complete in `needed`, an arm has none, or a subject two at a visit."""
    if frame.empty:
        raise FitError(f"no record has {', '.join(needed)}")
    refuse_duplicates(frame)
    absent = [arm for arm in arms if arm not in frame["TRT01P"].cat.categories]
    if absent:
        raise FitError(f"no complete record of arm {', '.join(absent)}")


def refuse_empty_cells(frame: pd.DataFrame) -> None:
    """Raise FitError where a model with arm by visit has an arm that nobody of was seen at some visit."""
    counts = pd.crosstab(frame["TRT01P"], frame["AVISIT"])
    empty = [f"{arm} at {visit}" for arm in counts.index for visit in counts.columns if not counts.loc[arm, visit]]
    if empty:
        raise FitError(
            f"no complete record of arm {', '.join(empty)}: leave the visit out (`visits`) or use another method"
        )
