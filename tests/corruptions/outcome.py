"""What a check makes of a corrupted trial: refused in words, listed, or accepted; and whether a row went lost.

Rows are counted by Python's own reader of CSV, not by the product's accounts: each row of a file that has any text
must stand among the records of every dataset made of it, or in the listing, by file and line.
"""

from __future__ import annotations

import csv
import io
import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd

from tests.corruptions import OPERATIONS, Case, corrupt
from tests.corruptions.parts import NotHere
from tests.corruptions.trials import PARTS, TRIAL_FILE, small_data, small_trial
from tests.tiny import Outcome as Command
from tests.tiny import call
from trialstats.adam.mapping import Mapped, map_adsl, map_dataset
from trialstats.io.read import Raw
from trialstats.io.table import FILE, LINE
from trialstats.plan.layout import Layout
from trialstats.steps import check as steps_check
from trialstats.steps import pieces as steps_pieces
from trialstats.steps.memory import Memory
from trialstats.steps.pieces import Pieces
from trialstats.trialfile.trial import Trial

__all__ = ["ACCEPTED", "REFUSED", "Outcome", "case_of", "judge", "pristine"]

Caught = list[tuple[Trial, dict[str, Mapped]]]

REFUSED = {2: "refused: trial file", 3: "refused: data"}
SAME, LISTED = "accepted, nothing changed", "accepted and listed"
NOTED, SILENT = "accepted with other values and a note", "accepted with other values"
# Longest first: UTF-32 begins as UTF-16 does.
MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
ACCEPTED = (SAME, LISTED, NOTED, SILENT)


@dataclass(frozen=True)
class Outcome:
    """kind: one of the above; said: the first message; change: a value that differs; faults: what must never be."""

    case: Case
    kind: str
    said: str = ""
    change: str = ""
    faults: tuple[str, ...] = ()


@dataclass
class Seen:
    """A trial as it was mapped: records and listing by dataset, as multisets of rows that know no line."""

    trial: Trial
    records: dict[str, Counter[tuple[str, ...]]]
    listed: Counter[tuple[str, ...]]
    notes: list[str]
    lost: list[str] = field(default_factory=list)


def case_of(number: int, root: int, folder: Path) -> tuple[str, Case]:
    """Make the case of a number: operations in turn, on a part of the trial and one of its files chosen at random."""
    operation, seed = list(OPERATIONS)[number % len(OPERATIONS)], f"{root} {number}"
    for part in random.Random(seed).sample(list(PARTS), len(PARTS)):
        with suppress(NotHere):
            trial_file = {TRIAL_FILE: small_trial(part, folder).encode()}
            return part, corrupt(small_data(part), trial_file, operation, seed)
    raise NotHere(operation)


def prepare(part: str, folder: Path) -> Path:
    """Write the small trial of a part into a folder of its own."""
    top = folder / part
    if not top.exists():
        for file, content in {TRIAL_FILE: small_trial(part, folder).encode(), **small_data(part)}.items():
            (top / file).parent.mkdir(parents=True, exist_ok=True)
            (top / file).write_bytes(content)
    return top


def judge(case: Case, part: str, folder: Path) -> Outcome:
    """Put the case's file in the place of the good one, check the trial, and look at what was accepted."""
    top = prepare(part, folder)
    before = pristine(part, folder)
    with working_in(top), replaced(Path(case.file), case.content):
        checked, mapped = check()
        said = checked.err.splitlines()
        if checked.code in REFUSED:
            faults = [] if said else ["refused without a word"]
            return Outcome(case, REFUSED[checked.code], said[0] if said else "", faults=(*faults, *unreadable(said)))
        if checked.code:
            return Outcome(case, "FAULT", checked.err[:300], faults=(f"exit code {checked.code}: {checked.err[:300]}",))
        after = look(checked.out, mapped)
    notes = [note for note in after.notes if note not in before.notes]
    change = difference(before, after)
    faults = tuple(after.lost)
    if after.listed - before.listed:
        more = next(iter((after.listed - before.listed).elements()))
        return Outcome(case, LISTED, " | ".join(filter(None, more)), change, faults)
    if not change:
        return Outcome(case, SAME, faults=faults)
    return Outcome(case, NOTED if notes else SILENT, notes[0] if notes else "", change, faults)


def unreadable(said: list[str]) -> list[str]:
    """Name what makes a message none: a traceback, lines without end, characters that a terminal obeys."""
    faults = ["a traceback"] if any("Traceback" in line for line in said) else []
    faults += ["a line of more than 2,000 characters"] if any(len(line) > 2000 for line in said) else []
    faults += ["more than 300 lines"] if len(said) > 300 else []
    return faults + (["control characters"] if any(not c.isprintable() for line in said for c in line) else [])


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    old = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(old)


@contextmanager
def replaced(file: Path, content: bytes) -> Iterator[None]:
    good = file.read_bytes()
    file.write_bytes(content)
    try:
        yield
    finally:
        file.write_bytes(good)


@cache
def pristine(part: str, folder: Path) -> Seen:
    with working_in(prepare(part, folder)):
        checked, mapped = check()
        seen = look(checked.out, mapped)
    assert seen.lost == []
    return seen


def check() -> tuple[Command, Caught]:
    """Check the trial of the working folder; give also what it was mapped to, which the notes are made of."""
    caught: Caught = []

    def pieces(trial: Trial, memory: Memory) -> Pieces:
        caught.append((trial, {}))
        return Pieces(trial, memory)

    def adsl(trial: Trial, raw: Mapping[str, Raw]) -> Mapped:
        caught[-1][1]["adsl"] = map_adsl(trial, raw)
        return caught[-1][1]["adsl"]

    def dataset(trial: Trial, name: str, raw: Mapping[str, Raw], subjects: pd.DataFrame) -> Mapped:
        caught[-1][1][name] = map_dataset(trial, name, raw, subjects)
        return caught[-1][1][name]

    Layout("laser").checked.unlink(missing_ok=True)  # what was good before is looked at again
    with (
        patch.object(steps_check, "Pieces", pieces),
        patch.object(steps_pieces, "map_adsl", adsl),
        patch.object(steps_pieces, "map_dataset", dataset),
    ):
        checked = call("check", "laser")
    return checked, caught


def look(said: str, caught: Caught) -> Seen:
    """Hold every file's rows against what became of them; `said` is what the check printed, notes and all."""
    ((trial, mapped),) = caught
    listed = Counter[tuple[str, ...]]()
    for made in mapped.values():
        listing = made.listing.frame()
        listed.update(texts(listing[["dataset", "file", "subject", "visit", "item", "value", "kind", "fate"]]))
    records = {name: Counter(texts(own_columns(made.records))) for name, made in mapped.items()}
    records |= {file: tables_beside(file) for file in trial.files_beside_sources}
    return Seen(trial, records, listed, said.splitlines()[1:], list(lost_rows(trial, mapped)))


def tables_beside(file: str) -> Counter[tuple[str, ...]]:
    """Read a table that is no source, its columns in the order of their names; in the encoding that its mark tells."""
    content = Path(file).read_bytes()
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8-sig")
    lines = csv.DictReader(io.StringIO(content.decode(encoding), newline=""))
    return Counter(tuple(f"{name}={row[name]}" for name in sorted(row, key=str)) for row in lines)


def own_columns(records: pd.DataFrame) -> pd.DataFrame:
    """Leave out where a record stands: the same record on another line is the same."""
    return records[sorted(name for name in records.columns if name[:1] not in (" ", "_"))]


def texts(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return list(map(tuple, frame.astype(object).where(frame.notna(), "").astype(str).to_numpy().tolist()))


def lost_rows(trial: Trial, mapped: dict[str, Mapped]) -> Iterator[str]:
    """Name the rows of files that are neither used nor listed."""
    for name in (*trial.datasets, *trial.occurrences):
        declared = trial.datasets.get(name) or trial.occurrences[name]
        file = trial.sources[declared.source].file
        records = mapped[name].records
        accounted = {*records.loc[records[FILE] == file, LINE], *listed_lines(mapped[name], file)}
        for line, row in data_rows(file, trial.sources[declared.source].delimiter):
            if line not in accounted:
                yield f"{name}: line {line} of {file} is neither used nor listed: {row}"
    adsl = mapped["adsl"]
    file = trial.sources[trial.subjects.source].file
    listed = listed_lines(adsl, file)
    rows = [r for line, r in data_rows(file, trial.sources[trial.subjects.source].delimiter) if line not in listed]
    if len(rows) > len(adsl.records):
        yield f"adsl: {len(rows)} rows of {file}, {len(adsl.records)} subjects"


def listed_lines(made: Mapped, file: str) -> set[Any]:
    listing = made.listing.frame()
    return set(listing.loc[listing["file"] == file, "line"])


def data_rows(file: str, delimiter: str | None) -> Iterator[tuple[int, list[str]]]:
    """Read the rows that have any text, with the lines they begin on; the first of them is the header."""
    content = Path(file).read_bytes()
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    csv.field_size_limit(10**9)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ",")
    line, header = 1, True
    for row in reader:
        if not re.match("sep=", "".join(row)) and any(cell.strip() for cell in row):
            if not header:
                yield line, row
            header = False
        line = reader.line_num + 1


def difference(before: Seen, after: Seen) -> str:
    """Give a value that the corruption changed, or the setting of the trial file."""
    for name in dict.fromkeys([*before.records, *after.records]):
        old, new = before.records.get(name, Counter()), after.records.get(name, Counter())
        gone, come = [*(old - new).elements()], [*(new - old).elements()]
        if gone or come:
            return f"{name}: {of_rows(gone, come)}"
    was, now = flat(before.trial.model_dump()), flat(after.trial.model_dump())
    changed = [path for path in {**was, **now} if was.get(path) != now.get(path)]
    return f"{changed[0]}: {was.get(changed[0])!r} became {now.get(changed[0])!r}" if changed else ""


def of_rows(gone: list[tuple[str, ...]], come: list[tuple[str, ...]]) -> str:
    if len(gone) != len(come):
        return f"{len(gone)} records gone, {len(come)} new, e.g. {' '.join((come or gone)[0])[:120]}"
    nearest = min(come, key=lambda row: sum(a != b for a, b in zip(row, gone[0], strict=False)))
    cells = [f"{a or '(blank)'} became {b or '(blank)'}" for a, b in zip(gone[0], nearest, strict=False) if a != b]
    return f"{len(gone)} records, e.g. {', '.join(cells)[:160]} (of {' '.join(gone[0])[:60]})"


def flat(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, dict):
        return {k: v for key, inner in value.items() for k, v in flat(inner, f"{path}.{key}".strip(".")).items()}
    return {path: value}
