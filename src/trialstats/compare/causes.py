"""Why numbers differ: changes of the analysis are made and computed until theirs come out, else it is not explained."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trialstats.compare.agreement import Compared, compared, match, pinned
from trialstats.compare.given import Given
from trialstats.compare.relations import Relation, relations
from trialstats.compare.variants import Variant

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Explained", "explain"]

# How many of the nearest ways each further change is tried on, by how many changes there are already.
WIDTHS = (1, 3, 2)
INFERENCE = ("ddf", "vcov", "std_error")  # all that a third change may be
# What a number that does not agree costs: at least, and for its distance (estimates in standard errors, others as the
# logarithm of their ratio). Estimates weigh most, since what is wrong of them is wrong of all that follows.
COSTS = {"estimate": (0.01, 1.0), "std_error": (0.001, 0.1), "df": (0.0005, 0.01)}
# By how much R mmrm's own Kenward-Roger errors differ (docs/differences.md), and what they change.
OWN_OF_MMRM = 0.05
OF_ERRORS = {"std_error", "statistic", "p_value", "conf_low", "conf_high"}
LEAST = 1e-4  # what any other number costs

RowsOf = Callable[[Sequence[Variant]], "pd.DataFrame | None"]


@dataclass(frozen=True)
class Way:
    """An analysis with some changes, and its numbers beside theirs."""

    changes: tuple[Variant, ...]
    numbers: tuple[Compared, ...]
    relations: tuple[Relation, ...]
    lacking: int  # rows of theirs that it has not
    cost: float

    @property
    def told(self) -> frozenset[int]:
        """The places of the numbers that differ and are explained by a relation."""
        return frozenset(place for relation in self.relations for place in relation.explains)

    @property
    def left(self) -> list[Compared]:
        """The numbers that neither agree nor are explained by a relation."""
        return [each for place, each in enumerate(self.numbers) if not each.agrees and place not in self.told]

    @property
    def agreeing(self) -> int:
        return len(self.numbers) - len(self.left)

    @property
    def is_theirs(self) -> bool:
        """Whether nothing is left to explain."""
        return not self.left and not self.lacking and bool(self.numbers)


@dataclass(frozen=True)
class Explained:
    """What was found. before: the numbers as ours are. way: the changes that come nearest; alike: others as near.

    tried: how many ways were computed.
    """

    before: Way
    way: Way
    alike: tuple[tuple[str, ...], ...]
    tried: int

    @property
    def is_explained(self) -> bool:
        return self.way.is_theirs

    @property
    def is_own_of_mmrm(self) -> bool:
        """Whether standard errors are all that differs, by little, as those of R mmrm's own Kenward-Roger do.

        It takes second derivatives in its own parameters, and no method here does; see docs/differences.md.
        """
        left = {each.statistic for each in self.before.left}
        known = {each.statistic for each in self.before.numbers if each.agrees}
        ratios = [each.ours / each.theirs.value for each in self.before.left if each.statistic == "std_error"]
        near = all(abs(ratio - 1) < OWN_OF_MMRM for ratio in ratios)
        return bool(ratios) and near and {"estimate", "df"} <= known and left <= OF_ERRORS and not self.way.changes


def explain(
    given: Sequence[Given], ours: pd.DataFrame, changes: Iterable[Variant], rows_of: RowsOf, tolerance: float
) -> Explained:
    """Find the changes of an analysis that make our numbers theirs: one, two, or three.

    ours: the rows of the analysis as it was. rows_of: computes them with some changes; None where that cannot be.
    Relations between the numbers (signs, scales, confidence levels), which need no fit, are tried with every way. Where
    several changes do the same, the first is taken, inference before models, and the others are named.
    """
    every = list(changes)
    own = pinned(given, ours)
    before = way((), own, ours, tolerance)
    best, alike, tried = [before], list[Way](), 0
    for number, width in enumerate(WIDTHS):
        if best[0].is_theirs:
            break
        made: list[Way] = []
        for start, change in further(best[:width], every, last=number == len(WIDTHS) - 1):
            rows, tried = rows_of([*start.changes, change]), tried + 1
            if rows is not None:
                made.append(way((*start.changes, change), own, rows, tolerance))
        best = sorted([*made, best[0]], key=lambda each: each.cost)  # stable: the first of equals
        alike = [each for each in best[1:] if each.cost == best[0].cost and each.changes != best[0].changes]
    if best[0].agreeing <= before.agreeing:  # nearer, and no number more is theirs: that explains nothing
        return Explained(before, before, (), tried)
    same = tuple(tuple(change.words for change in each.changes) for each in alike if each.changes)
    return Explained(before, best[0], same, tried)


def further(starts: Sequence[Way], every: Sequence[Variant], *, last: bool) -> Iterator[tuple[Way, Variant]]:
    """Yield each way with each further change, every set of changes once; the last one of the inference alone."""
    seen: set[frozenset[str]] = set()
    for start in starts:
        taken = {change.option for change in start.changes}
        for change in every:
            together = frozenset([*(each.words for each in start.changes), change.words])
            if change.option in taken or together in seen or (last and change.option not in INFERENCE):
                continue
            seen.add(together)
            yield start, change


def way(changes: tuple[Variant, ...], given: Sequence[Given], rows: pd.DataFrame, tolerance: float) -> Way:
    """Compare theirs with rows of ours, try relations, and count what is left."""
    matched = match(given, rows)
    numbers = compared(matched, rows, tolerance)
    own = {str(row["id"]): {str(key): value for key, value in row.items()} for row in rows.to_dict("records")}
    related = [] if all(each.agrees for each in numbers) else relations(numbers, own, tolerance)
    # What no change can bring, such as a heading, lacks in every way alike.
    lacking = sum(each.id is None and bool({"kind", "REFERENCE"} & each.given.keys.keys()) for each in matched)
    made = Way(changes, tuple(numbers), tuple(related), lacking, 0.0)
    return Way(changes, tuple(numbers), tuple(related), lacking, lacking + sum(cost(each, own) for each in made.left))


def cost(each: Compared, rows: Mapping[str, Mapping[str, float]]) -> float:
    """Say how far a number is from theirs."""
    least, weight = COSTS.get(each.statistic, (LEAST, 0.0))
    ours, theirs = each.ours, each.theirs.value
    if each.statistic == "estimate":
        error = rows[each.id].get("std_error", math.nan)
        apart = abs(ours - theirs) / error if error and error > 0 else 1.0
    else:
        apart = abs(math.log(ours / theirs)) if 0 < ours < math.inf and 0 < theirs < math.inf else 1.0
    return least + weight * min(apart, 10.0)
