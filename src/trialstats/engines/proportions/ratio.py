"""The ratio of two shares, and that of their odds: intervals, each with the test that agrees with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from scipy import special

from trialstats.engines.estimate import Estimate
from trialstats.engines.proportions.exact_odds import exact_limits, exact_tails
from trialstats.engines.proportions.inversion import limits, quantile
from trialstats.engines.proportions.score import odds_shares, odds_statistic, ratio_shares, ratio_statistic
from trialstats.engines.proportions.shares import refuse_nobody
from trialstats.engines.tails import Tails, of_tails, of_z
from trialstats.errors import NoSuchNumber

__all__ = ["ODDS_INTERVALS", "RATIO_INTERVALS", "odds_ratio", "odds_tails", "ratio_tails", "risk_ratio"]

Counts = tuple[int, int, int, int]
# Why a ratio has neither an estimate nor an upper limit, and has a lower one.
NO_EVENT = "no event in the reference arm: the ratio has no end; its lower limit is given"
EVERYBODY = "everybody of the arm has the event: its odds have no end; the lower limit of the ratio is given"
# The logarithm of the largest ratio that is looked for.
WIDEST = 30.0


@dataclass(frozen=True)
class Method:
    """Limits of the logarithm of a ratio, of counts and a confidence level, and the test of a value of it.

    place: the logarithm of the ratio where cells are modified, which is there when the counts themselves have none.
    """

    limits: Callable[[Counts, float], tuple[float, float]]
    tails: Callable[[Counts, float], Tails]
    place: Callable[[Counts], float] | None = None


def risk_ratio(
    count: int,
    total: int,
    count_reference: int,
    total_reference: int,
    conf_level: float,
    interval: str = "miettinen-nurminen",
) -> Estimate:
    """Compare two shares: their ratio, by default with the score interval of Miettinen & Nurminen.

    Where the reference has no event the ratio has no end: its lower limit and p value are given, with the `reason` why
    the estimate and the upper limit are not; with modified cells, all of them. FitError where an arm has nobody;
    NoSuchNumber where no arm has an event, or the interval has no limits either.
    """
    refuse_nobody(total, total_reference)
    if not (count or count_reference):
        raise NoSuchNumber("no event in either arm: there is no ratio of their shares")
    counts = (count, total, count_reference, total_reference)
    estimate = (count / total) / (count_reference / total_reference) if count_reference else math.inf
    return compared(counts, estimate, RATIO_INTERVALS[interval], conf_level, NO_EVENT)


def odds_ratio(
    count: int,
    total: int,
    count_reference: int,
    total_reference: int,
    conf_level: float,
    interval: str = "miettinen-nurminen",
) -> Estimate:
    """Compare the odds of two arms, by default with the score interval of Miettinen & Nurminen.

    Where the odds of the reference are 0, or those of the arm infinite, as of `risk_ratio`. FitError where an arm has
    nobody; NoSuchNumber where nobody or everybody of both arms has the event.
    """
    refuse_nobody(total, total_reference)
    counts = (count, total, count_reference, total_reference)
    refuse_no_odds(counts)
    if count == total or not count_reference:
        return compared(
            counts, math.inf, ODDS_INTERVALS[interval], conf_level, NO_EVENT if count < total else EVERYBODY
        )
    odds, odds_reference = (x / (n - x) if n > x else math.inf for x, n in (counts[:2], counts[2:]))
    return compared(counts, odds / odds_reference, ODDS_INTERVALS[interval], conf_level)


def refuse_no_odds(counts: Counts) -> None:
    if counts[0] == counts[1] and counts[2] == counts[3]:
        raise NoSuchNumber("everybody of both arms has the event: there is no ratio of their odds")
    if not (counts[0] or counts[2]):
        raise NoSuchNumber("no event in either arm: there is no ratio of their odds")


def compared(counts: Counts, estimate: float, method: Method, conf_level: float, reason: str = "") -> Estimate:
    """Give the ratio with its limits and test; of an infinite one the lower limit, with the reason."""
    low, high = method.limits(counts, conf_level)
    made = {"n": counts[1] + counts[3], **of_tails(method.tails(counts, 0.0)), "conf_level": conf_level}
    if method.place is not None and not 0 < estimate < math.inf:
        return {
            **made,
            "estimate": math.exp(method.place(counts)),
            "conf_low": math.exp(low),
            "conf_high": math.exp(high),
        }
    if math.isinf(estimate):
        return {**made, "conf_low": math.exp(low), "reason": reason}
    return {
        **made,
        "estimate": estimate,
        "conf_low": math.exp(low) if estimate > 0 else 0.0,
        "conf_high": math.exp(high),
    }


def ratio_tails(counts: Counts, value: float, interval: str) -> Tails:
    """Test that the ratio is a value, such as a margin, in agreement with an interval."""
    refuse_nobody(counts[1], counts[3])
    return RATIO_INTERVALS[interval].tails(counts, math.log(value))


def odds_tails(counts: Counts, value: float, interval: str) -> Tails:
    """Test that the odds ratio is a value, such as a margin, in agreement with an interval."""
    refuse_nobody(counts[1], counts[3])
    refuse_no_odds(counts)
    return ODDS_INTERVALS[interval].tails(counts, math.log(value))


def by_statistic(statistic: Callable[..., float]) -> Method:
    """Invert a statistic of counts and the logarithm of a ratio."""
    return Method(
        lambda counts, level: limits(lambda log: statistic(*counts, log), -WIDEST, WIDEST, level),
        lambda counts, log: of_z(statistic(*counts, log)),
    )


def by_error(place: Callable[[Counts], tuple[float, float]], *, modified: bool = False) -> Method:
    """Give the interval of the logarithm of a ratio and its standard error."""

    def interval(counts: Counts, level: float) -> tuple[float, float]:
        log, error = place(counts)
        return log - quantile(level) * error, log + quantile(level) * error

    def tails(counts: Counts, value: float) -> Tails:
        log, error = place(counts)
        return of_z((log - value) / error)

    return Method(interval, tails, (lambda counts: place(counts)[0]) if modified else None)


def katz(counts: Counts, more: float = 0.0) -> tuple[float, float]:
    """Katz et al., Biometrics 1978;34:469-474; `more` of each cell where it is modified (SAS: 0.5)."""
    x1, n1, x0, n0 = counts[0] + more, counts[1] + more, counts[2] + more, counts[3] + more
    if not (x1 and x0):
        raise NoSuchNumber("an arm has no event: the logarithm of the ratio has no Wald interval; a score interval has")
    error = math.sqrt(max(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0, 0.0))
    if error == 0:
        raise NoSuchNumber("everybody has the event: there is no Wald interval; a score interval has limits")
    return math.log(x1 / n1 / (x0 / n0)), error


def woolf(counts: Counts, more: float = 0.0) -> tuple[float, float]:
    """Woolf, Ann Hum Genet 1955;19:251-253; `more` in each cell where it is modified (0.5: Haldane, Anscombe)."""
    x1, y1, x0, y0 = (x + more for x in (counts[0], counts[1] - counts[0], counts[2], counts[3] - counts[2]))
    if not (x1 and y1 and x0 and y0):
        raise NoSuchNumber("a cell of the table is empty: there is no Wald interval; `exact` and score intervals are")
    return math.log(x1 * y0 / (y1 * x0)), math.sqrt(1 / x1 + 1 / y1 + 1 / x0 + 1 / y0)


def likelihood_root(shares: Callable[..., tuple[float, float]]) -> Callable[..., float]:
    """Give the signed root of the likelihood ratio of a value of a ratio, from the shares likeliest under it."""

    def statistic(x1: int, n1: int, x0: int, n0: int, log: float) -> float:
        active, reference = map(float, shares(x1, n1, x0, n0, math.exp(log)))
        free = log_likelihood(x1, n1, x1 / n1) + log_likelihood(x0, n0, x0 / n0)
        held = log_likelihood(x1, n1, active) + log_likelihood(x0, n0, reference)
        return math.copysign(math.sqrt(max(2 * (free - held), 0.0)), x1 / n1 - active - (x0 / n0 - reference))

    return statistic


def log_likelihood(count: int, total: int, share: float) -> float:
    return float(special.xlogy(count, share) + special.xlog1py(total - count, -share))


RATIO_INTERVALS = {
    "miettinen-nurminen": by_statistic(ratio_statistic),
    "score": by_statistic(partial(ratio_statistic, corrected=False)),
    "wald": by_error(katz),
    "wald modified": by_error(partial(katz, more=0.5), modified=True),
    "likelihood ratio": by_statistic(likelihood_root(ratio_shares)),
}
ODDS_INTERVALS = {
    "miettinen-nurminen": by_statistic(odds_statistic),
    "score": by_statistic(partial(odds_statistic, corrected=False)),
    "wald": by_error(woolf),
    "wald modified": by_error(partial(woolf, more=0.5), modified=True),
    "likelihood ratio": by_statistic(likelihood_root(odds_shares)),
    "exact": Method(partial(exact_limits, part=1.0), partial(exact_tails, part=1.0)),
    "mid-p": Method(partial(exact_limits, part=0.5), partial(exact_tails, part=0.5)),
}
