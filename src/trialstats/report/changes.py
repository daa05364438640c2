"""What changed since an earlier run: numbers with what may be the cause, records, inputs, settings, code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trialstats.compare.runs import DatasetChange, NumberChange, RunsCompared
from trialstats.report.words import linked, shown

__all__ = ["Changed", "Changes", "Listed", "changes"]

# The page has the largest differences of an analysis, and the first of everything else.
NUMBERS, ITEMS = 20, 10
# What stands in the place of records where a whole variable is gone or new.
ALONE = {"gone": "the earlier run", "new": "this run"}
NOT_COMPARED = "not compared: the trial file that a run used is no longer beside its results as it was"


@dataclass(frozen=True)
class Changed:
    """The numbers of one analysis that differ: how many, how many as printed, by how much, why; the largest first.

    rows: id, earlier, now, and what tables printed and print.
    """

    analysis: str
    label: str
    count: int
    printed: int
    largest: str
    likely: str
    rows: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class Listed:
    """Other things that differ under a title: how many, and the first of them."""

    title: str
    count: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """All that differs from an earlier run."""

    earlier: str
    is_equal: bool
    analyses: tuple[Changed, ...]
    others: tuple[Listed, ...]


def changes(found: RunsCompared, earlier: str, labels: Mapping[str, str]) -> Changes:
    """Lay out what differs; labels: of the analyses by name."""
    analyses = tuple(
        changed(name, labels.get(name, name), [each for each in found.numbers if each.analysis == name], likely)
        for name, likely in found.likely.items()
    )
    return Changes(earlier, found.is_equal, analyses, tuple(others(found)))


def changed(name: str, label: str, numbers: Sequence[NumberChange], likely: Sequence[str]) -> Changed:
    """Lay out the numbers of one analysis, the largest differences first."""
    order = sorted(numbers, key=lambda each: -each.relative)
    return Changed(
        analysis=name,
        label=label,
        count=len(numbers),
        printed=sum(each.printed is not None for each in numbers),
        largest=f"{100 * order[0].relative:.2g}%",
        likely=", ".join(likely),
        rows=tuple(row(each) for each in order[:NUMBERS]),
    )


def row(number: NumberChange) -> dict[str, str]:
    """Write one number, that of now with its address."""
    before, after = number.printed or ((), ())
    return {
        "id": number.id,
        "earlier": shown(number.first),
        "now": linked(shown(number.second), number.id),
        "printed": "; ".join(before),
        "prints": "; ".join(after),
    }


def others(found: RunsCompared) -> Iterator[Listed]:
    """Give what else differs, as far as anything does."""
    yield from listed("Numbers of the earlier run alone", found.lost)
    yield from listed("Numbers of this run alone", found.gained)
    for change in found.datasets:
        yield from of_dataset(change)
    yield from listed("Input files", found.inputs)
    yield from listed("Settings", found.settings if found.settings_known else [NOT_COMPARED])
    yield from listed("Modules of the program", found.code)
    yield from listed("Versions", found.versions)


def of_dataset(change: DatasetChange) -> Iterator[Listed]:
    """Give what differs of a dataset."""
    yield from listed(f"Subjects of {change.name} in the earlier run alone", change.lost)
    yield from listed(f"Subjects of {change.name} in this run alone", change.gained)
    yield from listed(f"Records of {change.name} in the earlier run alone", change.records_lost)
    yield from listed(f"Records of {change.name} in this run alone", change.records_gained)
    for sign, where in ALONE.items():
        alone = [variable for variable, keys in change.changed.items() if keys == (sign,)]
        yield from listed(f"Variables of {change.name} in {where} alone", alone)
    for variable, keys in change.changed.items():
        if keys not in [(sign,) for sign in ALONE]:
            yield from listed(f"Records of {change.name} with another {variable}", keys)


def listed(title: str, items: Sequence[str]) -> Iterator[Listed]:
    """Give the first of some items, if there are any."""
    if items:
        yield Listed(title, len(items), tuple(items[:ITEMS]))
