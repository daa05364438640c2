"""A trial of a biomarker of which about 40 % of the values lie below the limit of quantification.

Two arms, a baseline and two visits. ln values are normal with SD 0.75, of which subjects share a variance of 0.6 (a
random intercept), around the ln of 1.5 pg/mL: the interleukin-6 of the built-in trial (data/laser/README.md). The
active arm's geometric mean falls to a ratio of the other's; nothing changes at baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

__all__ = ["SCENARIOS", "Data", "Scenario", "biomarker_trial", "limit"]

CENTRE = float(np.log(1.5))
SD = 0.75
SHARED = 0.6
BELOW = 0.40


@dataclass(frozen=True)
class Scenario:
    """Subjects per arm, and the ratio of geometric means at baseline and at the two visits."""

    per_arm: int
    ratio: tuple[float, float, float]
    words: str

    @property
    def means(self) -> np.ndarray:
        """True means of ln values, (arm, visit)."""
        return CENTRE + np.array([[0.0, 0.0, 0.0], np.log(self.ratio)])


SCENARIOS = {
    "moderate": Scenario(100, (1.0, 0.80, 0.70), "a fall by 30 % at the last visit"),
    "small": Scenario(100, (1.0, 0.90, 0.85), "the effect of the built-in trial at its last two visits"),
    "few": Scenario(20, (1.0, 0.80, 0.70), "the first scenario with 20 subjects per arm"),
}


@dataclass(frozen=True)
class Data:
    """Records of all subjects and visits: y (ln), subject, and the design visit (3) and arm at visits 2 and 3."""

    y: np.ndarray
    subject: np.ndarray
    design: np.ndarray


def limit(scenario: Scenario) -> float:
    """The ln limit below which 40 % of all values lie on average."""

    def excess(at: float) -> float:
        return float(norm.cdf(at, scenario.means, SD).mean()) - BELOW

    return float(brentq(excess, CENTRE - 5, CENTRE + 5))


def biomarker_trial(seed: np.random.SeedSequence, scenario: Scenario) -> Data:
    """Draw a trial."""
    rng = np.random.default_rng(seed)
    n = 2 * scenario.per_arm
    subject, visit = np.repeat(np.arange(n), 3), np.tile(np.arange(3), n)
    arm = subject >= scenario.per_arm
    between, within = SD * np.sqrt(SHARED), SD * np.sqrt(1 - SHARED)
    y = scenario.means[arm.astype(int), visit] + between * rng.normal(size=n)[subject] + within * rng.normal(size=3 * n)
    design = np.column_stack([visit == 0, visit == 1, visit == 2, arm & (visit == 1), arm & (visit == 2)])
    return Data(y, subject, design.astype(float))
