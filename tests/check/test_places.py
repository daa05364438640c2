"""Beside a problem of the data stands where the trial file declares what it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.trialfile.text.declared import About, Problem, about, with_places


def line_of(text: str) -> str:
    """Give the place of the only line of the trial file that holds a text."""
    (line,) = (number for number, line in enumerate(TRIAL.splitlines(), start=1) if text in line)
    return f"{TRIAL_FILE}:{line}"


# What is changed in which file, and what stands on the line of the trial file that is named.
CASES = {
    "a value out of range": ("data/vas.csv", "2024-02-02,PAIN,40", "2024-02-02,PAIN,400", "PAIN: {label: Pain"),
    "a text": ("data/vas.csv", "2024-02-02,STIFF,44", "2024-02-02,STIFF,x", "STIFF: {label"),
    "a unit": ("data/vas.csv", "2024-02-02,PAIN,40,mm", "2024-02-02,PAIN,40,cm", "PAIN: {label: Pain"),
    "a visit": ("data/vas.csv", "001,V1,2024-02-02,PAIN", "001,V9,2024-02-02,PAIN", "visits:"),
    "a window": ("data/vas.csv", "001,V1,2024-02-02,PAIN", "001,V1,2024-04-02,PAIN", "Week 4: {codes"),
    "a parameter": ("data/vas.csv", "001,V1,2024-02-02,PAIN", "001,V1,2024-02-02,PIAN", "    parameters:"),
    "a date of a visit": (
        "data/vas.csv",
        "001,V1,2024-02-02,PAIN",
        "001,V1,02-02-2024,PAIN",
        "    date: {column: date",
    ),
    "an arm": ("data/subjects.csv", "001,L,", "001,X,", "arms:"),
    "a date of a subject": ("data/subjects.csv", "2024-01-05", "05-01-2024", "RANDDT: {column"),
    "a covariate": ("data/subjects.csv", "54,F", "540,F", "AGE: {column"),
    "a level of a covariate": ("data/subjects.csv", "54,F", "54,W", "SEX: {column"),
    "an event": ("data/events.csv", "headache,1,2024-01-20", "headache,7,2024-01-20", "AESEV: {column"),
    "a column that is not there": ("data/subjects.csv", "sex\n", "gender\n", "SEX: {column"),
    "a column of a source": ("data/vas.csv", "result,", "results,", "    value: result"),
    "an item": ("data/sf36.csv", "id,visit,q01", "id,visit,x01", "    instrument: {name: sf36"),
    "a subject twice": ("data/subjects.csv", "002,S,", "001,S,", "  subjects: {file"),
    "a line that is too long": ("data/events.csv", "headache,1,2024-01-20", "a,headache,1,2024-01-20", "events: {file"),
}


@pytest.mark.parametrize(("file", "old", "new", "declared"), CASES.values(), ids=CASES)
def test_what_a_problem_is_about_is_named(tiny: Tiny, file: str, old: str, new: str, declared: str) -> None:
    tiny.replace(file, old, new)
    found = tiny.check()
    assert (found.code, found.places[0]) == (3, line_of(declared)), found.err


def test_a_file_that_is_not_there(tiny: Tiny) -> None:
    tiny.path("data/vas.csv").unlink()
    assert tiny.check().places == [line_of("  vas:")]


def test_what_would_help_has_no_place(tiny: Tiny) -> None:
    tiny.replace("data/subjects.csv", "2024-01-05", "05-01-2024")
    found = tiny.check()
    assert [bool(place) for place in found.places] == [not line.startswith("(") for line in found.lines]


def test_a_label_that_reads_as_a_column_names_none(tiny: Tiny) -> None:
    tiny.spec("ITTFL: {label: Randomised", "ITTFL: {label: randomised")
    tiny.replace("data/subjects.csv", "2024-01-05", "05-01-2024")
    assert tiny.check().places[0] == line_of("RANDDT: {column")


def test_a_trial_file_that_was_taken_away_has_no_places() -> None:
    said = about(["a.csv: is wrong"], About(source="a"))
    assert with_places(said, Path("gone.yaml")) == ["a.csv: is wrong"]
    assert isinstance(said[0], Problem)


def test_what_a_problem_knows_is_kept(tiny: Tiny) -> None:
    (said,) = about([Problem("x", About(column="age"))], About(source="vas", dataset="adsl"))
    assert isinstance(said, Problem)
    assert said.about == About(source="vas", dataset="adsl", column="age")
    assert with_places([said], Path(TRIAL_FILE)) == [f"x [{line_of('AGE: {column')}]"]
