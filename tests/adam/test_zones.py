"""Dates with a time zone, and texts that cannot be seen: told, and read as written where the trial file says so."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from tests.tiny import Tiny
from trialstats.adam.dates import parse_dates
from trialstats.trialfile.text.written import written

ZONED = "2024-01-20T23:30:00-05:00"


def test_a_day_is_that_of_the_place_where_it_was_written() -> None:
    import pandas as pd

    texts = pd.Series([ZONED, "2024-01-21T02:00:00+02:00", "2024-01-20T10:00:00Z", "2024-01-20", None], dtype="str")
    dates = parse_dates(texts, ["%Y-%m-%dT%H:%M:%S%z"])
    assert list(dates.dt.strftime("%Y-%m-%d").fillna("")) == ["2024-01-20", "2024-01-21", "2024-01-20", "", ""]


def test_a_date_with_a_zone_is_refused_with_the_format_that_reads_it(tiny: Tiny) -> None:
    tiny.replace("data/events.csv", "2024-01-20", ZONED)
    outcome = tiny.check()
    assert outcome.code == 3
    assert outcome.lines[:2] == [
        f"data/events.csv, line 2: start = {ZONED}, has a time; the declared format has none (subject 001)",
        "(data/events.csv: %Y-%m-%dT%H:%M:%S%z would fit every value in start that does not fit: say "
        '`format: ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]`)',
    ]
    tiny.spec("{column: start, type: date}", '{column: start, type: date, format: ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]}')
    assert tiny.check().err == ""


@pytest.mark.parametrize("text", ["001\N{ZERO WIDTH SPACE}", "a\tb", 'x"y\N{RIGHT-TO-LEFT MARK}', "\x1b[31m"])
def test_what_cannot_be_seen_is_written_as_yaml_reads_it(text: str) -> None:
    assert written(text).isprintable()
    assert YAML(typ="safe", pure=True).load(written(text)) == text
