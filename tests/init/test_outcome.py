"""An outcome that is measured once, and is no number: the draft says which number each word is, and asks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import csv_of, first_hour
from tests.tiny import call


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("name", "texts", "numbers"),
    [
        ("cured", ["yes", "no"], {"no": 0, "yes": 1}),
        ("pain relief", ["none", "some", "marked"], {"none": 0, "some": 1, "marked": 2}),
        ("last", ["poor", "good"], {"good": 0, "poor": 1}),
        ("died", [0, 1], None),
        ("cgi", [1, 2, 3, 4], None),
    ],
)
def test_words_and_grades(name: str, texts: list[object], numbers: dict[str, int] | None) -> None:
    draw = random.Random(8)
    rows = [
        [
            *(n, ("drug", "placebo")[n % 2], 1 + n % 4, draw.choice("FM"), draw.randint(20, 70)),
            *(draw.choice(("yes", "no")), 1 + n % 10, draw.choice(texts)),
        ]
        for n in range(60)
    ]
    header = f"pid,alloc,centre,sex,age,smoker,therapist,{name}"
    first = first_hour(csv_of("once.csv", header, rows))
    assert first.check.code == 0, first.check.err
    (parameter,) = first.file["datasets"]["adonce"]["parameters"].values()
    assert parameter["columns"] == {"End of trial": name}
    assert parameter.get("numbers") == numbers
    assert "# ? was it the outcome, measured once" in first.text
    assert ("# ? which number each word is" in first.text) == (numbers is not None)
    assert ("# ? of two values the mean is a share" in first.text) == (len(texts) == 2)


def test_words_of_one_person_are_not_shown() -> None:
    rows = [[n, "AB"[n % 2], "fell off a ladder" if n == 4 else ("yes", "no")[n % 3 == 0]] for n in range(60)]
    assert call("init", csv_of("once.csv", "pid,alloc,cured", rows), "--name", "first").code == 3
    assert not Path("first.yaml").exists()


def test_words_at_visits() -> None:
    """A time beside the visit says when it was, and is no result."""
    draw = random.Random(3)
    texts = ("none or mild", "moderate or severe")
    rows = [
        [n, draw.choice(texts), "AB"[n % 2], round(v + draw.random() / 5, 3), v] for n in range(40) for v in (1, 2, 3)
    ]
    first = first_hour(csv_of("nail.csv", "patientID,outcome,treatment,time,visit", rows))
    assert first.check.code == 0, first.check.err
    (parameter,) = first.file["datasets"]["adnail"]["parameters"].values()
    assert parameter["column"] == "outcome"
    assert parameter["numbers"] == {"none or mild": 0, "moderate or severe": 1}
