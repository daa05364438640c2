"""The records behind a number, told for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trialstats.explain.material import MaterialFacts, RecordFacts

__all__ = ["FEW", "more", "places", "told_records"]

FEW = 5  # records of a sort, and
SUBJECTS = 12  # subjects, that are told where nobody wants all
MOST_LINES = 3
BY = {"selection": "", "strategy": "", "model": "by the model: "}


def told_records(material: MaterialFacts, *, every: bool) -> Iterator[str]:
    """Tell how many records came, what left which out, which were used, and who has none."""
    scope = ", ".join(material.scope.values())
    yield from ["", f"Records of {material.dataset}", f"  {material.came:,} records came"]
    if material.assigned:
        yield f"  {len(material.assigned)} assigned by a strategy:"
        yield from some(material.assigned, every)
    for each in material.left_out:
        yield f"  {each.count:,} left out: {BY[each.by]}{each.condition}"
        yield from some(each.records, every)
    yield from ["", f"Records used{f': {scope}' if scope else ''}"]
    for cell in material.cells:
        subjects = "" if cell.subjects == cell.records else f" of {cell.subjects} subjects"
        yield f"  {cell.parameter}, {cell.visit}, {cell.arm}: {cell.records}{subjects}"
    yield from some(material.used, every)
    if material.without:
        yield from ["", f"Subjects of the population without a record among these: {len(material.without)}"]
        shown = material.without if every else material.without[:SUBJECTS]
        for subject in shown:
            yield f"    {subject.subject} ({subject.arm}): {subject.why}{places(subject.lines)}"
        yield from more(len(material.without) - len(shown))


def some(records: tuple[RecordFacts, ...], every: bool) -> Iterator[str]:
    """Tell records, the first few where not all are wanted."""
    shown = records if every else records[:FEW]
    for record in shown:
        before = f", BASE{places(record.at_baseline)}" if record.at_baseline else ""
        yield (
            f"    {record.subject} ({record.arm}) {record.parameter} {record.visit}: {said(record.values)}"
            f"{places(record.lines)}{before}"
        )
    yield from more(len(records) - len(shown))


def more(number: int) -> Iterator[str]:
    if number > 0:
        yield f"    and {number:,} more (--records tells all)"


def said(values: Mapping[str, float | str]) -> str:
    """Say values: `AVAL 16, CHG -66`."""
    written = (
        f"{name} {f'{value:.6g}' if isinstance(value, float | int) else value}" for name, value in values.items()
    )
    return ", ".join(written) or "no value"


def places(lines: tuple[str, ...]) -> str:
    """Say where: `, data/vas.csv:4`."""
    shown = ", ".join(lines[:MOST_LINES]) + (f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else "")
    return f" [{shown}]" if lines else ""
