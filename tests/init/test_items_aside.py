"""Items of a questionnaire at several visits side by side, as their names may be written."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import csv_of, first_hour

VISITS = {"bl": "Baseline", "6w": "Week 6", "12w": "Week 12"}


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("form", "items", "at"),
    [
        ("phq{n}_{v}", "phq{n}", "{item}_{v}"),
        ("{v}_phq9_{n}", "phq9_{n}", "{v}_{item}"),
        ("PHQ9_{v}_{n}", "{n}", "PHQ9_{v}_{item}"),
    ],
)
def test_phq9(form: str, items: str, at: str) -> None:
    draw = random.Random(8)
    names = [form.format(n=n, v=v) for v in VISITS for n in range(1, 10)]
    rows = [[n, "AB"[n % 2], *(draw.randint(0, 3) for _ in names), draw.randint(300, 500)] for n in range(1, 41)]
    first = first_hour(csv_of("side.csv", ",".join(["id", "arm", *names, "height"]), rows))
    assert first.check.code == 0, first.check.err
    said = first.file["datasets"]["adphq9"]
    assert said["instrument"] == {"name": "phq9", "items": items}
    assert said["items_at"] == {label: at.replace("{v}", v) for v, label in VISITS.items()}
    assert list(first.file["datasets"]) == ["adphq9"]
    assert first.file["estimands"]["primary"]["variable"] == {"PARAMCD": "PHQ9", "value": "CHG"}


def test_beside_other_outcomes() -> None:
    draw = random.Random(8)
    names = [f"gad{n}_{v}" for v in ("t0", "t1") for n in range(1, 8)]
    rows = [
        [n, "AB"[n % 2], *(draw.randint(0, 3) for _ in names), draw.randint(0, 10), draw.randint(0, 10)]
        for n in range(1, 41)
    ]
    first = first_hour(csv_of("side.csv", ",".join(["id", "arm", *names, "pain_t0", "pain_t1"]), rows))
    assert first.check.code == 0, first.check.err
    assert list(first.file["datasets"]) == ["adgad7", "adside"]
    assert list(first.file["datasets"]["adside"]["parameters"]) == ["PAIN"]
