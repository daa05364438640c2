"""The look of a trial's displays, from its trial file."""

from __future__ import annotations

from trialstats.display.look import Look
from trialstats.trialfile.trial import Trial

__all__ = ["look_of"]


def look_of(trial: Trial) -> Look:
    """Give the order and the names that every display keeps."""
    return Look(
        STUDYID=trial.STUDYID,
        arms=tuple(dict.fromkeys([*trial.arms, *trial.groups])),
        reference=trial.reference_arm,
        visits=tuple(trial.visit_order),
        baseline=trial.baseline_visit,
        notice=trial.notice,
    )
