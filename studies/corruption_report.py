"""The report of studies/corruption.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.corruptions.outcome import ACCEPTED, REFUSED, Outcome

__all__ = ["report"]

KINDS = (*REFUSED.values(), *ACCEPTED, "FAULT")
WHAT = """\
Each is done to one file of a part of the trial: eight subjects, with one sort of data. Rows are
counted apart from the program's own accounts: every row of a file that has any text, as Python's reader of CSV finds
it, must be among the records of each dataset made of the file, or listed, by file and line.""".splitlines()
COLUMNS = """\
*same*: accepted, and every record and setting is what it was. *listed*: accepted, and the listing names more than
before. *noted*: accepted with other values, and a note. *other values*: accepted with other values, and no word: what
a reader should judge, for no program can know that 38 should have been 83.""".splitlines()
Found = list[tuple[int, str, Outcome]]


def report(outcomes: Found, call: str, minutes: float, parts: bool) -> str:
    return "\n".join(
        [*head(outcomes, call, minutes, parts), *counts(outcomes), *examples(outcomes), *faults(outcomes), ""]
    )


def head(outcomes: Found, call: str, minutes: float, parts: bool) -> Iterator[str]:
    kinds = Counter(outcome.kind for _, _, outcome in outcomes)
    lost = sum("neither used nor listed" in fault for _, _, o in outcomes for fault in o.faults)
    hung = sum("no answer" in fault for _, _, o in outcomes for fault in o.faults)
    yield "# Corrupted files and trial files"
    yield ""
    yield f"{len(outcomes):,} corruptions of the built-in trial's files and trial file, each given to `check`."
    yield ""
    yield f"    {call}"
    yield ""
    took = f"took {minutes:.0f} minutes"
    took = f"was stopped and went on; its last part {took}" if parts else took
    yield f"{took}. The corruptions are those of `tests/corruptions`, seeds in `studies/seeds.py`."
    yield from WHAT
    yield ""
    yield "| | cases |"
    yield "|---|---|"
    yield f"| ended in a traceback or another exit code | {kinds['FAULT'] - hung} |"
    yield f"| gave no answer in a minute | {hung} |"
    yield f"| lost a row that is not listed | {lost} |"
    yield from (f"| {kind} | {kinds[kind]:,} |" for kind in KINDS[:-1])
    yield ""


def counts(outcomes: Found) -> Iterator[str]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, outcome in outcomes:
        found[outcome.case.operation][outcome.kind] += 1
    names = ("refused (2)", "refused (3)", "same", "listed", "noted", "other values", "fault")
    yield "## By operation"
    yield ""
    yield from COLUMNS
    yield ""
    yield f"| operation | {' | '.join(names)} |"
    yield f"|---|{'---|' * len(names)}"
    for operation, kinds in found.items():
        yield f"| {operation} | {' | '.join(str(kinds[kind] or '') for kind in KINDS)} |"
    yield ""


def examples(outcomes: Found) -> Iterator[str]:
    yield "## An example of each kind of accepted change"
    yield ""
    yield "The first case of each operation that was accepted and changed something: what was done, what became of it,"
    yield "and what was said."
    yield ""
    yield "| operation | case | done | changed | listed or noted |"
    yield "|---|---|---|---|---|"
    told = set()
    for number, part, outcome in outcomes:
        if outcome.kind in ACCEPTED[1:] and (key := (outcome.case.operation, outcome.kind)) not in told:
            told.add(key)
            file = outcome.case.file.rpartition("/")[2]
            cells = (
                outcome.case.operation,
                f"{number} ({part}, {file})",
                outcome.case.done,
                outcome.change,
                outcome.said,
            )
            yield f"| {' | '.join(cell(text) for text in cells)} |"
    yield ""


def cell(text: str) -> str:
    """Write a text into a cell of Markdown: on one line, and nothing in it is markup."""
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:220])
    for mark in "\\`|<>*_[]":
        plain = plain.replace(mark, f"\\{mark}")
    return plain


def faults(outcomes: Found) -> Iterator[str]:
    found = [(number, part, outcome) for number, part, outcome in outcomes if outcome.faults]
    yield "## Faults"
    yield ""
    if not found:
        yield "None."
    for number, part, outcome in found:
        said = f"{outcome.case.operation}: {cell(outcome.case.done)}: {cell('; '.join(outcome.faults))}"
        yield f"- {number} ({part}), {said}"
