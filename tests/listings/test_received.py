"""The records as received that are not used as they stand."""

from __future__ import annotations

import pandas as pd

from tests.tiny import table
from trialstats.listings.received import COLUMNS, received


def test_lines_are_whole_numbers_beside_scores_that_stand_in_no_line() -> None:
    names = ["dataset", "source", "file", "line", "subject", "visit", "item", "value", "kind", "fate", "allowed"]
    row = ["adpain", "vas", "data/vas.csv", 32, "001", "V1", "PAIN", "", "blank", "missing", ""]
    unscored = table("USUBJID AVISIT PARAMCD", [["002", "Week 4", "MCS"]])
    data = received(pd.DataFrame([row], columns=names), {"adsf36": unscored})
    assert data is not None
    lines = [each.cells[[*COLUMNS].index("line")].text for group in data.groups for each in group.rows]
    assert lines == ["32", ""]
