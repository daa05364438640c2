"""A sas7bdat that another program wrote (sas/write_visits.R beside it) comes in as a person would write it."""

from __future__ import annotations

from pathlib import Path

from trialstats.io.read import read_source
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.sources import Source

VISITS = Path(__file__).parent / "sas" / "visits.sas7bdat"


def test_values_of_a_sas_dataset() -> None:
    raw = read_source(Source(file=VISITS.name, subject="SUBJID"), VISITS.parent)
    assert raw.place == "row"
    assert raw.frame.drop(columns=FILE).to_dict("records") == [
        {"SUBJID": "007", "VISIT": "V0", "ADT": "2024-01-31", "AVAL": "1", LINE: 1},
        {"SUBJID": "No", "VISIT": "V1", "ADT": "", "AVAL": "2.5", LINE: 2},
        {"SUBJID": "031", "VISIT": "V1", "ADT": "2024-02-29", "AVAL": "", LINE: 3},
    ]
