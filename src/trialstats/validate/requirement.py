"""A requirement, and what a check of it finds: comparisons of numbers or texts with what is expected, and their source.

A domain's module declares its requirements where it checks them:

    mmrm = Domain("MMRM", "Mixed models for repeated measures", "OQ", "outcomes.md")

    @mmrm.requires("01", "Standard errors and degrees of freedom are ...", tests=("tests/engines/mmrm/test_r.py",))
    def kenward_roger() -> Iterator[Comparison]:
        yield near("standard error at week 12", expected, found, part=1e-8, source="R 4.2.2, nlme")
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

__all__ = ["Check", "Comparison", "Domain", "NotRun", "Part", "Requirement", "near", "printed", "same"]

Part: TypeAlias = Literal["IQ", "OQ", "PQ"]


class NotRun(Exception):
    """A check cannot be made here, and why: what it needs is absent."""


@dataclass(frozen=True)
class Comparison:
    """One number or text beside what was expected of it.

    `shown` is the expected number as its source prints it. `tolerance` is how far `found` may lie from `expected`, in
    the unit of both; None asks for equality. A number that is missing (NaN) is expected where the source has none.
    `admitted`, where `expected` is a range of texts: whether `found` is of it.
    """

    what: str
    expected: float | str
    found: float | str
    tolerance: float | None
    source: str
    shown: str = ""
    admitted: bool | None = None

    @property
    def deviation(self) -> float | None:
        """Found minus expected, where both are numbers."""
        if isinstance(self.expected, str) or isinstance(self.found, str):
            return None
        return 0.0 if self.found == self.expected else self.found - self.expected

    @property
    def agrees(self) -> bool:
        if self.admitted is not None:
            return self.admitted
        away = self.deviation
        if away is None or self.tolerance is None:
            return self.found == self.expected
        if math.isnan(away):
            return math.isnan(float(self.expected)) and math.isnan(float(self.found))
        return abs(away) <= self.tolerance

    @property
    def used(self) -> float:
        """How much of its tolerance a comparison uses: more than 1 where it fails."""
        away = self.deviation
        if away is None or not self.tolerance or math.isnan(away):
            return 0.0 if self.agrees else math.inf
        return abs(away) / self.tolerance


Check: TypeAlias = Callable[[], Iterable[Comparison]]


@dataclass(frozen=True)
class Requirement:
    """What is required, how it is checked here, and the tests of the clone that cover it."""

    id: str
    text: str
    domain: Domain
    check: Check
    tests: tuple[str, ...]
    docs: str
    slow: bool = False


@dataclass(frozen=True)
class Domain:
    """The requirements of one subject; `part` is their section of the protocol, `docs` where they are told."""

    prefix: str
    title: str
    part: Part
    docs: str
    requirements: list[Requirement] = field(default_factory=list, compare=False)

    def requires(
        self, number: str, text: str, *, tests: tuple[str, ...] = (), docs: str = "", slow: bool = False
    ) -> Callable[[Check], Check]:
        """Declare a requirement; the decorated function checks it."""

        def declare(check: Check) -> Check:
            name = f"{self.prefix}-{number}"
            self.requirements.append(Requirement(name, text, self, check, tests, docs or self.docs, slow))
            return check

        return declare


def near(what: str, expected: float, found: Any, *, within: float = 0.0, part: float = 0.0, source: str) -> Comparison:
    """Compare two numbers: they may differ by `within`, and by a part of the expected one."""
    expected = float(expected)
    tolerance = within + part * abs(expected) if math.isfinite(expected) else 0.0
    return Comparison(what, expected, float(found), tolerance, source)


def printed(what: str, expected: str, found: Any, *, source: str) -> Comparison:
    """Compare with a number as it is printed: within half a unit of its last digit (and what doubles cannot hold)."""
    digits = expected.lower().partition("e")[0].partition(".")[2]
    exponent = int(expected.lower().partition("e")[2] or 0)
    half = 0.5 * 10.0 ** (exponent - len(digits))
    return Comparison(what, float(expected), float(found), half * (1 + 1e-9), source, expected)


def same(what: str, expected: object, found: object, *, source: str) -> Comparison:
    """Compare what must be equal: texts, counts, true or false."""

    def plain(value: object) -> float | str:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)

    return Comparison(what, plain(expected), plain(found), None, source)


def admits(what: str, expected: str, found: str, *, met: bool, source: str) -> Comparison:
    """Compare with a range of what may be, such as versions."""
    return Comparison(what, expected, found, None, source, admitted=met)
