"""What another program printed beside ours, told for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from trialstats.compare.agreement import Compared
from trialstats.compare.causes import Explained, Way

__all__ = ["told_beside"]

FEW = 10  # numbers that are told of those left
SAME = 4  # other changes that are told


def told_beside(analysis: str, explained: Explained, unmatched: tuple[str, ...], subject: str) -> Iterator[str]:
    """Tell of one analysis how many numbers agree, and why others do not."""
    before, way = explained.before, explained.way
    plain = sum(each.agrees for each in before.numbers)
    yield f"{analysis}: {plain} of {len(before.numbers)} numbers agree"
    turned = before.is_theirs and plain != len(before.numbers)
    if explained.is_explained and way.changes:
        yield "  explained: all agree with"
        yield from changes(way, explained)
    elif turned or (explained.is_explained and way.relations):
        yield "  explained:"
    elif way.changes and way.agreeing > before.agreeing:
        yield f"  not explained; the nearest of {explained.tried} ways that were computed ({way.agreeing} agree):"
        yield from changes(way, explained)
    elif not explained.is_explained and before.left:
        yield f"  not explained: {explained.tried} ways were computed, and none is nearer"
    yield from (f"    {relation.words} ({len(relation.explains)} numbers)" for relation in way.relations)
    if explained.is_own_of_mmrm:
        yield (
            "  not computed here: R mmrm's default `Kenward-Roger`, whose standard errors alone differ from SAS's so "
            '(`vcov = "Kenward-Roger-Linear"` is comparable)'
        )
    if subject:
        yield f"  explained: all agree without subject {subject}"
    elif way.left:
        yield from left(way)
    yield from (f"  not compared: {line}" for line in unmatched[:FEW])
    if len(unmatched) > FEW:
        yield f"  and {len(unmatched) - FEW} more rows not compared"


def changes(way: Way, explained: Explained) -> Iterator[str]:
    """Tell the changes of a way, and other ways that do the same."""
    yield from (f"    {change.words}" for change in way.changes)
    for other in explained.alike[:SAME]:
        yield f"    (or with: {'; '.join(other)})"
    if len(explained.alike) > SAME:
        yield f"    (or with any of {len(explained.alike) - SAME} others)"


def left(way: Way) -> Iterator[str]:
    """Tell the numbers that nothing explains."""
    sorts = Counter(each.statistic for each in way.left)
    yield f"  left: {', '.join(f'{count} {name}' for name, count in sorts.items())}"
    yield from (f"    {line(each)}" for each in way.left[:FEW])
    if len(way.left) > FEW:
        yield f"    and {len(way.left) - FEW} more"


def line(each: Compared) -> str:
    """Tell one number: `line 3, pain/difference/...:df ours 99.4, theirs 101.2`."""
    theirs = f"{each.theirs.bound}{each.theirs.value:.10g}"
    return f"line {each.line}, {each.id}:{each.statistic}: ours {each.ours:.10g}, theirs {theirs}"
