"""`trialstats init`: what it prints, writes and refuses; that it is the same twice, and shows nothing of a person."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import csv_of, first_hour, questions
from tests.tiny import call

HEADER = "subject,arm,initials,born,week,pain,comment"


@pytest.fixture(autouse=True)
def pain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file with names, dates of birth and remarks, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    draw = random.Random(2)
    rows = [
        [
            *(f"S{n:02d}", ("placebo", "drug")[n % 2], f"QX{n}", f"19{40 + n}-03-07", week, draw.randint(0, 10)),
            *("saw Dr Quincy" if n == 4 else ["", "slept badly"][n % 2],),
        ]
        for n in range(1, 31)
        for week in (0, 4, 8)
    ]
    return csv_of("pain.csv", HEADER, rows)


def test_what_is_printed_and_written(pain: str) -> None:
    first = first_hour(pain)
    number = len(first.text.splitlines())
    open_ones = len(questions(first.text))
    assert first.init.out == (
        f"first.yaml: written, {number} lines, {open_ones} of them questions (`# ?`)\nnext: trialstats check first\n"
    )
    assert first.check.code == 0, first.check.err
    assert number < 60


def test_the_same_twice(pain: str) -> None:
    first = first_hour(pain)
    assert call("init", pain, "--name", "first", "--force").code == 0
    assert Path("first.yaml").read_text("utf-8") == first.text


def test_nothing_of_a_person_is_shown(pain: str) -> None:
    text = first_hour(pain).text
    for shown in ("QX", "Quincy", "slept", "1941", "03-07", "S01"):
        assert shown not in text
    assert "initials" in text  # the column is named as one that is not used


def test_a_trial_file_is_not_overwritten(pain: str) -> None:
    Path("first.yaml").write_text("mine\n")
    refused = call("init", pain, "--name", "first")
    assert refused.code == 2
    assert (
        refused.err
        == "first.yaml: is there already, and is not overwritten; `--force` does that, another `--name` keeps both\n"
    )
    assert Path("first.yaml").read_text() == "mine\n"


def test_in_a_clone_it_stands_among_the_trials(pain: str) -> None:
    Path("config/trials").mkdir(parents=True)
    Path("workflow/schemas").mkdir(parents=True)
    Path("workflow/schemas/trial.schema.json").write_text("{}")
    assert call("init", pain, "--name", "first").code == 0
    text = Path("config/trials/first.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../workflow/schemas/trial.schema.json\n")
    assert call("check", "first").code == 0


def test_all_that_cannot_be_read_is_said_at_once() -> None:
    Path("notes.docx").write_bytes(b"x")
    Path("empty.csv").write_text("")
    refused = call("init", "nopain.csv", "notes.docx", "empty.csv", "data/*.csv", "--name", "first")
    assert refused.code == 3
    assert refused.lines == [
        "nopain.csv: no such file (did you mean `pain.csv`?)",
        "notes.docx: notes.docx is a Word document: export the data as CSV (files of that ending, .docx, are not read)",
        "empty.csv: the file is empty (0 bytes: was it copied whole?)",
        "data/*.csv: no file matches: put your data files there, or give their paths",
    ]
    assert not Path("first.yaml").exists()


def test_a_name_that_is_none(pain: str) -> None:
    refused = call("init", pain, "--name", "a trial")
    assert refused.code == 2
    assert "letters, digits, _ and - only" in refused.err


def test_a_file_without_subjects() -> None:
    csv_of("norms.csv", "scale,mean,sd", [["PF", 50, 10.5], ["RP", 51.5, 9]])
    refused = call("init", "norms.csv", "--name", "first")
    assert refused.code == 3
    assert refused.lines[0] == "norms.csv: no column identifies subjects"


def test_no_column_says_the_arm(tmp_path: Path) -> None:
    """The file is written all the same, and says what is open."""
    csv_of("pain.csv", "subject,week,pain", [[n, week, (n * 7 + week) % 11] for n in range(1, 31) for week in (0, 4)])
    assert call("init", "pain.csv", "--name", "first").code == 0
    assert any("which says the arm" in question for question in questions(Path("first.yaml").read_text("utf-8")))
    assert call("check", "first").code == 3


def test_help_has_examples() -> None:
    said = call("init", "--help")
    assert said.code == 0
    assert "trialstats init data/neck/pain.csv --name neck" in said.out
