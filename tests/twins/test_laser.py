"""R gives the numbers that are expected of the built-in trial, from the records that its analyses used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.twins.kept import analyses_kept, differences, printed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def expected() -> dict[str, float]:
    found: dict[str, float] = json.loads((ROOT / "results" / "laser.expected.json").read_text("utf-8"))["estimates"]
    return found


@pytest.mark.parametrize("analysis", analyses_kept("laser"))
def test_r_gives_our_numbers(analysis: str, expected: dict[str, float]) -> None:
    theirs = printed("laser", analysis)
    kinds = {name.split("/")[1] for name in theirs.index}
    ours = {name.partition(":estimate")[0] for name in expected if name.endswith(":estimate")}
    ours = {name for name in ours if name.split("/")[0] == analysis and name.split("/")[1] in kinds}
    assert set(theirs.index) == ours
    for statistic, far in differences(theirs, expected).items():
        assert far < 1e-8, f"{statistic} differs by {far:.1e}"
