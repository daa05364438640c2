"""Columns numbered one after the other: times where a name says what is measured, and rows that are no records."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import csv_of, first_hour


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_pain1_to_pain8_beside_a_score_at_visits() -> None:
    draw = random.Random(9)
    rows = [
        [
            f"K{n:03d}",
            ("TENS", "Standard")[n % 2],
            *(draw.randint(20, 90) for _ in range(3)),
            *(draw.randint(0, 10) for _ in range(8)),
        ]
        for n in range(1, 41)
    ]
    header = "Pat.-Nr.,Gruppe,KOOS pr\u00e4op,KOOS 6 Wochen,KOOS 3 Monate," + ",".join(f"PAIN{n}" for n in range(1, 9))
    end = [["Mittelwert", "", 50.2, 58.3, 60.1, *[""] * 8], ["k.A. = keine Angabe", *[""] * 12]]
    first = first_hour(csv_of("knie.csv", header, [*rows, *end]))
    assert first.check.code == 0, first.check.err
    assert first.file["sources"]["knie"]["skip_at_end"] == 2
    (score, pain) = first.file["datasets"].values()
    assert score["parameters"]["KOOS"]["columns"] == {
        "Baseline": "KOOS pr\u00e4op",
        "Week 6": "KOOS 6 Wochen",
        "Month 3": "KOOS 3 Monate",
    }
    assert score["parameters"]["KOOS"]["better"] == "higher"
    assert pain["parameters"]["PAIN"]["columns"] == {f"Time {n}": f"PAIN{n}" for n in range(1, 9)}
    assert "# ? 8 columns one after the other were taken for times: when were they, or are they items\n" in first.text


def test_items_are_no_times() -> None:
    """Nothing in the name says that they are measured again and again, or they have few answers."""
    draw = random.Random(9)
    rows = [
        [n, "AB"[n % 2], *(draw.randint(0, 4) for _ in range(8)), draw.randint(0, 40), draw.randint(0, 40)]
        for n in range(1, 41)
    ]
    header = "id,arm," + ",".join(f"pain{n}" for n in range(1, 9)) + ",bdi_pre,bdi_post"
    first = first_hour(csv_of("side.csv", header, rows))
    assert list(first.file["datasets"]["adside"]["parameters"]) == ["BDI"]


def test_a_site_within_which_identifiers_count_is_a_covariate() -> None:
    draw = random.Random(9)
    rows = [
        [w, n, "AB"[draw.randint(0, 1)], draw.randint(0, 40), draw.randint(0, 40)]
        for w in "CDEFG"
        for n in range(1, 13)
    ]
    first = first_hour(csv_of("side.csv", "ward,no,allocation,bdi_pre,bdi_post", rows))
    assert first.check.code == 0, first.check.err
    assert first.file["sources"]["side"]["subject"] == ["ward", "no"]
    assert first.file["covariates"]["SITEID"]["column"] == "ward"
    assert first.file["subjects"]["strata"] == ["SITEID"]
