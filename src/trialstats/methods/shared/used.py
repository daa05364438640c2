"""Who was left out, as a sentence that stands under a table: from the notes that a method has gathered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Row

__all__ = ["NO_RECORD", "told_of_left_out", "with_everybody"]

NO_RECORD = "no record"
# The notes that are about records of a dataset other than ADSL are not about subjects.
SUBJECTS = (None, "adsl")
# `variable` of notes that are about events.
EVENTS = "events"


def with_everybody(counts: Mapping[str, int], people: int) -> dict[str, int]:
    """Count among those left out the people, as many as there should be records, of whom there is no record."""
    gap = people - counts["in"]
    return {**counts, "in": people, NO_RECORD: gap} if gap > 0 else dict(counts)


def told_of_left_out(
    collector: Collector, names: Mapping[str, str], of: str = "subjects", about: str | None = None
) -> Iterator[Row]:
    """Give the rows that tell, per parameter, how many of whom were used, and why not the others.

    names: what the sentence calls variables and parameters, by their names. about: the `variable` of the notes to tell,
    where others are told otherwise. Nothing is told where nobody was left out.
    """
    by_parameter: dict[str | None, list[str]] = {}
    for note in collector.notes["excluded"]:
        wanted = note.get("variable") != EVENTS if about is None else note.get("variable") == about
        if wanted and note.get("dataset") in SUBJECTS and note["in"] > note["used"]:
            by_parameter.setdefault(note.get("PARAMCD"), []).append(sentence_of(note, names, of, about))
    several = len(by_parameter) > 1
    for number, (paramcd, told) in enumerate(by_parameter.items(), start=1):
        head = f" of {names.get(str(paramcd), paramcd)}" if several and paramcd is not None else ""
        what = f" ({about})" if about else ""
        row = {"kind": Kind.VALUE, "variable": Told.LEFT_OUT, "level": str(number), "PARAMCD": paramcd}
        yield {**row, "PARAM": f"Used{head}{what}: {'; '.join(dict.fromkeys(told))}."}


def sentence_of(note: Row, names: Mapping[str, str], of: str, about: str | None) -> str:
    """Write `40 of 46 subjects at Week 8 (4 no record, 2 without Site)`."""
    pair = " against ".join(str(note[key]) for key in ("ARM", "REFERENCE") if note.get(key))
    parts = [
        f"{note['used']} of {note['in']} {of}",
        *([f"at {note['AVISIT']}"] if note.get("AVISIT") else []),
        *([f"for {note['group']}"] if note.get("group") and about is None else []),
        *([f"for {pair}"] if pair else []),
        *([str(note["variable"])] if note.get("variable") and about is None else []),
    ]
    return f"{' '.join(parts)} ({', '.join(reasons_of(note['left_out'], names))})"


def reasons_of(left_out: Mapping[str, int], names: Mapping[str, str]) -> Iterable[str]:
    for reason, count in left_out.items():
        if count:
            name = reason.removesuffix(" missing")
            yield f"{count} {reason}" if name == reason else f"{count} without {names.get(name, name)}"
