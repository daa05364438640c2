"""Visits side by side with their dates: each gives ADT and ADY and is held against its window, as in a long file.

The tiny trial: 001 was randomised on 5 January 2024, 002 on the 8th; week 4 is days 22 to 36, week 8 days 50 to 64.
"""

from __future__ import annotations

import pytest

from tests.adam.saying import checked, fatal
from tests.tiny import Tiny, listed

WIDE = """\
id,pain0,pain4,pain8,stiff0,stiff4,d0,d4,d8
001,60,40,30,50,44,05.01.2024,02.02.2024,01.03.2024
002,62,58,,48,50,08.01.2024,20.02.2024,
003,70,51,33,61,52,10.01.2024,,06.03.2024
"""
DATES = '{Baseline: d0, Week 4: d4, Week 8: {column: d8, format: ["%d.%m.%Y", iso8601], impute: last}}'


@pytest.fixture
def wide(tiny: Tiny) -> Tiny:
    tiny.write("data/wide.csv", WIDE)
    text = tiny.read("config/trials/tiny.yaml")
    start, end = text.index("  vas:\n"), text.index("  sf36:\n")
    tiny.spec(text[start:end], "  vas: {file: data/wide.csv, subject: id}\n")
    tiny.spec("name: PAIN,", "columns: {Baseline: pain0, Week 4: pain4, Week 8: pain8},")
    tiny.spec("name: STIFF,", "columns: {Baseline: stiff0, Week 4: stiff4},")
    tiny.spec("    source: vas\n", f'    source: vas\n    dates: {DATES}\n    date_format: "%d.%m.%Y"\n')
    return tiny


def test_each_visit_has_its_date_and_day(wide: Tiny) -> None:
    wide.fates(outside_window="keep")
    data = wide.adam("adpain")["adpain"]
    own = data[(data["USUBJID"] == "001") & data["PARAMCD"].isin(["PAIN", "STIFF"])]
    assert own[["PARAMCD", "AVISIT", "VISIT", "ADY"]].to_numpy().tolist() == [
        ["PAIN", "Baseline", "pain0", 1],
        ["PAIN", "Week 4", "pain4", 29],
        ["PAIN", "Week 8", "pain8", 57],
        ["STIFF", "Baseline", "stiff0", 1],
        ["STIFF", "Week 4", "stiff4", 29],
    ]
    assert own["ADT"].astype("str").tolist()[:3] == ["2024-01-05", "2024-02-02", "2024-03-01"]
    third = data[(data["USUBJID"] == "003") & (data["AVISIT"] == "Week 4")]
    assert third["AVAL"].notna().all()  # a blank date costs no value
    assert third["ADT"].isna().all()


@pytest.mark.parametrize(("fate", "used"), [("exclude", 12), ("keep", 14)])
def test_a_visit_outside_its_window_is_found(wide: Tiny, fate: str, used: int) -> None:
    """002 came on day 44 for week 4: both of its values go, and the row gives those of its other visits."""
    said = "data/wide.csv, line 3: day = 44, outside the window of Week 4 (days 22 to 36; subject 002)"
    assert checked(wide) == [said]
    wide.fates(outside_window=fate)
    mapped = wide.mapped("adpain")
    assert fatal(mapped) == []
    assert listed(mapped, "adpain", "kind", "line", "visit", "fate") == [("outside_window", 3, "Week 4", fate)]
    rows, values = mapped["adpain"].accounts
    assert (rows.n_in, rows.n_used, rows.n_listed) == (3, 3, 0)
    assert (values.n_used, values.n_listed) == (used, 1)  # the pain of 002 at week 8 is blank


def test_what_is_no_date_is_found_once_a_row_and_costs_the_visit(wide: Tiny) -> None:
    wide.replace("data/wide.csv", "20.02.2024", "20.13.2024")
    assert checked(wide) == [
        "data/wide.csv, line 3: d4 = 20.13.2024, not an existing date in the format %d.%m.%Y (subject 002)"
    ]
    wide.fates(bad_date="exclude")
    mapped = wide.mapped("adpain")
    assert len(mapped["adpain"].records) == 12


def test_a_date_of_its_own_format_may_be_imputed(wide: Tiny) -> None:
    wide.replace("data/wide.csv", "01.03.2024", "2024-02")
    wide.fates(outside_window="keep")
    data = wide.adam("adpain")["adpain"]
    week8 = data[(data["USUBJID"] == "001") & (data["AVISIT"] == "Week 8")].iloc[0]
    assert (str(week8["ADT"].date()), week8["ADTF"]) == ("2024-02-29", "D")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{Baseline: d0,", "{Basline: d0,", "`dates` has Basline, and no `columns` of a parameter has that visit"),
        ("{Baseline: d0,", "{Baseline: d00,", "data/wide.csv: has no column d00 (did you mean `d0`?)"),
        ("subject: id}\n  sf36", "subject: id, date: {column: d0}}\n  sf36", "leave `visit` and `date` out"),
        ("impute: last}", "impute: {to: last, not_after: EOSDT}}", "is not a known date of ADSL"),
    ],
)
def test_what_cannot_be_declared(wide: Tiny, old: str, new: str, said: str) -> None:
    wide.spec(old, new)
    assert said in wide.check().err


def test_dates_side_by_side_need_visits_side_by_side(tiny: Tiny) -> None:
    tiny.spec("    source: vas\n", "    source: vas\n    dates: {Baseline: date}\n")
    assert "`dates` are of visits side by side (`columns`)" in tiny.check().err
