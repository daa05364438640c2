"""Carry the checks out: each ends in a verdict, whatever happens in it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from trialstats.validate.requirement import Comparison, NotRun, Requirement

__all__ = ["Outcome", "Verdict", "carry_out"]


class Verdict(StrEnum):
    """How a requirement stands."""

    PASS = "pass"
    FAIL = "fail"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    """A requirement with what was found; `reason` says why it was not run, or what stopped its check."""

    requirement: Requirement
    verdict: Verdict
    comparisons: tuple[Comparison, ...] = ()
    reason: str = ""
    seconds: float = 0.0

    @property
    def comparisons_made(self) -> int:
        return len(self.comparisons)

    @property
    def failed(self) -> tuple[Comparison, ...]:
        return tuple(one for one in self.comparisons if not one.agrees)


def carry_out(
    requirements: Iterable[Requirement], *, quick: bool = False, told: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Check requirements one after the other; `told` hears of each as it is done, `quick` leaves out slow ones."""
    outcomes = []
    for outcome in _each(requirements, quick):
        told(outcome)
        outcomes.append(outcome)
    return outcomes


def _each(requirements: Iterable[Requirement], quick: bool) -> Iterator[Outcome]:
    for requirement in requirements:
        if quick and requirement.slow:
            yield Outcome(requirement, Verdict.NOT_RUN, reason="left out by --quick")
        else:
            yield _checked(requirement)


def _checked(requirement: Requirement) -> Outcome:
    """Whatever a check raises but NotRun is a failure of the requirement, told in one line."""
    begun = cpu_seconds()
    found: list[Comparison] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found.extend(requirement.check())
    except NotRun as reason:
        return Outcome(requirement, Verdict.NOT_RUN, reason=str(reason))
    except Exception as error:
        said = f"the check stopped: {type(error).__name__}: {error}".splitlines()[0]
        return Outcome(requirement, Verdict.FAIL, tuple(found), said, cpu_seconds() - begun)
    seconds = cpu_seconds() - begun
    if not found:
        return Outcome(requirement, Verdict.FAIL, (), "the check compared nothing", seconds)
    met = all(one.agrees for one in found)
    return Outcome(requirement, Verdict.PASS if met else Verdict.FAIL, tuple(found), "", seconds)


def cpu_seconds() -> float:
    """CPU time of this process and of those that it started and saw end."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
