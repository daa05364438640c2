"""What a slope over the visits is per."""

from __future__ import annotations

import pandas as pd
import pytest

from trialstats.methods.continuous.visit_time import time_unit


@pytest.mark.parametrize(
    ("visits", "unit"),
    [
        ({"Baseline": 0, "Week 4": 4, "Week 12": 12}, "week"),
        ({"Day 1": 1, "Day 8": 8}, "day"),
        ({"Baseline": 0, "Week 4": 1, "Week 12": 2}, "unit of the visits' numbers"),
        ({"Baseline": 0, "Week 4": 4, "Month 6": 6}, "unit of the visits' numbers"),
        ({"Screening": -1, "Baseline": 0, "Week 4": 4}, "unit of the visits' numbers"),
        ({"Baseline": 0, "Visit 4": 4}, "unit of the visits' numbers"),
        ({}, "unit of the visits' numbers"),
    ],
)
def test_the_unit_is_said_where_every_visit_says_it(visits: dict[str, float], unit: str) -> None:
    records = pd.DataFrame({"AVISIT": pd.Categorical(list(visits)), "AVISITN": list(visits.values())})
    assert time_unit(records) == unit
