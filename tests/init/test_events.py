"""Files of events with names of their own: adverse events are recognised, or the draft says what is missing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import FirstHour, csv_of, first_hour

SUBJECTS = 30


@pytest.fixture(autouse=True)
def pain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    draw = random.Random(3)
    rows = [[n, "AB"[n % 2], w, draw.randint(0, 10)] for n in range(SUBJECTS) for w in (0, 4)]
    return csv_of("pain.csv", "id,arm,week,pain", rows)


def events(header: str, *columns: tuple[str, ...], file: str = "list.csv") -> FirstHour:
    """Write a file of events: of each column its texts in turn, beside a day of 2023."""
    rows = [
        [
            n % SUBJECTS,
            f"{1 + n % 28:02d}.{1 + n // 28:02d}.2023",
            *(texts[(n * 7 + n // 5) % len(texts)] for texts in columns),
        ]
        for n in range(45)
    ]
    return first_hour("pain.csv", csv_of(file, header, rows))


def test_a_german_file() -> None:
    columns = (
        ("Wundinfekt", "Thrombose", "Schwindel"),
        ("leicht", "mittel", "schwer"),
        ("nein", "ja"),
        ("ja", "nein", "möglich"),
    )
    first = events("id,Beginn,Ereignis,Schweregrad,SUE,Zusammenhang", *columns, file="komplikationen.csv")
    assert first.check.code == 0, first.check.err
    said = first.file["occurrences"]["adae"]
    assert said["label"] == "Adverse events"
    assert {name: column["column"] for name, column in said["columns"].items()} == {
        "AETERM": "Ereignis",
        "AESEV": "Schweregrad",
        "AESER": "SUE",
        "AEREL": "Zusammenhang",
        "ASTDT": "Beginn",
    }
    assert list(said["columns"]["AESEV"]["codes"]) == ["MILD", "MODERATE", "SEVERE"]
    assert said["columns"]["AEREL"]["codes"] == {"Y": ["ja", "möglich"], "N": "nein"}
    assert "# ? which count as related" in first.text


def test_by_what_its_columns_hold() -> None:
    """No name says what it is: severities stand beside words of many kinds."""
    first = events("id,when,what,how bad", ("dry mouth", "rash", "falls", "cough"), ("mild", "moderate", "severe"))
    said = first.file["occurrences"]["adae"]["columns"]
    assert said["AETERM"]["column"] == "what"
    assert said["AESEV"]["codes"] == {"MILD": "mild", "MODERATE": "moderate", "SEVERE": "severe"}
    assert said["ASTDT"]["column"] == "when"


def test_grades_are_levels_and_asked_about() -> None:
    first = events("id,onset,complaint,ctcae grade", ("rash", "falls", "cough"), ("1", "2", "3"), file="toxicity.csv")
    said = first.file["occurrences"]["adae"]["columns"]["AESEV"]
    assert said["codes"] == {"Grade 1": "1", "Grade 2": "2", "Grade 3": "3"}
    assert "# ? what each grade means" in first.text


def test_what_is_missing_is_said() -> None:
    rows = [[n % SUBJECTS, ("rash", "falls", "cough")[n % 3]] for n in range(45)]
    first = first_hour("pain.csv", csv_of("side_effects.csv", "id,complaint", rows))
    asked = "? no column was taken for ASTDT, without which there are no tables of adverse events"
    assert f"# {asked}\n" in first.text


def test_what_it_is_is_asked() -> None:
    first = events("id,when,device", ("tens", "laser", "ice"))
    assert "adlist" in first.file["occurrences"]
    assert (
        "# ? what are these: tables of adverse events need AETERM and ASTDT, those of medication CMTRT and ASTDT"
        in first.text
    )
