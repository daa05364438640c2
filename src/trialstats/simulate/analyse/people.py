"""Who of the simulated subjects belongs to a population."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trialstats.simulate.population import Drawn
from trialstats.trialfile.trial import Trial

__all__ = ["members"]


def members(trial: Trial, flag: str, drawn: Drawn) -> NDArray[np.bool_]:
    """Tell who belongs, (R, n): who has the visits after baseline with a value that the population asks for.

    Of its other conditions, such as a column of the subjects' file, a design says nothing: everybody meets them.
    """
    population = trial.populations[flag]
    belongs = np.ones(drawn.left.shape, dtype=bool)
    in_dataset = [one for one in drawn.world.outcomes.values() if one.dataset == population.dataset]
    if population.min_post_baseline and in_dataset:
        after = [place for place, visit in enumerate(drawn.world.visits, 1) if not trial.visits[visit].baseline]
        seen = np.zeros((*drawn.left.shape, len(after)), dtype=bool)
        for one in in_dataset:
            seen |= np.isfinite(drawn.recorded[one.paramcd][..., after])
        belongs &= seen.sum(axis=2) >= population.min_post_baseline
    for other in population.all_of:
        belongs &= members(trial, other, drawn)
    return belongs
