"""How long simulated subjects are followed: when they enter, when the trial ends, and who is lost on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trialstats.trialfile.parts.design.follow_up import DAYS
from trialstats.trialfile.parts.design.values import of_arm
from trialstats.trialfile.trial import Trial

__all__ = ["Followed", "followed_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
YEAR = DAYS["years"]


@dataclass(frozen=True)
class Followed:
    """In days: longest, of everybody; accrual and end, 0 and infinity where the trial does not end for all at once.

    lost (A,): the rate a day at which subjects of each arm are lost. visits (V+1,): the days of the visits from
    baseline on, 0 of what lies before it.
    """

    longest: float
    accrual: float
    end: float
    lost: Floats
    visits: Floats

    @property
    def most(self) -> float:
        """The longest time in which somebody is followed."""
        return min(self.longest, self.end)

    def draw(self, arm: Integers, left: Integers, rng: np.random.Generator) -> Floats:
        """Give the days of follow-up, (R, n), whole numbers above 0.

        arm (n,) or (R, n); left (R, n): the first visit of who left. Who leaves between two visits is followed to a day
        drawn evenly between them.
        """
        until = np.minimum(self.longest, self.end - self.accrual * rng.random(left.shape))
        lost = np.broadcast_to(self.lost[arm], left.shape)
        with np.errstate(divide="ignore"):
            until = np.minimum(until, rng.standard_exponential(left.shape) / lost)
        between = rng.random(left.shape)
        gone = np.minimum(left, len(self.visits) - 1)
        before, after = self.visits[np.maximum(gone - 1, 0)], self.visits[gone]
        stopped = np.where(left < len(self.visits), before + between * (after - before), np.inf)
        return np.asarray(np.maximum(1.0, np.rint(np.minimum(until, stopped))))

    def share(self, arm: int, days: Floats, retained: Floats) -> Floats:
        """Give the share of an arm that is followed beyond each of some days (D,).

        retained (V+1,): the share that is still there at each visit, from baseline on.
        """
        entered = np.ones_like(days)
        if np.isfinite(self.end):
            early = (self.end - days) / self.accrual if self.accrual else np.where(days < self.end, 1.0, 0.0)
            entered = np.clip(early, 0.0, 1.0)
        there = np.interp(days, self.visits, retained) if len(self.visits) > 1 else np.ones_like(days)
        return np.asarray(np.where(days < self.longest, entered * there * np.exp(-self.lost[arm] * days), 0.0))


def followed_of(trial: Trial, arms: tuple[str, ...], visits: tuple[str, ...]) -> Followed | None:
    """Make numbers of the follow-up of a design; None where it says nothing of it. The trial file was checked."""
    assert trial.design is not None
    given = trial.design.follow_up
    if given is None:
        return None
    unit = DAYS[given.unit]
    lost = [-np.log1p(-float(of_arm(given.lost, arm))) / YEAR for arm in arms]  # type: ignore[arg-type]
    targets = [trial.visits[visit].target_day for visit in visits]
    # Targets are needed, and checked, where visits are lost.
    days = [0.0, *(float(day if day is not None else 0.0) for day in targets)]
    return Followed(
        longest=unit * given.time if given.time is not None else np.inf,
        accrual=unit * given.accrual if given.accrual is not None else 0.0,
        end=unit * given.end if given.end is not None else np.inf,
        lost=np.array(lost),
        visits=np.array(days),
    )
