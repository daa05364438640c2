"""The words for random coefficients and for what is left within subjects, and what is wrong with those given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trialstats.engines.mmrm.names import did_you_mean, shorten

__all__ = ["INTERCEPT", "RANDOM", "RESIDUALS", "Effects", "is_random", "needs_visits", "residual_faults"]

INTERCEPT = "intercept"
RESIDUALS = ("independent", "ar1", "by_group")


@dataclass(frozen=True)
class Effects:
    """What a subject has of its own: a level, and with `slope` a line over time; `diagonal`: independent of it."""

    slope: bool
    diagonal: bool
    told: str


RANDOM = {
    "random_intercept": Effects(slope=False, diagonal=True, told="a random intercept"),
    "random_slope": Effects(slope=True, diagonal=False, told="a random intercept and slope"),
    "random_slope_diag": Effects(slope=True, diagonal=True, told="an independent random intercept and slope"),
}


def is_random(name: object) -> bool:
    """Whether a structure is one of random coefficients."""
    return isinstance(name, str) and name in RANDOM


def needs_visits(names: Sequence[str], residual: str) -> bool:
    """Whether the structures are over visits: all but random coefficients with independent residuals are."""
    return residual == "ar1" or not all(is_random(name) for name in names)


def residual_faults(names: Sequence[str], residual: object, group: str | None) -> list[str]:
    """What is wrong with the residual asked for, one line each."""
    if not isinstance(residual, str) or residual not in RESIDUALS:
        near = did_you_mean(residual, RESIDUALS)
        return [f"residual {residual!r} is not available{near}; available: {', '.join(RESIDUALS)}"]
    random = [name for name in names if is_random(name)]
    faults = []
    if residual != "independent" and len(random) < len(names):
        faults.append(f"residual={residual!r} belongs to random coefficients: {', '.join(RANDOM)}")
    if residual == "by_group" and group is None:
        faults.append("residual='by_group' needs group=, the column whose levels have a residual variance each")
    if random and residual != "by_group" and group is not None:
        faults.append(
            f"group={group!r} has no use in {shorten(random)} but with residual='by_group': their covariance is one "
            "for all"
        )
    return faults
