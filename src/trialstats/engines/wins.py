"""Win statistics of a hierarchy of outcomes: every subject of one arm against every subject of the other.

A pair is decided by the first outcome of the hierarchy in which one of the two did better; a pair that none decides is
a tie. Of all pairs of a stratum the shares p_w won and p_l lost by the active arm are U statistics; strata are put
together with the weights of Mantel and Haenszel, w = m n / (m + n), as Dong, Qiu, Wang & Huang do for the win ratio (J
Biopharm Stat 2018;28:778-796).

    win ratio        p_w / p_l                     Pocock, Ariti, Collier & Wang, Eur Heart J 2012;33:176-182
    win odds         (p_w + t / 2) / (p_l + t / 2)   t the share tied; Brunner et al., Stat Med 2021;40:3367-3384
    net benefit      p_w - p_l                     Buyse, Stat Med 2010;29:3245-3257
    win probability  p_w + t / 2

Their variances come from those of p_w and p_l, that is from each subject's own shares of pairs won and lost (Bebu &
Lachin, Biostatistics 2016;17:178-187), by the delta method: ratios on the scale of logarithms, net benefit and win
probability as they are. `divisors`: of sums of squares, n as in SAS (Somers' D and gamma of PROC FREQ), or n - 1 as
DeLong has them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError

__all__ = ["Divisors", "Outcomes", "WinFit", "by_time", "by_value", "first_decided", "fit_wins"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Of every pair (m, n): 1 won by the active arm, -1 lost, 0 neither.
Outcomes = NDArray[np.int8]
Divisors = Literal["n", "n - 1"]


def by_value(x: Floats, y: Floats, threshold: float = 0.0, step: float = 0.0) -> Outcomes:
    """Compare values x (m,) with y (n,), of which the larger is the better; a missing one (NaN) decides nothing.

    threshold: the least difference that decides; step: what the last digits of the values are a part of, so that
    45.1 - 45.0 is no less than 0.1.
    """
    with np.errstate(invalid="ignore"):  # two values below all, of which neither is the better
        difference = x[:, None] - y[None, :]
    decided = np.abs(difference) >= threshold - step if threshold else np.abs(difference) > step
    return np.where(decided & ~np.isnan(difference), np.sign(difference), 0).astype(np.int8)


def by_time(times_x: Floats, events_x: Flags, times_y: Floats, events_y: Flags, *, later: bool = True) -> Outcomes:
    """Compare the times to an event, or to the end of follow-up where `events` says that there was none.

    Of two subjects the one is the better whose event came later (`later`), or earlier, as far as both were followed:
    who is censored on the day of the other's event, or after it, was free of it until then. A missing time decides
    nothing.
    """
    column_times, column_events = times_x[:, None], events_x[:, None]
    row_times, row_events = times_y[None, :], events_y[None, :]
    y_first = row_events & ((row_times < column_times) | ((row_times == column_times) & ~column_events))
    x_first = column_events & ((column_times < row_times) | ((column_times == row_times) & ~row_events))
    outcomes: Outcomes = y_first.astype(np.int8) - x_first.astype(np.int8)
    return outcomes if later else -outcomes


def first_decided(hierarchy: Sequence[Outcomes]) -> tuple[Outcomes, list[Outcomes]]:
    """Let the first outcome that decides a pair decide it.

    Returns the decisions, and of each outcome the pairs that it decided, all (m, n).
    """
    decisions = np.zeros_like(hierarchy[0])
    shares = []
    for outcomes in hierarchy:
        fresh = np.where(decisions == 0, outcomes, 0).astype(np.int8)
        shares.append(fresh)
        decisions = decisions + fresh
    return decisions, shares


@dataclass(frozen=True)
class WinFit:
    """The shares of pairs won and lost by the active arm, over strata, with their covariance.

    wins, losses, ties: numbers of pairs; n: subjects. won, lost: weighted shares of pairs.
    """

    wins: int
    losses: int
    ties: int
    n: int
    won: float
    lost: float
    covariance: Floats

    def _error(self, *gradient: float) -> float:
        """Return a standard error by the gradient in the shares won and lost. FitError where nothing varies."""
        slopes = np.array(gradient)
        variance = float(slopes @ self.covariance @ slopes)
        if variance <= 1e-15 * float(slopes @ slopes):
            raise FitError("every subject wins and loses the same: there is no variance to go by")
        return math.sqrt(variance)

    def win_ratio(self, conf_level: float) -> Estimate:
        """Divide pairs won by pairs lost. FitError where none is lost, or none won."""
        if not (self.wins and self.losses):
            raise FitError(f"no pair is {'won' if not self.wins else 'lost'}: the win ratio has no bounds")
        return _of_logarithm(self.won / self.lost, self._error(1 / self.won, -1 / self.lost), conf_level)

    def win_odds(self, conf_level: float) -> Estimate:
        """Divide the win probability by what it lacks of 1."""
        p = (1 + self.won - self.lost) / 2
        if p in (0.0, 1.0):
            raise FitError(f"every pair is {'won' if self.wins else 'lost'}: the odds have no bounds")
        slope = 1 / (2 * p * (1 - p))
        return _of_logarithm(p / (1 - p), self._error(slope, -slope), conf_level)

    def net_benefit(self, conf_level: float) -> Estimate:
        """Subtract the share lost from the share won; its interval ends at -1 and 1, which no difference passes."""
        benefit = _normal(self.won - self.lost, self._error(1, -1), conf_level)
        return {**benefit, "conf_low": max(benefit["conf_low"], -1.0), "conf_high": min(benefit["conf_high"], 1.0)}

    def win_probability(self, conf_level: float) -> Estimate:
        """Give the probability that the active subject of a pair does better, a tie counting half; 1/2 is no effect.

        Test and interval are those of the net benefit, of which it is half, and a half.
        """
        benefit = self.net_benefit(conf_level)
        halved = {name: (1 + benefit[name]) / 2 for name in ("estimate", "conf_low", "conf_high")}
        return {**benefit, **halved, "std_error": benefit["std_error"] / 2}


def _normal(estimate: float, error: float, conf_level: float) -> Estimate:
    z, half = estimate / error, float(stats.norm.ppf((1 + conf_level) / 2)) * error
    return {
        "estimate": estimate,
        "std_error": error,
        "statistic": z,
        "p_value": float(2 * stats.norm.sf(abs(z))),
        "conf_low": estimate - half,
        "conf_high": estimate + half,
        "conf_level": conf_level,
    }


def _of_logarithm(ratio: float, error: float, conf_level: float) -> Estimate:
    """Give a ratio with the standard error of its logarithm."""
    logarithm = _normal(math.log(ratio), error, conf_level)
    return {**logarithm, **{key: math.exp(logarithm[key]) for key in ("conf_low", "conf_high")}, "estimate": ratio}


def fit_wins(strata: Sequence[Outcomes], divisors: Divisors = "n") -> WinFit:
    """Put the decisions on the pairs of each stratum, (m, n), together.

    FitError where no stratum has both arms, or an arm of one has a single subject.
    """
    both = [decisions for decisions in strata if decisions.size]
    if not both:
        raise FitError("no stratum has subjects of both arms")
    if any(min(decisions.shape) < 2 for decisions in both):
        where = "an arm" if len(both) == 1 else "an arm of a stratum"
        raise FitError(f"{where} has one subject, of which no variance can be known")
    weights = np.array([d.size / sum(d.shape) for d in both])
    weights /= weights.sum()
    shares = np.array([[(d > 0).mean(), (d < 0).mean()] for d in both])
    covariance = sum(weight**2 * _covariance(d, divisors) for weight, d in zip(weights, both, strict=True))
    won, lost = (float(share) for share in weights @ shares)
    wins, losses = (int(sum((sign * d > 0).sum() for d in both)) for sign in (1, -1))
    pairs = sum(d.size for d in both)
    people = sum(sum(d.shape) for d in both)
    return WinFit(wins, losses, pairs - wins - losses, people, won, lost, np.asarray(covariance, dtype=np.float64))


def _covariance(decisions: Outcomes, divisors: Divisors) -> Floats:
    """Return the covariance (2, 2) of the shares of pairs won and lost."""
    won, lost = decisions > 0, decisions < 0
    ddof = 0 if divisors == "n" else 1
    total = np.zeros((2, 2))
    for axis, count in ((1, decisions.shape[0]), (0, decisions.shape[1])):
        own = np.stack([won.mean(axis=axis), lost.mean(axis=axis)])
        total += np.cov(own, ddof=ddof) / count
    return total
