"""Pain intensity: a visual analogue scale of 0 to 100 mm, at every visit.

Calibration. Chatterjee et al., BMC Geriatrics 2019;19:218 (PMC6689877), QVAS, mean (SD):

    DTLT  69.66 (19.46) -> 31.82 (19.60), change -37.84
    sham  56.86 (15.07) -> 39.09 (17.68), change -17.77

Both arms start here from the mean of the two baselines, 63.26 mm, with the pooled SD, 17.40, and keep the
published changes; the SD at week 12 is the pooled 18.66. The correlation of baseline with week 12 is 0.35:
the paper's p-value of the change in the sham arm (.003, n 17) implies an SD of the change of 21.0 and so a
correlation of 0.19, from few subjects; 0.35 gives an SD of the change of 20.6. The paper has no visit
between: the course over weeks 4 and 8, their SDs and their correlations are ours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from trialstats.simulate.laser.design import SITES, VISITS
from trialstats.simulate.laser.draws import Bools, Dates, Floats, Ints, correlated

__all__ = ["BLANK_SHARE", "CORRELATION", "SD", "draw_pain", "latent_means", "pain_rows"]

SD = np.array([17.40, 18.00, 18.40, 18.66])
"""SD of the latent pain at each visit, mm."""

CORRELATION = ((1.00, 0.50, 0.42, 0.35), (0.50, 1.00, 0.65, 0.55), (0.42, 0.65, 1.00, 0.70), (0.35, 0.55, 0.70, 1.00))

# Clipping at 0 and 100 mm pulls a mean inwards. These latent values are solved so that the *clipped* mean
# is 63.26 at baseline and its change at week 12 is -17.77 (sham) and -37.84 (DTLT).
BASELINE = 63.38
WEEK_12_SHIFT = np.array([-17.92, -38.79])

COURSE = np.array([[0.0, 0.60, 0.85, 1.0], [0.0, 0.45, 0.80, 1.0]])
"""Share of the arm's week-12 change already reached at each visit; a response to sham comes early. Ours."""

BLANK_SHARE = 0.01
"""Share of visits at which the row is there but the result was not entered."""

FINE_RULER = 3
"""Index of the site that reads the scale to 0.1 mm; the others read it to 1 mm."""


def latent_means() -> Floats:
    """Return the mean of the latent pain, mm, shape (arm, visit)."""
    return np.asarray(BASELINE + WEEK_12_SHIFT[:, None] * COURSE)


def draw_pain(rng: np.random.Generator, arm: Ints, site: Ints) -> tuple[Floats, Floats]:
    """Draw the pain that every subject has at every visit, observed or not.

    Parameters: arm and site, indices of shape (n,). Returns the scores in mm as a site reads them and the
    deviations from the arm's mean in SDs, both of shape (n, visit). The numbers drawn do not depend on `arm`.
    """
    deviation = correlated(rng, len(arm), CORRELATION)
    shift = np.array([s.pain_shift for s in SITES])[site]
    latent = latent_means()[arm] + SD * deviation + shift[:, None]
    digits = np.where(site == FINE_RULER, 10.0, 1.0)[:, None]
    return np.clip(np.round(latent * digits) / digits, 0, 100), deviation


def pain_rows(patient: Sequence[str], dates: Dates, seen: Bools, score: Floats, blank: Bools) -> pd.DataFrame:
    """Write the rows of vas.csv as text, one for each visit that took place; arrays of shape (n, visit)."""
    rows = [
        (patient[i], VISITS[v].code, str(dates[i, v]), "VAS", "" if blank[i, v] else f"{score[i, v]:g}")
        for i, v in np.argwhere(seen)
    ]
    return pd.DataFrame(rows, columns=["patient_id", "visit", "visit_date", "item", "result"])
