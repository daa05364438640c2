"""The intercurrent events of an estimand as they happened, and what its strategies have made of the records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trialstats.report.content import ReportContent
from trialstats.report.words import linked, shown
from trialstats.results.rows import ALL, INTERCURRENT
from trialstats.trialfile.parts.estimands import Estimand

__all__ = ["Happened", "Used", "happened", "used"]

COUNTED = ("set_aside", "assigned", "without_value")
IN_WORDS = "in words alone: no data tell of it, and they do not follow it"


@dataclass(frozen=True)
class Happened:
    """An event, its strategy and why that; the subjects of the population who had it by arm and in all, or a note."""

    label: str
    strategy: str
    rationale: str
    counts: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Used:
    """The records of analyses (names, labels) that share them: those used, and for an event set aside and assigned."""

    analyses: tuple[tuple[str, str], ...]
    used: str
    event: str
    set_aside: str
    assigned: str
    without_value: str


def happened(content: ReportContent, estimand: Estimand) -> Iterator[Happened]:
    """Give each event of an estimand, with the subjects of its population who had it."""
    declared = content.trial.intercurrent_events
    own = content.events[content.events["flag"] == estimand.population]
    for name, handling in estimand.intercurrent_events.items():
        rows = {str(row["ARM"]): row for _, row in own[own["event"] == name].iterrows()}
        counts = tuple(
            linked(f"{rows[arm]['count']:.0f} of {rows[arm]['total']:.0f}", f"{rows[arm]['id']}:count")
            for arm in (*content.trial.arms, ALL)
            if arm in rows
        )
        label = declared[name].label if name in declared else name
        rationale = handling.rationale or "no rationale given"
        yield Happened(label, estimand.words_of(handling), rationale, counts, "" if name in declared else IN_WORDS)


def used(content: ReportContent, analyses: Sequence[tuple[str, str, str]]) -> Iterator[Used]:
    """Give what the strategies have made of the records, by event; analyses of which all of it is the same together."""
    alike: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for name, label, _ in analyses:
        if counts := of_records(content, name):
            alike.setdefault(counts, []).append((name, label))
    for together in alike.values():
        notes = content.diagnostics[together[0][0]]
        for each in notes[INTERCURRENT]:
            yield Used(
                tuple(together),
                shown(notes["records"]["used"]),
                f"{each['label']}: {each['strategy']}",
                shown(each["set_aside"]),
                shown(each["assigned"]),
                shown(each["without_value"]),
            )


def of_records(content: ReportContent, analysis: str) -> tuple[object, ...]:
    """Give all that is counted of the records of an analysis; nothing where no event is."""
    notes = content.diagnostics.get(analysis, {})
    counts = [(each["label"], *(float(each[key]) for key in COUNTED)) for each in notes.get(INTERCURRENT, ())]
    return (float(notes["records"]["used"]), *counts) if counts else ()
