"""What a listing reads: the variables that it names and those that tell what these hold, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from trialstats.io.artefacts import write_artefact
from trialstats.plan.layout import Layout
from trialstats.steps.listing import records_and_subjects
from trialstats.trialfile.parts.listing import Listing

PEOPLE = pd.DataFrame({"USUBJID": ["01"], "TRT01P": ["Laser"], "FASFL": ["Y"], "AGE": [60.0], "SEX": ["F"]})
RECORDS = pd.DataFrame(
    {
        "USUBJID": ["01"],
        "AVAL": [float("nan")],
        "AVALC": ["<0.7"],
        "ADT": pd.to_datetime(["2024-01-15"]),
        "ADTF": ["D"],
        "ADTK": ["2024-01"],
        "CHG": [1.0],
        "SRCFILE": ["labs.csv"],
        "SRCLINE": [2.0],
    }
)


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.chdir(tmp_path)
    made = Layout("small")
    made.adam("adlb").parent.mkdir(parents=True)
    write_artefact(PEOPLE, made.adam("adsl"))
    write_artefact(RECORDS, made.adam("adlb"))
    return made


def read(layout: Layout, **said: Any) -> tuple[set[str], set[str]]:
    wanted = {"dataset": "adlb", "columns": ["AVAL", "ADT", "AGE"], "group": ["TRT01P"], **said}
    records, people = records_and_subjects(Listing.model_validate(wanted), layout)
    assert records.columns.is_unique
    assert people.columns.is_unique
    return set(records.columns), set(people.columns)


def test_texts_of_results_and_known_parts_of_dates_come_along(layout: Layout) -> None:
    records, people = read(layout)
    assert records == set(RECORDS.columns) - {"CHG"}
    assert people == {"USUBJID", "TRT01P", "AGE"}


def test_a_population_and_conditions_of_records_are_read(layout: Layout) -> None:
    wanted = {"columns": ["USUBJID", "AGE"], "population": "FASFL", "records": [{"column": "SEX", "in": ["F"]}]}
    records, people = read(layout, **wanted)
    assert records == {"USUBJID", "SRCFILE", "SRCLINE"}
    assert people == {"USUBJID", "TRT01P", "AGE", "FASFL", "SEX"}


def test_all_are_read_where_a_name_is_unknown_so_that_the_message_finds_the_nearest(layout: Layout) -> None:
    assert read(layout, columns=["AVLA"]) == (set(RECORDS.columns), set(PEOPLE.columns))
