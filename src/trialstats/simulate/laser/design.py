"""The design of the synthetic trial: arms, visits, sites and seed, settled before any result was seen."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ARMS", "BLOCK", "DTLT", "FOLLOW_UP", "SEED", "SHAM", "SITES", "VISITS", "Arm", "Site", "Visit"]

SEED = 20190730
"""Seed of the committed data. Chosen once, by the calendar, and never tuned to a result."""

BLOCK = 4
"""Size of a randomisation block within a site; every site's size is a multiple of it, so arms are equal."""


@dataclass(frozen=True)
class Arm:
    """A treatment arm: `code` as the sites write it, `name` as the report shows it, `device` as used."""

    code: str
    name: str
    device: str


@dataclass(frozen=True)
class Visit:
    """A scheduled visit; `day` counts from randomisation, which is day 1; `window` is inclusive."""

    code: str
    name: str
    day: int
    window: tuple[int, int]


@dataclass(frozen=True)
class Site:
    """A site: subjects `randomised`, and those `screened_only`, who consented but got no arm.

    `pain_shift` (mm) is added to every pain score of the site; weighted by size the shifts sum to zero.
    """

    code: str
    randomised: int
    screened_only: int
    pain_shift: float


ARMS = (Arm("S", "Sham", "sham"), Arm("L", "DTLT", "class IV"))
"""Arms in the order of the arm index used in all arrays: 0 is the reference."""

SHAM, DTLT = 0, 1

VISITS = (
    Visit("V0", "Baseline", 1, (-14, 1)),
    Visit("V1", "Week 4", 29, (22, 36)),
    Visit("V2", "Week 8", 57, (50, 64)),
    Visit("V3", "Week 12", 85, (78, 92)),
)

FOLLOW_UP = range(1, len(VISITS))
"""Indices of the visits after baseline."""

SITES = (Site("101", 40, 2, 1.5), Site("102", 32, 2, -1.5), Site("103", 28, 1, 2.0), Site("104", 20, 1, -3.4))
