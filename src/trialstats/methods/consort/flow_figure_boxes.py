"""The boxes of the flow diagram in words: what stands in each, line by line, with the row that each number is of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record
from trialstats.display.table.choose import arms_of, distinct, only, records_of
from trialstats.methods.consort.rows import Flow
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL

__all__ = ["Diagram", "Item", "Part", "Stage", "diagram_of", "outline"]

NOT_KNOWN = "not known"
# So many capitals may be an acronym: AIDS.
ACRONYM = 4


@dataclass(frozen=True)
class Item:
    """A line of a box: a row of results, what it is called, and how deep it stands: 0 or 1."""

    record: Record
    words: str
    depth: int = 0

    @property
    def number(self) -> str:
        """The count as it is written behind the words: `(n = 60)`."""
        count = self.record["count"]
        return f"({NOT_KNOWN})" if count is None else f"(n = {count:.0f})"

    @property
    def text(self) -> str:
        return f"{self.words} {self.number}"


@dataclass(frozen=True)
class Part:
    """What stands side by side in the boxes of all arms, under one name: the lines of each arm."""

    name: str
    lines: tuple[tuple[Item, ...], ...]


@dataclass(frozen=True)
class Stage:
    """A row of boxes, one an arm; of several parts, which no flow joins, each box has as many."""

    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Diagram:
    """Boxes from the top: who was assessed, beside it who was excluded, who was randomised; and the stages of arms."""

    arms: tuple[str, ...]
    assessed: tuple[Item, ...]
    excluded: tuple[Item, ...]
    randomised: tuple[Item, ...]
    stages: tuple[Stage, ...]

    @property
    def items(self) -> Iterator[tuple[str, Item]]:
        """Every line with the stage that it stands in."""
        yield from (("Enrolment", item) for item in (*self.assessed, *self.excluded, *self.randomised))
        for stage in self.stages:
            for part in stage.parts:
                yield from ((stage.name, item) for lines in part.lines for item in lines)


def diagram_of(rows: pd.DataFrame, look: Look) -> Diagram:
    """Put the rows of one flow into boxes."""
    records = records_of(rows[rows["kind"] == Kind.COUNT])
    arms = [arm for arm in arms_of(records, look) if arm != ALL]
    every = only(records, ARM=ALL)
    stages = [allocation(records, arms), *began(records, arms), follow_up(records, arms), analysis(records, arms, look)]
    return Diagram(
        tuple(arms),
        tuple(with_reasons(every, Flow.ASSESSED, "Assessed for eligibility")),
        tuple(with_reasons(every, Flow.NOT_RANDOMISED, "Excluded")),
        tuple(with_reasons(every, Flow.RANDOMISED, "Randomised")),
        tuple(stage for stage in stages if stage.parts),
    )


def with_reasons(records: Sequence[Record], variable: Flow, words: str, **keys: str) -> Iterator[Item]:
    """Yield a line and, deeper, one for each reason of it."""
    for record in only(records, variable=variable, **keys):
        if record["level"] is None:
            yield Item(record, words)
        else:
            yield Item(record, capital(str(record["level"])), 1)


def capital(text: str) -> str:
    """Begin a reason, as the data write it, with a capital; what is written in capitals alone becomes plain print."""
    plain = text.lower() if text.isupper() and len(text) > ACRONYM else text
    return plain[:1].upper() + plain[1:]


def allocation(records: Sequence[Record], arms: Sequence[str]) -> Stage:
    def lines(own: Sequence[Record]) -> Iterator[Item]:
        yield from with_reasons(own, Flow.RANDOMISED, "Allocated")
        yield from with_reasons(own, Flow.RECEIVED, "Received treatment")
        yield from with_reasons(own, Flow.NOT_RECEIVED, "Did not receive it")

    return Stage("Allocation", (Part("", tuple(tuple(lines(only(records, ARM=arm))) for arm in arms)),))


def began(records: Sequence[Record], arms: Sequence[str]) -> Iterator[Stage]:
    """Yield a stage for each period of a crossover trial."""
    for period in distinct(only(records, variable=Flow.BEGAN), "level"):

        def lines(own: Sequence[Record], period: str = str(period)) -> Iterator[Item]:
            for record in only(own, variable=Flow.BEGAN, level=period):
                yield Item(record, f"Began {period.lower()}: {record['PARAM']}")
            for record in only(own, variable=Flow.LEFT, level=period):
                left = record["group"] is None
                yield Item(record, "Did not begin it" if left else capital(str(record["group"])), 0 if left else 1)

        yield Stage(str(period), (Part("", tuple(tuple(lines(only(records, ARM=arm))) for arm in arms)),))


def follow_up(records: Sequence[Record], arms: Sequence[str]) -> Stage:
    open_ends = any(record["count"] for record in only(records, variable=Flow.NOT_KNOWN))

    def lines(own: Sequence[Record]) -> Iterator[Item]:
        yield from with_reasons(own, Flow.COMPLETED, "Completed the trial")
        yield from with_reasons(own, Flow.DISCONTINUED, "Discontinued")
        if open_ends:
            yield from with_reasons(own, Flow.NOT_KNOWN, "End of trial not known")

    return Stage("Follow-up", (Part("", tuple(tuple(lines(only(records, ARM=arm))) for arm in arms)),))


def analysis(records: Sequence[Record], arms: Sequence[str], look: Look) -> Stage:
    """Give the stage of the analyses, a part each: they all begin with those randomised, none with another."""
    joined = ": " if look.crossover else " at "

    def lines(own: Sequence[Record]) -> Iterator[Item]:
        yield from with_reasons(own, Flow.ANALYSED, "Analysed")
        yield from (
            Item(one, f"with a value{joined}{one['level']}", 1)
            for one in own
            if one["variable"] == Flow.OBSERVED and one["count"] is not None
        )
        yield from with_reasons(own, Flow.EXCLUDED, "Excluded")

    of_analyses = [record for record in records if record["variable"] in (Flow.ANALYSED, Flow.OBSERVED, Flow.EXCLUDED)]
    parts = []
    for name in distinct(of_analyses, "group"):
        own = only(of_analyses, group=name)
        label = str(own[0]["PARAM"] or name)
        parts.append(Part(label, tuple(tuple(lines(only(own, ARM=arm))) for arm in arms)))
    return Stage("Analysis", tuple(parts))


def outline(diagram: Diagram) -> str:
    """Tell the diagram to who cannot see it, as an indented outline."""
    lines = ["Flow of participants."]
    lines += [f"{'  ' * item.depth}{item.text}" for item in (*diagram.assessed, *diagram.excluded, *diagram.randomised)]
    for stage in diagram.stages:
        for part in stage.parts:
            lines.append(f"{stage.name}: {part.name}" if part.name else stage.name)
            for arm, items in zip(diagram.arms, part.lines, strict=True):
                lines.append(f"  {arm}")
                lines += [f"{'  ' * (item.depth + 2)}{item.text}" for item in items]
    return "\n".join(lines)
