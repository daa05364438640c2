"""Ratios of rates and hazards on their logarithms: what covariates multiply, and what is believed of an effect."""

from __future__ import annotations

from collections.abc import Mapping
from math import log

import numpy as np
from numpy.typing import NDArray

from trialstats.trialfile.parts.design import recurrent

__all__ = ["Believed", "believed_of", "logs_of_ratios"]

Floats = NDArray[np.float64]
Believed = tuple[float, float]
"""Mean and standard deviation of a multiple of all effects on logarithms."""


def logs_of_ratios(
    given: Mapping[str, float | Mapping[str, float]], levels: Mapping[str, tuple[tuple[str, ...], Floats]]
) -> dict[str, float | Floats]:
    """Give what covariates add to the logarithm: a number by each unit, of a category (L,) by level."""
    return {
        name: np.log([course[level] for level in levels[name][0]]) if isinstance(course, Mapping) else log(course)
        for name, course in given.items()
    }


def believed_of(prior: recurrent.Believed | None, effect: Floats) -> Believed | None:
    """Turn what is believed of a ratio into what is believed of a multiple of all effects (A,)."""
    if prior is None:
        return None
    own = float(effect[np.flatnonzero(effect)[0]])
    return (own if prior.mean is None else log(prior.mean)) / own, prior.sd / abs(own)
