"""The differences of two runs, told for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialstats.compare.runs import DatasetChange, RunsCompared

__all__ = ["told_runs"]

FEW = 5


def told_runs(found: RunsCompared, first: str, second: str) -> Iterator[str]:
    """Tell the differences of two runs, numbers with their likely cause first."""
    if found.is_equal:
        yield f"{first} and {second}: all numbers and records are the same"
    for analysis, causes in found.likely.items():
        own = [each for each in found.numbers if each.analysis == analysis]
        worst = max(own, key=lambda each: each.relative)
        seen = sum(each.printed is not None for each in own)
        differ = f"{len(own)} numbers differ, by up to {worst.relative:.2g} of their size"
        yield f"{analysis}: {differ}; {seen} as printed too"
        yield f"  likely because of: {', '.join(causes)}"
        for each in sorted(own, key=lambda each: -each.relative)[:FEW]:
            shown = (
                f" (printed {'; '.join(each.printed[0])}, then {'; '.join(each.printed[1])})" if each.printed else ""
            )
            yield f"    {each.id}: {each.first!r}, then {each.second!r}{shown}"
        if len(own) > FEW:
            yield f"    and {len(own) - FEW} more"
    yield from some(f"numbers of {first} alone", found.lost)
    yield from some(f"numbers of {second} alone", found.gained)
    for change in found.datasets:
        yield from told_dataset(change)
    yield from some("input files", found.inputs)
    yield from some("settings", found.settings)
    if not found.settings_known:
        yield "settings: not compared, for the trial file that a run used is not beside both results"
    yield from some("modules of the program", found.code)
    yield from some("versions", found.versions)


def told_dataset(change: DatasetChange) -> Iterator[str]:
    """Tell what differs of a dataset."""
    yield f"records of {change.name}"
    yield from some("  subjects lost", change.lost)
    yield from some("  subjects gained", change.gained)
    yield from some("  records lost", change.records_lost)
    yield from some("  records gained", change.records_gained)
    for variable, keys in change.changed.items():
        yield from some(f"  {variable} changed", keys)


def some(what: str, texts: Sequence[str]) -> Iterator[str]:
    """Tell how many there are, and the first."""
    if texts:
        more = f" and {len(texts) - FEW} more" if len(texts) > FEW else ""
        yield f"{what}: {len(texts)} ({'; '.join(texts[:FEW])}{more})"
