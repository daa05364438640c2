"""Beside an estimated ratio stands the true ratio, beside a difference the true difference, of one parameter alike."""

from __future__ import annotations

import pytest

from trialstats.display.table.choose import records_of
from trialstats.methods.continuous.estimates_table import compared
from trialstats.results.shape import tidy

KEYS = {"PARAMCD": "IL6", "AVISIT": "Week 12", "ARM": "DTLT", "REFERENCE": "Sham"}


@pytest.mark.parametrize(("kind", "true"), [("ratio", 0.85), ("difference", -0.3)])
def test_like_stands_beside_like(kind: str, true: float) -> None:
    truths = records_of(
        tidy(
            [
                {**KEYS, "kind": "truth", "measure": "RATIO", "estimate": 0.85},
                {**KEYS, "kind": "truth", "estimate": -0.3},
            ],
            "truth",
        )
    )
    own = records_of(tidy([{**KEYS, "kind": kind, "measure": "AVAL", "estimate": 1.0}], "fit"))
    found = compared(own, "Sham", truths)["truth"]
    assert found is not None
    assert found["estimate"] == true
    other = [record for record in truths if record["estimate"] != true]
    assert compared(own, "Sham", other)["truth"] is None
