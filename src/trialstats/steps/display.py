"""What the steps of figures and tables share: the look, and the rows of the analyses shown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.display.look import Look
from trialstats.io.artefacts import read_artefact
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial

__all__ = ["look_of", "rows_of"]


def look_of(trial: Trial) -> Look:
    """Give the order and the names that every display keeps."""
    return Look(
        STUDYID=trial.STUDYID,
        arms=tuple(trial.arms),
        reference=trial.reference_arm,
        visits=tuple(trial.visit_order),
        baseline=trial.baseline_visit,
        notice=trial.notice,
    )


def rows_of(layout: Layout, analyses: Sequence[str]) -> pd.DataFrame:
    """Read the result rows of some analyses."""
    return pd.concat([read_artefact(layout.rows(name)) for name in analyses], ignore_index=True)
