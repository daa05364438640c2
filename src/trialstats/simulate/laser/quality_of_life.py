"""The answers to the 36 items, from a latent level of health for each scale, and those left blank.

Each scale's latent level is its arm's mean at that visit plus a general factor, shared by all scales and
tied to the subject's pain, plus a factor of its own. An item's answer is the number of its thresholds that
the level plus the item's noise passes (a graded response model).

Calibration. Chatterjee et al. 2019, SF-36 total, mean (SD): DTLT 52.68 (17.82) -> 78.30 (13.11), sham 61.47
(15.35) -> 66.01 (14.69). Here both arms start at the mean of the two, 57.08 (pooled SD 16.63), and keep the
changes, +25.62 and +4.54. The paper's p-value in the sham arm (.194, n 17) implies an SD of the change of
13.8 and a correlation of baseline with week 12 of 0.58. The total is taken as the mean of the eight scales.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import VISITS
from trialstats.simulate.laser.draws import Bools, Dates, Floats, Ints, correlated
from trialstats.simulate.laser.sf36_form import SCALES, TRANSITION, Scale, thresholds

__all__ = ["ITEMS", "draw_answers", "draw_blanks", "sf36_rows"]

ITEMS = 36

CORRELATION = ((1.00, 0.75, 0.70, 0.65), (0.75, 1.00, 0.78, 0.72), (0.70, 0.78, 1.00, 0.80), (0.65, 0.72, 0.80, 1.00))
"""Correlation over visits of the general factor's own part and of each scale's factor."""

PAIN_LOADING = -0.50
"""Correlation of the general factor with pain."""

GENERAL_SHARE = 0.38
"""Share of a latent level's variance that is the general factor: the correlation between latent scales."""

COURSE = np.array([[0.0, 0.60, 0.85, 1.0], [0.0, 0.40, 0.75, 1.0]])
"""Share of the arm's week-12 shift reached at each visit. Ours."""

ITEM_BLANK, SCALE_BLANK, FORM_BLANK = 0.012, 0.008, 0.015
"""Share of items left out, of whole scales skipped, and of visits without the form."""


def draw_answers(rng: np.random.Generator, arm: Ints, pain_deviation: Floats) -> Ints:
    """Draw the answers all subjects would give at all visits, in the codes of the form.

    Parameters: arm (n,); pain_deviation (n, visit), SDs from the arm's mean. Returns shape (n, visit, 36).
    The numbers drawn do not depend on `arm`.
    """
    n = len(arm)
    own = correlated(rng, n, CORRELATION)
    general = PAIN_LOADING * pain_deviation + np.sqrt(1 - PAIN_LOADING**2) * own
    answers = np.empty((n, len(VISITS), ITEMS), dtype=np.int64)
    for scale in SCALES:
        specific = correlated(rng, n, CORRELATION)
        level = scale.baseline + (np.asarray(scale.week_12)[:, None] * COURSE)[arm]
        level = level + np.sqrt(GENERAL_SHARE) * general + np.sqrt(1 - GENERAL_SHARE) * specific
        _answer_items(rng, scale, level, answers)
    answers[:, :, TRANSITION - 1] = _answer_transition(rng, arm, general)
    return answers


def _answer_items(rng: np.random.Generator, scale: Scale, level: Floats, answers: Ints) -> None:
    """Fill in the columns of `answers` (n, visit, 36) that belong to the scale."""
    for item, codes, steps in zip(scale.items, scale.levels, thresholds(scale), strict=True):
        noisy = level + scale.noise * rng.standard_normal(level.shape)
        passed = np.searchsorted(steps, noisy)
        answers[:, :, item - 1] = codes - passed if item in scale.best_is_low else 1 + passed


def _answer_transition(rng: np.random.Generator, arm: Ints, general: Floats) -> Ints:
    """Answer the item on change since a year ago: worse than then at entry, better where health has risen."""
    risen = np.mean([scale.week_12 for scale in SCALES], axis=0)[:, None] * COURSE
    noisy = risen[arm] - 0.6 + 0.5 * general + 0.8 * rng.standard_normal(general.shape)
    return np.asarray(5 - np.searchsorted([-1.5, -0.5, 0.5, 1.5], noisy))


def draw_blanks(rng: np.random.Generator, n: int) -> tuple[Bools, Bools]:
    """Draw which answers (n, visit, 36) and which whole forms (n, visit) are missing at visits that took
    place.
    """
    blank = rng.random((n, len(VISITS), ITEMS)) < ITEM_BLANK
    for scale in SCALES:
        skipped = rng.random((n, len(VISITS))) < SCALE_BLANK
        blank[:, :, [item - 1 for item in scale.items]] |= skipped[:, :, None]
    return blank, rng.random((n, len(VISITS))) < FORM_BLANK


def sf36_rows(patient: Sequence[str], dates: Dates, seen: Bools, answers: Ints, blank: Bools) -> pd.DataFrame:
    """Write the rows of sf36.csv as text: one for each form handed in, q01 to q36, blank where unanswered."""
    rows = [
        (
            patient[i],
            VISITS[v].code,
            str(dates[i, v]),
            *("" if blank[i, v, k] else str(answers[i, v, k]) for k in range(ITEMS)),
        )
        for i, v in np.argwhere(seen)
    ]
    questions = [f"q{k:02d}" for k in range(1, ITEMS + 1)]
    return pd.DataFrame(rows, columns=["patient_id", "visit", "visit_date", *questions])
