"""What would be observed of pain beside the scale itself: the Brief Pain Inventory, and summaries over the visits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.questionnaires import score
from trialstats.simulate.laser.brief_pain import ITEMS, draw_bpi
from trialstats.simulate.laser.design import FOLLOW_UP, SITES, VISITS
from trialstats.simulate.laser.draws import Floats, Ints, stream
from trialstats.simulate.laser.pain import draw_pain

__all__ = ["PAIN_OBSERVABLES", "observe_pain", "pain_of"]

PAIN_OBSERVABLES = {
    "BPISEV": tuple(FOLLOW_UP),
    "BPIINT": tuple(FOLLOW_UP),
    "PAINTWA": (FOLLOW_UP[-1],),
    "PAINSPID": (FOLLOW_UP[-1],),
}
"""The parameters, and the visits at which each has a value."""

WEEKS = np.array([(visit.day - 1) / 7 for visit in VISITS])


def pain_of(seed: int, name: str, arm: Ints) -> tuple[Floats, Floats]:
    """Draw pain (mm) and its deviations, shape (n, visit), of subjects spread over the sites as in the trial."""
    of_size = np.repeat(np.arange(len(SITES)), [site.randomised for site in SITES])
    site = of_size[np.arange(len(arm)) % len(of_size)]
    return draw_pain(stream(seed, f"{name}.pain"), arm, site)


def observe_pain(seed: int, name: str, arm: Ints) -> Floats:
    """Draw complete values of PAIN_OBSERVABLES, shape (n, visit, observable); `name` prefixes the streams'.

    Summaries over the visits stand at every visit alike. PAINTWA is the area under the pain, by trapezoids over the
    planned weeks, divided by 12 weeks; PAINSPID the sum of falls from baseline (mm) times the weeks before each.
    """
    pain, deviation = pain_of(seed, name, arm)
    answers = draw_bpi(stream(seed, f"{name}.bpi"), arm, deviation)
    items = pd.DataFrame(answers.reshape(-1, len(ITEMS)), columns=list(ITEMS)).astype("float64")
    scores = score("bpi", items)[["severity", "interference"]].to_numpy().reshape(len(arm), len(VISITS), 2)
    weeks = np.diff(WEEKS)
    average = ((pain[:, :-1] + pain[:, 1:]) / 2 * weeks).sum(axis=1) / WEEKS[-1]
    spid = ((pain[:, :1] - pain[:, 1:]) * weeks).sum(axis=1)
    over_time = np.repeat(np.stack([average, spid], axis=1)[:, None], len(VISITS), axis=1)
    return np.concatenate([scores, over_time], axis=2)
