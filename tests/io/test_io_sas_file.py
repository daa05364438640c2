"""A sas7bdat that another program wrote (sas/write_visits.R beside it) comes in as a person would write it."""

from __future__ import annotations

from pathlib import Path

from trialstats.io.read import read_source
from trialstats.spec.sources import Source

FILE = Path(__file__).parent / "sas" / "visits.sas7bdat"


def test_values_of_a_sas_dataset() -> None:
    raw = read_source(Source(file=FILE.name, subject="SUBJID"), FILE.parent)
    assert raw.place == "row"
    assert raw.frame.drop(columns="_file").to_dict("records") == [
        {"SUBJID": "007", "VISIT": "V0", "ADT": "2024-01-31", "AVAL": "1", "_line": 1},
        {"SUBJID": "No", "VISIT": "V1", "ADT": "", "AVAL": "2.5", "_line": 2},
        {"SUBJID": "031", "VISIT": "V1", "ADT": "2024-02-29", "AVAL": "", "_line": 3},
    ]
