"""The number of subjects for a power, by simulation: sizes tried, a line through them, its answer confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

__all__ = ["Searched", "Tried", "search"]

# How many sizes are tried at the most before one is confirmed, and how near two answers must be to be the same.
MOST, NEAR = 6, 0.02
LARGEST = 1_000_000
# Powers between which a size tells how steep the line is; of one alone the line is that of a two-sided test at 0.05. No
# answer lies further from the sizes tried than so many times the largest.
TELLING, ALPHA, FURTHEST = (0.2, 0.985), 0.05, 4


@dataclass(frozen=True)
class Tried:
    """A size, and in how many of the trials simulated with it the hypothesis was rejected."""

    n: int
    count: int
    trials: int

    @property
    def power(self) -> float:
        """The share."""
        return self.count / self.trials


@dataclass(frozen=True)
class Searched:
    """n: the answer, None where there is none, for a `reason`. tried: the sizes, the last of them the one confirmed."""

    n: int | None
    tried: tuple[Tried, ...]
    reason: str = ""


def search(
    simulate: Callable[[int, int], Tried], wanted: float, start: int, step: int, *, pilot: int, confirm: int
) -> Searched:
    """Search the smallest n, a multiple of `step`, with the power wanted.

    simulate(n, trials): what a size gives. The probit of power is nearly a line in the root of n: of one size its slope
    is that of a two-sided test at 0.05, of several it is fitted by weighted least squares. Sizes are tried with `pilot`
    trials until the answer stays, and it is confirmed with `confirm` trials; where these move the answer by more than
    `NEAR`, it is moved once more.
    """
    n = rounded(start, step)
    tried: list[Tried] = []
    for _ in range(MOST):
        tried.append(simulate(n, pilot))
        following = answer(tried, wanted, step)
        if following is None:
            return Searched(None, tuple(tried), "power does not grow with the number of subjects")
        if following > LARGEST:
            return Searched(None, tuple(tried), f"more than {LARGEST:,} subjects would be needed")
        settled = abs(following - n) <= max(step, NEAR * n)
        n = following
        if settled:
            break
    for _ in range(2):
        tried.append(simulate(n, confirm))
        following = answer(tried, wanted, step)
        if following is None or abs(following - n) <= max(step, NEAR * n):
            break
        n = following
    else:
        tried.append(simulate(n, confirm))
    return Searched(n, tuple(tried))


def answer(tried: list[Tried], wanted: float, step: int) -> int | None:
    """Read the size off the line through those tried, each with the most of its trials; None where it does not rise."""
    most = {one.n: one for one in sorted(tried, key=lambda one: one.trials)}
    telling = [one for one in most.values() if TELLING[0] <= one.power <= TELLING[1]]
    furthest = FURTHEST * max(most)
    if len(telling) < 2:
        nearest = min(most.values(), key=lambda one: abs(probit_of(one) - ndtri(wanted)))
        rise = (probit_of(nearest) - ndtri(ALPHA / 2)) / np.sqrt(nearest.n)
        if nearest.power <= ALPHA:
            return rounded(furthest, step) if len(most) < MOST else None
        needed = ((ndtri(wanted) - ndtri(ALPHA / 2)) / rise) ** 2
        return rounded(int(np.ceil(min(needed, furthest))), step)
    probit = np.array([probit_of(one) for one in telling])
    share = np.array([one.power for one in telling])
    density = np.exp(-(probit**2) / 2)
    weight = np.array([one.trials for one in telling]) * density**2 / (share * (1 - share))
    slope, level = np.polyfit(np.sqrt([one.n for one in telling]), probit, 1, w=np.sqrt(weight))
    if slope <= 0:
        return None
    needed = max((ndtri(wanted) - level) / slope, 0.0) ** 2
    return rounded(int(np.ceil(min(needed, furthest))), step)


def probit_of(one: Tried) -> float:
    """The probit of the power of a size; finite where all or none were rejected."""
    return float(ndtri((one.count + 0.5) / (one.trials + 1)))


def rounded(n: int, step: int) -> int:
    """Round up to whole blocks of the allocation."""
    return max(1, -(-n // step)) * step
