"""What is kept of the dates of events whose day is not known: year and month where the text says them for certain."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny, listed
from trialstats.adam.partial import known_part
from trialstats.adam.variables import described
from trialstats.errors import SpecError
from trialstats.methods.medication.medication import run
from trialstats.methods.medication.options import Medication
from trialstats.steps.inputs import base_inputs

ISO, DAY_FIRST, MONTH_FIRST = "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y"
USERS = (
    "method: medication, dataset: adcm, population: ITTFL, counts: taken, end: AENDT, "
    "follow_up: {start: RANDDT, last_record: adpain}"
)
COURSES = """\
id,drug,from,to
001,ibuprofen,2023-11-01,2023-12-UN
003,ibuprofen,2024-01-20,2024-01-29
004,ibuprofen,2024-01-20,
005,ibuprofen,UN-UN-2024,UN-UNK-UNKN
"""


@pytest.mark.parametrize(
    ("text", "formats", "known"),
    [
        ("2023-12-UN", [ISO], "2023-12"),
        ("2023-12", [ISO], "2023-12"),
        ("12/2023", [DAY_FIRST], "2023-12"),
        ("2023", [ISO], "2023"),
        ("2023-00-00", [ISO], "2023"),
        ("UN/12/2023", [DAY_FIRST], "2023-12"),
        ("12/UN/2023", [DAY_FIRST], "2023"),  # the 12th of a month not known
        ("12/UN/2023", [MONTH_FIRST], "2023-12"),
        ("12/UN/2023", [DAY_FIRST, MONTH_FIRST], "2023"),  # the one or the other
        ("UN/12/2023", [ISO], "2023"),  # nothing says what the 12 is
        ("UN.12.2023", ["%d.%m.%Y", ISO], "2023-12"),  # only one of them has the year there
        ("UN.12.2023", ["iso8601", "%d.%m.%Y"], "2023-12"),
        ("UN Dec 2023", ["%d %b %Y"], "2023-12"),
        ("UNDEC2023", ["%d%b%Y"], "2023-12"),
        ("December 2023", [ISO], "2023-12"),
        ("2023---15", [ISO], "2023"),  # ISO 8601: the 15th of a month not known
        ("UN-UNK-UNKN", ["%d-%b-%Y"], "unknown"),
        ("2023-13-45", [ISO], "unknown"),
        ("soon", [ISO], "unknown"),
    ],
)
def test_what_is_known_of_a_date(text: str, formats: list[str], known: str) -> None:
    assert known_part(text, formats) == known


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.write("data/courses.csv", COURSES)
    tiny.spec("  events: {file", "  courses: {file: data/courses.csv, subject: id}\n  events: {file")
    columns = "CMTRT: {column: drug}, ASTDT: {column: from, type: date}, AENDT: {column: to, type: date}"
    tiny.spec("occurrences:\n", f"occurrences:\n  adcm: {{source: courses, columns: {{{columns}}}}}\n")
    return tiny


def test_events_keep_what_is_known_of_a_date_and_no_day_is_made_up(trial: Tiny) -> None:
    trial.fates(partial_date="keep")
    events = trial.adam("adpain", "adcm")["adcm"].set_index("USUBJID")
    assert events["AENDTK"].dropna().to_dict() == {"001": "2023-12", "005": "unknown"}
    assert events["ASTDTK"].dropna().to_dict() == {"005": "2024"}
    assert events["AENDT"].notna().sum() == 1


def test_of_a_partial_date_that_is_excluded_nothing_is_used(trial: Tiny) -> None:
    trial.fates(partial_date="exclude")
    events = trial.adam("adpain", "adcm")["adcm"].set_index("USUBJID")
    assert events["AENDTK"].dropna().to_dict() == {"001": "unknown", "005": "unknown"}


def test_an_end_that_is_left_out_is_not_blank(trial: Tiny) -> None:
    """An end before its start, or far from the trial, is none that can be used; the course was over all the same."""
    trial.write("data/courses.csv", "id,drug,from,to\n001,a,2024-01-20,2024-01-10\n003,a,2024-01-20,2034-01-10\n")
    trial.fates(end_before_start="exclude", implausible_date="exclude")
    events = trial.adam("adpain", "adcm")["adcm"]
    assert events["AENDTK"].tolist() == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        ("2024-01-20,2023-12-UN", True),
        ("2024-01-20,2023", True),
        ("2024-01-20,2024-01-UN", False),
        ("2024-01-20,2024", False),
        ("2024-02-UN,2024-01-31", True),
        ("2024-02-UN,2024-02-01", False),
        ("2024-02-UN,2024-01-UN", True),
        ("2024-02-UN,2024", False),
        ("2024-01-20,UN-UNK-UNKN", False),
        ("UN-UNK-UNKN,2024-01-20", False),
        ("2024-01-20,", False),
    ],
)
def test_an_end_before_its_start_whatever_the_day(trial: Tiny, dates: str, wrong: bool) -> None:
    trial.write("data/courses.csv", f"id,drug,from,to\n001,a,{dates}\n")
    trial.fates(partial_date="keep", end_before_start="exclude")
    mapped = trial.mapped("adcm")
    start, end = dates.split(",")
    said = [("end_before_start", end, f"before from = {start}")] if wrong else []
    assert [
        told for told in listed(mapped, "adcm", "kind", "value", "allowed") if told[0] == "end_before_start"
    ] == said
    if wrong:
        known = mapped["adcm"].records
        assert known[["ASTDTK", "AENDTK"]].to_numpy().tolist() == [["unknown", "unknown"]]
        assert known[["ASTDT", "AENDT"]].isna().all(axis=None)


def test_a_file_without_an_event_is_none_the_worse(trial: Tiny) -> None:
    trial.write("data/courses.csv", "id,drug,from,to\n009,a,2024-01-20,2023-12-UN\n")
    trial.fates(partial_date="keep", unknown_subject="exclude", max_excluded="1")
    assert trial.mapped("adcm")["adcm"].records.empty


def test_where_all_dates_are_known_or_blank_nothing_is_added(trial: Tiny) -> None:
    trial.write("data/courses.csv", "".join(COURSES.splitlines(keepends=True)[i] for i in (0, 2, 3)))
    assert not [name for name in trial.adam("adpain", "adcm")["adcm"] if name in ("ASTDTK", "AENDTK")]


def test_a_course_over_before_the_trial_makes_no_user(trial: Tiny) -> None:
    """From the file to the count: subject 001 took it from 1 November to some day of December, randomised 5 January."""
    trial.fates(partial_date="keep")
    trial.spec("analyses:\n", f"analyses:\n  users: {{{USERS}}}\n")
    built, spec = trial.adam("adpain", "adcm"), trial.load()
    analysis = spec.analyses["users"]
    assert isinstance(analysis, Medication)
    rows = run(analysis, base_inputs(spec, "users", built.pop("adsl"), datasets=built)).rows
    users = rows[(rows["kind"] == "count") & rows["group"].isna()].set_index("ARM")["count"]
    assert users.to_dict() == {"Laser": 2, "Sham": 1, "All": 3}  # 003 and 005, and 004


def test_what_is_known_of_a_date_is_a_variable_like_others(trial: Tiny) -> None:
    trial.fates(partial_date="keep")
    known = described(trial.load(), "adcm")["ASTDTK"]
    assert (known.label, known.type, known.origin) == ("ASTDT as Far as It Is Known", "text", "Derived")
    assert known.derivation
    trial.spec("CMTRT: {column: drug}", "ASTDTK: {column: drug}")
    with pytest.raises(SpecError, match="what is known of which stands in ASTDTK: no other variable"):
        trial.load()
