"""The records of a listing: each is listed, or counted by the first condition that leaves it out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.tiny import table
from trialstats.errors import SpecError
from trialstats.listings.records import choose
from trialstats.trialfile.parts.listing import Listing

ADSL = table(
    "USUBJID TRT01P SITEID FASFL",
    [["01", "Laser", "9", "Y"], ["02", "Sham", "9", "Y"], ["03", "Laser", "8", "N"], ["04", None, "8", "N"]],
)
EVENTS = table(
    "USUBJID AETERM AESER AESEQ",
    [
        ["02", "fall", "N", 1.0],
        ["01", "rash", "Y", 2.0],
        ["01", "itch", None, 1.0],
        ["03", "fall", "Y", 1.0],
        ["04", "rash", "Y", 1.0],
    ],
)
ARMS = ("Sham", "Laser")


def chosen(**said: Any) -> tuple[list[str], dict[str, int]]:
    wanted = {"dataset": "adae", "columns": ["AETERM"], "group": ["TRT01P"], **said}
    found = choose("events", Listing.model_validate(wanted), EVENTS, ADSL, ARMS)
    return list(found.records["USUBJID"] + " " + found.records["AETERM"]), found.counts


def test_records_stand_by_arm_as_it_is_displayed_then_by_subject() -> None:
    rows, counts = chosen()
    assert rows == ["02 fall", "01 rash", "01 itch", "03 fall", "04 rash"]  # without an arm comes last
    assert counts == {"in": 5, "the subject is not in ADSL": 0, "listed": 5}


def test_rows_of_a_subject_are_sorted_by_what_the_listing_says() -> None:
    assert chosen(sort="AESEQ")[0][1:3] == ["01 itch", "01 rash"]


def test_groups_come_before_subjects() -> None:
    assert chosen(group=["SITEID", "TRT01P"])[0] == ["03 fall", "04 rash", "02 fall", "01 rash", "01 itch"]


def test_each_record_is_counted_once() -> None:
    rows, counts = chosen(population="FASFL", records=[{"column": "AESER", "in": "Y"}])
    assert rows == ["01 rash"]
    assert counts == {"in": 5, "the subject is not in FASFL": 2, "AESER is not Y": 2, "listed": 1}
    assert counts["in"] == sum(number for reason, number in counts.items() if reason != "in")


@pytest.mark.parametrize(("recorded", "rows"), [(True, 4), (False, 1)])
def test_a_value_can_be_asked_for(recorded: bool, rows: int) -> None:
    assert len(chosen(records=[{"column": "AESER", "recorded": recorded}])[0]) == rows


def test_a_choice_can_be_one_of_subjects() -> None:
    assert chosen(records=[{"column": "SITEID", "in": "9"}])[0] == ["02 fall", "01 rash", "01 itch"]


def test_a_variable_that_is_nowhere_is_named_with_the_nearest() -> None:
    with pytest.raises(SpecError) as found:
        chosen(columns=["AETREM"], sort=["AESQ"])
    assert list(found.value.problems) == [
        "listings.events.columns: AETREM is no variable of adae or ADSL (did you mean `AETERM`?)",
        "listings.events.sort: AESQ is no variable of adae or ADSL (did you mean `AESEQ`?)",
    ]


def test_no_record_is_none() -> None:
    found = choose(
        "e",
        Listing(dataset="adae", columns=("AETERM",), group=("TRT01P",)),
        EVENTS.iloc[:0].astype(pd.StringDtype()),
        ADSL,
        ARMS,
    )
    assert found.counts["listed"] == 0


def test_ids_that_are_numbers_stand_in_their_order() -> None:
    people = table("USUBJID TRT01P", [["1", "Sham"], ["10", "Sham"], ["2", "Sham"]])
    listing = Listing.model_validate({"dataset": "adsl", "columns": ["TRT01P"], "group": ["TRT01P"]})
    assert list(choose("all", listing, people, people, ARMS).records["USUBJID"]) == ["1", "2", "10"]
