"""Numbers of other programs by their ids: reference/published.csv."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from trialstats.validate.reference import REFERENCE
from trialstats.validate.requirement import Comparison, near, same

__all__ = ["STATISTICS", "as_published", "numbers_of"]

STATISTICS = {
    "estimate": "estimate",
    "se": "std_error",
    "df": "df",
    "t": "statistic",
    "z": "statistic",
    "p": "p_value",
    "lower": "conf_low",
    "upper": "conf_high",
}
"""What a statistic is called in the ids, and in our rows."""


@cache
def _all() -> tuple[tuple[str, float, str], ...]:
    with (REFERENCE / "published.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["id"], float(row["value"]), row["source"]) for row in csv.DictReader(file))


def numbers_of(start: str) -> dict[str, tuple[float, str]]:
    """Values and sources of the numbers whose ids begin so, by the rest of the id."""
    return {name.removeprefix(start): (value, source) for name, value, source in _all() if name.startswith(start)}


def as_published(
    start: str, found: Mapping[str, float] | Callable[[str], float], *, part: float, within: float = 1e-12
) -> Iterator[Comparison]:
    """Compare every number whose id begins so with ours of the same name."""
    for name, (expected, source) in numbers_of(start).items():
        if callable(found):
            ours: float | None = found(name)
        else:
            ours = found.get(name)
        if ours is None:
            yield same(f"{start}{name}", f"{expected:.10g}", "absent", source=source)
        else:
            yield near(f"{start}{name}", expected, ours, part=part, within=within, source=source)
