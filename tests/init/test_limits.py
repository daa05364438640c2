"""Results such as `<0.70`: limits of quantification are proposed, with how often each is said."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.init.first_hour import FirstHour, csv_of, first_hour


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def laboratory(*limits: str, unit: str = "pg/mL") -> FirstHour:
    """A long file of one analyte, every third result beyond one of some limits."""
    draw = random.Random(4)
    rows = [
        [
            n,
            "AB"[n % 2],
            v,
            "IL6",
            limits[n // 3 % len(limits)] if (n + v) % 3 == 0 else f"{draw.uniform(0.9, 9):.2f}",
            unit,
        ]
        for n in range(1, 37)
        for v in (0, 1)
    ]
    return first_hour(csv_of("lab.csv", "id,arm,visit,test,result,unit", rows))


def test_one_limit() -> None:
    first = laboratory("<0.70")
    assert first.check.code == 0, first.check.err
    said = first.file["datasets"]["adlab"]["parameters"]["IL6"]
    assert said["limits"] == {"lower": 0.7}
    assert "text_results" not in said
    assert "24 results say <0.70" in first.text
    assert "other_limit" not in first.file.get("problems", {})


def test_several_limits() -> None:
    """The lowest is declared, so that no measured number counts as below it; each holds where it is reported."""
    first = laboratory("<0.70", "< 0.90")
    assert first.check.code == 0, first.check.err
    assert first.file["datasets"]["adlab"]["parameters"]["IL6"]["limits"] == {"lower": 0.7}
    assert first.file["problems"]["other_limit"] == "keep"


def test_both_ends() -> None:
    first = laboratory("<0.70", ">500")
    assert first.file["datasets"]["adlab"]["parameters"]["IL6"]["limits"] == {"lower": 0.7, "upper": 500}
    assert first.check.code == 0, first.check.err


def test_most_results_may_be_below() -> None:
    draw = random.Random(4)
    rows = [
        [n, "AB"[n % 2], v, "<0.5" if draw.random() < 0.7 else f"{draw.uniform(0.5, 3):.2f}"]
        for n in range(36)
        for v in (0, 1)
    ]
    first = first_hour(csv_of("tnf.csv", "id,arm,visit,tnf", rows))
    assert first.file["datasets"]["adtnf"]["parameters"]["TNF"]["limits"] == {"lower": 0.5}
    assert first.check.code == 0, first.check.err
