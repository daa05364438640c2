"""The number of subjects for a power, by simulation: sizes tried, a line through them, its answer confirmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtri

from trialstats.simulate.intervals import share_interval

__all__ = ["Searched", "Tried", "search"]

# How many sizes are tried at the most before one is confirmed, and how many to confirm one; how near two answers must
# be to be the same.
MOST, NEAR = 6, 0.02
LARGEST = 1_000_000
FLAT = "power does not grow with the number of subjects"
# Powers between which a size tells how steep the line is; of one alone the line is that of a two-sided test at 0.05. No
# answer lies further from the sizes tried than so many times the largest.
TELLING, ALPHA, FURTHEST = (0.2, 0.985), 0.05, 4
APART = 1.1  # how many times the least root of n the largest must be for sizes to tell a slope


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
    """n: the answer, None where there is none, for a `reason`. tried: the sizes, in the order they were simulated in.

    how: `formula`, whose size the simulation does not contradict; `simulation`, a size of which the interval of the
    simulated power holds the power wanted; `more`, the fewest subjects with more power, a block fewer having less by
    the simulation or by the formula.
    """

    n: int | None
    tried: tuple[Tried, ...]
    reason: str = ""
    how: Literal["formula", "simulation", "more"] = "simulation"


def search(
    simulate: Callable[[int, int], Tried],
    wanted: float,
    start: int,
    step: int,
    *,
    pilot: int,
    confirm: int,
    formula: tuple[int, float] | None = None,
) -> Searched:
    """Search the smallest n, a multiple of `step`, with the power wanted.

    simulate(n, trials): what a size gives. formula: the size by a formula, and the power that it gives it, which whole
    blocks make more than the power wanted; it is the answer, unless the interval of `confirm` trials contradicts it.

    The probit of power is nearly a line in the root of n: of one size its slope is that of a two-sided test at 0.05, of
    several it is fitted by weighted least squares. Sizes are tried with `pilot` trials until the answer stays, and then
    with `confirm` trials until the interval of one holds the power wanted and the answer stays.
    """
    n = rounded(start if formula is None else formula[0], step)
    tried: list[Tried] = []
    if formula is not None:
        tried.append(simulate(n, confirm))
        if side(tried[-1], wanted) == 0:
            return Searched(n, tuple(tried), how="formula")
        if side(tried[-1], wanted) > 0 and side(tried[-1], formula[1]) <= 0:
            return Searched(n, tuple(tried), how="more")
    for _ in range(MOST):
        if not any(one.n == n for one in tried):
            tried.append(simulate(n, pilot))
        following = answer(tried, wanted, step)
        if following is None:
            return Searched(None, tuple(tried), FLAT)
        if following > LARGEST:
            return Searched(None, tuple(tried), f"more than {LARGEST:,} subjects would be needed")
        settled = abs(following - n) <= max(step, NEAR * n)
        n = following
        if settled:
            break
    return confirmed(simulate, wanted, n, step, tried, confirm)


def confirmed(
    simulate: Callable[[int, int], Tried], wanted: float, n: int, step: int, tried: list[Tried], trials: int
) -> Searched:
    """Simulate sizes with all `trials` until one has the power wanted, between one too small and one too large."""
    less, more, held = 0, LARGEST + step, None
    for one in tried:
        if one.trials >= trials:
            less, more = narrowed(one, wanted, less, more)
    for _ in range(MOST):
        n = min(max(n, less + step), max(more - step, step))
        tried.append(simulate(n, trials))
        less, more = narrowed(tried[-1], wanted, less, more)
        if more - less <= step:
            return Searched(more, tuple(tried), how="more")
        following = answer(tried, wanted, step)
        following = n if following is None else following
        if side(tried[-1], wanted) == 0:
            if held is not None or abs(following - n) <= max(step, NEAR * n):
                return Searched(n, tuple(tried))
            held = n
        n = following
    if held is not None:
        return Searched(held, tuple(tried))
    last = tried[-1]
    low, high = (100 * end for end in share_interval(last.count, last.trials))
    told = f"{100 * last.power:.1f}% ({low:.1f} to {high:.1f}) with {last.n}"
    return Searched(None, tuple(tried), f"no number of subjects was found in {MOST} simulations, the last gave {told}")


def side(one: Tried, wanted: float) -> int:
    """Tell whether a size has less (-1) or more (1) power than wanted; 0 where its interval holds the power wanted."""
    low, high = share_interval(one.count, one.trials)
    return int(low > wanted) - int(high < wanted)


def narrowed(one: Tried, wanted: float, less: int, more: int) -> tuple[int, int]:
    """Give the largest size known to have too little power, and the smallest known to have more than wanted."""
    where = side(one, wanted)
    return max(less, one.n) if where < 0 else less, min(more, one.n) if where > 0 else more


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
    roots = np.sqrt([one.n for one in telling])
    share = np.array([one.power for one in telling])
    density = np.exp(-(probit**2) / 2)
    weight = np.array([one.trials for one in telling]) * density**2 / (share * (1 - share))
    if max(roots) < APART * min(roots):  # between such near sizes chance alone makes the slope: it is that of one
        level = float(ndtri(ALPHA / 2))
        slope = float(np.sum(weight * roots * (probit - level)) / np.sum(weight * roots**2))
    else:
        slope, level = np.polyfit(roots, probit, 1, w=np.sqrt(weight))
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
