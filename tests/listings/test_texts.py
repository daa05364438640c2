"""Values as they were recorded."""

from __future__ import annotations

import pandas as pd

from trialstats.listings.texts import texts_of
from trialstats.trialfile.parts.house_words import HouseWords
from trialstats.trialfile.parts.partial_dates import NOTHING_KNOWN, known_part_of


def test_numbers_have_the_digits_that_were_recorded() -> None:
    values = pd.DataFrame({"AVAL": [30.0, 1.53 - 1.0, -0.00001, None, 1234567.0]})
    assert texts_of(values, "AVAL") == ["30", "0.53", "0", "", "1234567"]


def test_a_result_without_number_is_its_text() -> None:
    values = pd.DataFrame({"AVAL": [0.9, None, None], "AVALC": ["0.90", "<0.7", None]})
    assert texts_of(values, "AVAL") == ["0.9", "<0.7", ""]


def test_of_a_date_known_in_part_the_part_is_written() -> None:
    days = pd.to_datetime(["2024-01-31", "2024-01-15", "2024-07-01", None, "2024-01-01"])
    values = pd.DataFrame({"ASTDT": days, "ASTDTF": [None, "D", "M", None, "Y"]})
    assert texts_of(values, "ASTDT") == ["2024-01-31", "2024-01", "2024", "", ""]


def test_of_a_date_for_which_no_day_stands_what_is_known_is_written_as_the_house_writes_dates() -> None:
    days = pd.to_datetime(["2023-06-30", None, None, None, None])
    known = [None, "2023-06", "2022", NOTHING_KNOWN, None]
    values = pd.DataFrame({"ASTDT": days, known_part_of("ASTDT"): known})
    assert texts_of(values, "ASTDT") == ["2023-06-30", "2023-06", "2022", "", ""]
    house = HouseWords(dates="31JAN2024")
    assert texts_of(values, "ASTDT", house.date) == ["30JUN2023", "JUN2023", "2022", "", ""]
    assert texts_of(values, "ASTDT", HouseWords(dates="31 Jan 2024").date)[:2] == ["30 Jun 2023", "Jun 2023"]


def test_whole_dates_are_written_as_the_house_does() -> None:
    values = pd.DataFrame({"ADT": pd.to_datetime(["2024-01-31", None])})
    assert texts_of(values, "ADT", lambda text: text.replace("-", "/")) == ["2024/01/31", ""]
