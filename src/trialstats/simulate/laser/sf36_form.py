"""The structure of the 36-item form, version 1: which item is in which scale, its codes and its direction.

No wording of any item is held here. Item order, codes and directions: facts agreed by two or more public
implementations of the Ware (1993) scoring. The difficulty and noise of the items are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trialstats.simulate.laser.draws import Floats

__all__ = ["SCALES", "TRANSITION", "Scale", "thresholds"]


@dataclass(frozen=True)
class Scale:
    """A scale and how its items arise from the subject's latent level.

    name: two letters. items: numbers 1 to 36. levels: number of codes of each item. best_is_low: items
    whose code 1 is the best. noise: SD of an item's own deviation; the latent has SD 1. spread: half the
    distance from the lowest to the highest threshold. baseline: mean latent level at entry. week_12: its
    shift by week 12, (sham, DTLT). target: the mean score (0 to 100) at entry and its changes by week 12 in
    sham and in DTLT, for which baseline and week_12 were solved.
    """

    name: str
    items: tuple[int, ...]
    levels: tuple[int, ...]
    best_is_low: frozenset[int]
    noise: float
    spread: float
    baseline: float
    week_12: tuple[float, float]
    target: tuple[float, float, float]


def _scale(
    name: str,
    items: tuple[int, ...],
    levels: int | tuple[int, ...],
    best_is_low: tuple[int, ...],
    shape: tuple[float, float],
    latent: tuple[float, float, float],
    target: tuple[float, float, float],
) -> Scale:
    """Build a scale from (noise, spread) and, latent and as scores, (baseline, sham shift, DTLT shift)."""
    counts = levels if isinstance(levels, tuple) else (levels,) * len(items)
    return Scale(name, items, counts, frozenset(best_is_low), *shape, latent[0], latent[1:], target)


# The targets average to the published totals: 57.08 at entry in both arms, +4.54 (sham) and +25.62 (DTLT).
# Their split into scales is ours. The latent levels were solved for them over 100,000 simulated subjects.
SCALES = (
    _scale("PF", tuple(range(3, 13)), 3, (), (1.0, 0.6), (0.322, 0.125, 1.124), (58.00, 3.00, 24.00)),
    _scale("RP", (13, 14, 15, 16), 2, (), (0.55, 0.0), (-0.127, 0.218, 1.318), (46.00, 7.00, 38.00)),
    _scale("BP", (21, 22), (6, 5), (21, 22), (0.55, 1.5), (-0.214, 0.427, 1.967), (44.00, 9.00, 37.96)),
    _scale("GH", (1, 33, 34, 35, 36), 5, (1, 34, 36), (0.9, 1.5), (0.041, 0.140, 1.097), (52.00, 3.00, 22.00)),
    _scale("VT", (23, 27, 29, 31), 6, (23, 27), (0.9, 1.8), (0.052, 0.204, 1.283), (51.00, 4.00, 24.00)),
    _scale("SF", (20, 32), 5, (20,), (0.5, 1.5), (0.914, 0.166, 1.076), (70.00, 3.32, 18.00)),
    _scale("RE", (17, 18, 19), 2, (), (0.5, 0.0), (0.508, 0.134, 1.058), (66.60, 4.00, 24.00)),
    _scale("MH", (24, 25, 26, 28, 30), 6, (26, 30), (0.9, 1.8), (0.980, 0.175, 1.112), (69.00, 3.00, 17.00)),
)

TRANSITION = 2
"""The item on change of health since a year ago: codes 1 to 5, 1 is the best; in no scale."""


def thresholds(scale: Scale) -> list[Floats]:
    """Return, for each item, the latent levels at which its answer moves up by one, ascending.

    Items differ in difficulty by up to half an SD either side, in the order of the form.
    """
    difficulty = np.linspace(-0.5, 0.5, len(scale.items))
    steps = [np.linspace(-scale.spread, scale.spread, k - 1) if k > 2 else np.zeros(1) for k in scale.levels]
    return [step + shift for step, shift in zip(steps, difficulty, strict=True)]
