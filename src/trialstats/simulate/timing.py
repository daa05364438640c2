"""Times to an event, as a design assumes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from trialstats.simulate.ratios import Believed, believed_of, logs_of_ratios
from trialstats.trialfile.parts.design.follow_up import DAYS
from trialstats.trialfile.parts.design.timed import Timed

__all__ = ["Timing", "timing_of"]

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]


@dataclass(frozen=True)
class Timing:
    """The share of the reference arm without the event on day t is exp(-(t / scale)^shape), Weibull's.

    effect (A,): logarithms of the hazard ratios to it. covariates: of a number what a unit above its mean adds to the
    logarithm of the hazard, of a category (L,) what a level adds. prior: of a multiple of the effect. unit: days in a
    unit of the parameter.
    """

    paramcd: str
    scale: float
    shape: float
    effect: Floats
    covariates: Mapping[str, float | Floats]
    prior: Believed | None
    unit: float

    def without_effect(self) -> Timing:
        """The same, with the same hazards in every arm."""
        return replace(self, effect=np.zeros_like(self.effect), prior=None)

    def draw(self, effect: Floats, added: Floats, days: Floats, rng: np.random.Generator) -> tuple[Floats, Switches]:
        """Draw the day of the event, or the last of follow-up, and whether it was the event: (R, n) each.

        An event on the last day of follow-up has been seen.
        """
        cumulative = rng.standard_exponential(days.shape) * np.exp(-effect - added)
        event = np.ceil(self.scale * cumulative ** (1 / self.shape))
        event = np.maximum(event, 1.0)
        return np.minimum(event, days), np.asarray(event <= days)


def timing_of(
    paramcd: str, given: Timed, unit: str, arms: tuple[str, ...], levels: Mapping[str, tuple[tuple[str, ...], Floats]]
) -> Timing:
    """Make arrays of what a design says of one time to an event, whose unit is that of the parameter."""
    effect, added = np.log([given.ratio.get(arm, 1.0) for arm in arms]), logs_of_ratios(given.covariates, levels)
    for name, adds in added.items():
        if not isinstance(adds, float):
            added[name] = adds - float(levels[name][1] @ adds)
    if given.without is not None:
        time, cumulative = given.without.by, -log(given.without.share)
    else:
        time, cumulative = float(given.median or 0.0), log(2)
    scale = DAYS[unit] * time / cumulative ** (1 / given.shape)
    return Timing(paramcd, scale, given.shape, effect, added, believed_of(given.prior, effect), DAYS[unit])
