"""Twelve wrong trial and data files: each gives one clear message, no traceback, and no file under results.

Where records may be left out, one line more says what to write in the trial file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.tiny import Outcome, Tiny


@dataclass(frozen=True)
class Wrong:
    """What is done to the tiny trial, the exit code, the one message, what may help, and how it could be excused."""

    change: Callable[[Tiny], object]
    code: int
    said: str
    fate: str | None = None
    advice: str = ""
    keep: str = ""

    @property
    def printed(self) -> str:
        stays = "make such values missing (their records stay)"  # an event without its date is an event
        done = stays if str(self.fate).startswith("bad_date") else "leave such records out"
        hint = f"(to {done} and list them, say `problems: {{{self.fate}}}` in the trial file{self.keep})"
        return "".join(f"{line}\n" for line in (self.said, self.advice, hint if self.fate else "") if line)


def answer_seven(tiny: Tiny) -> None:
    row = next(line for line in tiny.read("data/sf36.csv").splitlines() if line.startswith("003,V1"))
    fields = row.split(",")
    fields[24] = "7"  # after subject and visit: item 23
    tiny.replace("data/sf36.csv", row, ",".join(fields))


def write_in_cp1252(tiny: Tiny) -> None:
    tiny.spec("data/events.csv, subject", "data/events.csv, encoding: utf-8, subject")
    tiny.write("data/events.csv", tiny.read("data/events.csv").replace("warmth", "Wärme").encode("cp1252"))


TWELVE = {
    "misspelt key": Wrong(
        lambda tiny: tiny.spec("    shape: long", "    shpe: long"),
        2,
        "config/trials/tiny.yaml:11: sources.vas.shpe is not a known key (did you mean `shape`?)",
    ),
    "unknown arm": Wrong(
        lambda tiny: tiny.replace("data/subjects.csv", "003,L,", "003,X,"),
        3,
        "data/subjects.csv, line 4: arm = X, not the code of an arm (L, S) (subject 003)",
        "unknown_arm: {exclude: [X]}",
    ),
    "duplicate visit": Wrong(
        lambda tiny: tiny.add("data/vas.csv", "002,V1,2024-02-05,PAIN,57,mm"),
        3,
        "data/vas.csv, lines 10, 38: several records of PAIN at Week 4 (subject 002)",
        "duplicate: keep_first",
    ),
    "text in a number": Wrong(
        lambda tiny: tiny.replace("data/vas.csv", "PAIN,51,mm", "PAIN,fifty,mm"),
        3,
        "data/vas.csv, line 16: result = fifty, not a number (PAIN; subject 003)",
        "not_numeric: exclude",
        "(data/vas.csv: if fifty means that there is no value, say `missing: {result: [fifty]}` under sources.vas; "
        "where it is a result, `text_results: [fifty]` of the parameter)",
    ),
    "wrong encoding": Wrong(
        write_in_cp1252, 3, "data/events.csv, line 3: byte 0xE4 is not utf-8; declare the right `encoding`"
    ),
    "missing file": Wrong(
        lambda tiny: tiny.path("data/sf36.csv").rename("data/sf_36.csv"),
        3,
        "data/sf36.csv: no such file (did you mean `sf_36.csv`?)",
    ),
    "empty file": Wrong(
        lambda tiny: tiny.write("data/vas.csv", ""),
        3,
        "data/vas.csv: the file is empty (0 bytes: was it copied whole?)",
    ),
    "visit outside window": Wrong(
        lambda tiny: tiny.replace("data/vas.csv", "005,V1,2024-02-12,PAIN", "005,V1,2024-02-29,PAIN"),
        3,
        "data/vas.csv, line 28: day = 46, outside the window of Week 4 (days 22 to 36; subject 005)",
        "outside_window: exclude",
        keep="; `outside_window: keep` uses them as they are and lists them",
    ),
    "item 7 in a 1-6 scale": Wrong(
        answer_seven,
        3,
        "data/sf36.csv, line 9: q23 = 7, not one of 1 to 6 (item 23; subject 003)",
        "out_of_range: exclude",
        '(data/sf36.csv: if "7" means that there is no value, say `missing: ["7"]` under sources.sf36, or by column, '
        '`missing: {q23: ["7"]}`)',
    ),
    "two subjects with one id": Wrong(
        lambda tiny: tiny.replace("data/subjects.csv", "004,S", "003,S"),
        3,
        "data/subjects.csv, lines 4, 5: id = 003 stands for 2 subjects",
        advice="(data/subjects.csv: if one of several rows of a subject is right, `problems: {duplicate_subject: "
        "keep_first}` (or `keep_last`) takes it and lists the others)",
    ),
    "a date that does not exist": Wrong(
        lambda tiny: tiny.replace("data/events.csv", "2024-02-11", "2024-02-30"),
        3,
        "data/events.csv, line 4: start = 2024-02-30, not an existing date in the format %Y-%m-%d (subject 003)",
        "bad_date: exclude",
    ),
    "a column twice": Wrong(
        lambda tiny: tiny.replace("data/vas.csv", "item,result,unit", "item,result,result"),
        3,
        "data/vas.csv: column result stands more than once (columns 5, 6)",
    ),
}


@pytest.mark.parametrize("wrong", TWELVE.values(), ids=TWELVE)
def test_one_clear_message_and_nothing_written(tiny: Tiny, wrong: Wrong) -> None:
    wrong.change(tiny)
    assert tiny.check() == Outcome(wrong.code, out="", err=wrong.printed, made=[])


@pytest.mark.parametrize("name", ["misspelt key", "text in a number", "missing file"])
def test_as_a_program_of_its_own(tiny: Tiny, name: str) -> None:
    wrong = TWELVE[name]
    wrong.change(tiny)
    assert tiny.check_apart() == Outcome(wrong.code, out="", err=wrong.printed, made=[])


def test_they_are_twelve() -> None:
    assert len(TWELVE) == 12
