"""What is compared across events: dates with the trial's days, ends with starts, numbers with each other, and rows.

The tiny trial is randomised in January 2024 and plans its last day on day 64, so that days -365 to 429 are plausible.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.adam.saying import checked, fatal
from tests.tiny import Tiny, listed
from trialstats.adam.listing import ROW, Listing
from trialstats.adam.plausible import no_far_numbers
from trialstats.io import table
from trialstats.trialfile.parts.problems import Problems

MEDICATION = """\
id,drug,from,to,days,mg
001,ibuprofen,2024-01-10,2024-01-12,3,400
003,ibuprofen,2024-01-20,2024-01-29,10,400
004,tramadol,2024-01-20,2024-01-20,1,50
005,tramadol,2024-02-20,,5,50
"""
COURSES = """\
  adcm:
    source: courses
    columns:
      CMTRT: {column: drug}
      ASTDT: {column: from, type: date}
      AENDT: {column: to, type: date}
      CMDUR: {column: days, type: number, unit: days}
      CMDOSE: {column: mg, type: number, unit: mg}
"""
RESCUE = """\
  rescue: {method: medication, dataset: adcm, population: ITTFL, days: CMDUR, dose: CMDOSE, \
follow_up: {start: RANDDT, last_record: adpain}}
"""
FILE = "data/courses.csv"
PLAUSIBLE = "and days -365 to 429 are plausible (others where `study_days` of the column says so)"


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    """The tiny trial with courses of medication and an analysis of them."""
    tiny.write(FILE, MEDICATION)
    tiny.spec("  events: {file", f"  courses: {{file: {FILE}, subject: id}}\n  events: {{file")
    tiny.spec("occurrences:\n", f"occurrences:\n{COURSES}")
    tiny.spec("  change: {method: ancova", f"{RESCUE}  change: {{method: ancova")
    return tiny


def test_what_can_be_is_no_problem(trial: Tiny) -> None:
    assert trial.check().code == 0
    assert listed(trial.mapped("adpain", "adcm"), "adcm", "kind") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "001,ibuprofen,2024-01-10,2024-01-12",
            "001,ibuprofen,2012-01-10,2024-01-12",
            f"line 2: from = 2012-01-10, study day -4378, {PLAUSIBLE} (subject 001)",
        ),
        (
            "2024-01-10,2024-01-12",
            "2024-01-10,2034-01-12",
            f"line 2: to = 2034-01-12, study day 3661, {PLAUSIBLE} (subject 001)",
        ),
        (
            "2024-01-10,2024-01-12",
            "2024-01-10,2024-01-02",
            "line 2: to = 2024-01-02, before from = 2024-01-10 (subject 001)",
        ),
        (
            "2024-01-12,3,",
            "2024-01-12,1000000,",
            "line 2: days = 1000000, which lasts beyond day 429, the last that can be (`study_days` of from) "
            "(subject 001)",
        ),
        ("2024-01-12,3,", "2024-01-12,-3,", "line 2: days = -3, below 0, where no amount can be (subject 001)"),
        ("3,400", "3,-400", "line 2: mg = -400, below 0, where no amount can be (subject 001)"),
        (
            "3,400",
            "3,1000000",
            "line 2: mg = 1000000, more than 100 times the median of mg, 50 (`range` says which numbers can be) "
            "(subject 001)",
        ),
    ],
)
def test_what_cannot_well_be_is_found_by_the_check(trial: Tiny, old: str, new: str, said: str) -> None:
    trial.replace(FILE, old, new)
    outcome = trial.check()
    assert (outcome.code, checked(trial)) == (3, [f"{FILE}, {said}"])


def test_days_count_from_randomisation_where_no_date_is_day_1(trial: Tiny) -> None:
    trial.spec("  day_one: RANDDT\n", "")
    trial.replace(FILE, "2024-01-10,2024-01-12", "2024-01-10,2034-01-12")
    assert checked(trial) == [f"{FILE}, line 2: to = 2034-01-12, study day 3661, {PLAUSIBLE} (subject 001)"]


def test_it_becomes_missing_where_it_is_excluded(trial: Tiny) -> None:
    trial.replace(FILE, "2024-01-10,2024-01-12,3,400", "2012-01-10,2034-01-12,3,1000000")
    trial.replace(FILE, "2024-01-20,2024-01-29,10", "2024-01-20,2024-01-19,10")
    trial.replace(FILE, "2024-02-20,,5", "2024-02-20,,5000")
    trial.fates(implausible_date="exclude", implausible_number="exclude", end_before_start="exclude", max_excluded="1")
    mapped = trial.mapped("adpain", "adcm")
    assert fatal(mapped) == []
    kinds = [("implausible_date", 2), ("implausible_number", 2), ("implausible_date", 2), ("end_before_start", 3)]
    assert sorted(listed(mapped, "adcm", "kind", "line")) == sorted([*kinds, ("implausible_number", 5)])
    records = mapped["adcm"].records
    assert len(records) == 4
    assert records.iloc[0][["ASTDT", "AENDT", "CMDOSE"]].isna().all()
    assert records.iloc[1][["ASTDT", "AENDT"]].isna().all()  # nobody can tell which of the two is wrong
    assert records["CMDUR"].isna().tolist() == [False, False, False, True]


def test_it_is_used_and_listed_where_it_is_kept(trial: Tiny) -> None:
    trial.replace(FILE, "2024-01-10,2024-01-12,3,400", "2012-01-10,2034-01-12,3,1000000")
    trial.fates(implausible_date="keep", implausible_number="keep")
    mapped = trial.mapped("adpain", "adcm")
    assert fatal(mapped) == []
    assert mapped["adcm"].records.iloc[0][["ASTDT", "CMDOSE"]].tolist() == [pd.Timestamp("2012-01-10"), 1e6]
    assert {fate for (fate,) in listed(mapped, "adcm", "fate")} == {"keep"}


def test_the_trial_file_says_what_can_be(trial: Tiny) -> None:
    trial.replace(FILE, "2024-01-10,2024-01-12,3,400", "2012-01-10,2034-01-12,3,1000000")
    trial.spec("{column: from, type: date}", "{column: from, type: date, study_days: [-5000, null]}")
    trial.spec("{column: to, type: date}", "{column: to, type: date, study_days: [null, 4000]}")
    trial.spec("unit: mg}", "unit: mg, range: [0, 2000000]}")
    assert trial.check().code == 0
    trial.spec("study_days: [-5000, null]", "study_days: [-4000, null]")
    assert checked(trial) == [
        f"{FILE}, line 2: from = 2012-01-10, study day -4378, and days from -4000 on are plausible (others where "
        "`study_days` of the column says so) (subject 001)"
    ]


def test_what_began_long_before_is_looked_for_where_courses_taken_count(trial: Tiny) -> None:
    trial.replace(FILE, "001,ibuprofen,2024-01-10", "001,ibuprofen,2004-01-10")
    trial.spec("days: CMDUR, dose: CMDOSE", "end: AENDT, dose: CMDOSE, counts: taken")
    assert trial.check().code == 0
    trial.replace(FILE, "001,ibuprofen,2004-01-10", "001,ibuprofen,2029-01-10")
    assert len(checked(trial)) == 1


def test_medication_that_no_analysis_names_may_be_old(trial: Tiny) -> None:
    trial.replace(FILE, "001,ibuprofen,2024-01-10", "001,ibuprofen,2004-01-10")
    assert len(checked(trial)) == 1
    trial.spec(RESCUE, "")
    assert trial.check().code == 0


@pytest.mark.parametrize("days", ["[5, 1]", "[0, 5]", "[a, 5]"])
def test_days_that_cannot_be_are_refused(trial: Tiny, days: str) -> None:
    trial.spec("{column: from, type: date}", f"{{column: from, type: date, study_days: {days}}}")
    assert len(trial.spec_problems()) == 1


def test_study_days_are_of_dates(trial: Tiny) -> None:
    trial.spec("{column: drug}", "{column: drug, study_days: [1, 5]}")
    assert "`study_days` goes with `type: date`" in trial.spec_problems()[0]


@pytest.mark.parametrize(("fate", "lines"), [("exclude", [2, 3, 4]), ("keep", [2, 3, 4, 5])])
def test_the_same_row_twice(tiny: Tiny, fate: str, lines: list[int]) -> None:
    tiny.add("data/events.csv", "003,headache,1,2024-02-11")
    tiny.fates(repeated_event=fate)
    mapped = tiny.mapped("adpain", "adae")
    assert fatal(mapped) == []
    assert mapped["adae"].records[table.LINE].tolist() == lines
    assert len(listed(mapped, "adae", "line")) == 1


def test_two_events_of_a_day_that_differ_in_a_column_nobody_reads_are_two(tiny: Tiny) -> None:
    tiny.write(
        "data/events.csv",
        "id,term,severity,start,time\n001,headache,1,2024-01-20,08:00\n001,headache,1,2024-01-20,21:30\n",
    )
    assert tiny.check().code == 0


SESSIONS = "id,no,on,joule\n001,1,2024-01-06,50\n001,2,2024-01-09,60\n002,1,2024-01-10,50\n"
SESSION = """\
  adex:
    source: sessions
    columns:
      EXSEQ: {column: no, type: number}
      ASTDT: {column: on, type: date}
      EXENERGY: {column: joule, type: number}
"""
EXPOSURE = "  received: {method: exposure, population: ITTFL, sessions: adex, sequence: EXSEQ, energy: EXENERGY}\n"


@pytest.fixture
def treated(tiny: Tiny) -> Tiny:
    """The tiny trial with three sessions."""
    tiny.write("data/sessions.csv", SESSIONS)
    tiny.spec("  events: {file", "  sessions: {file: data/sessions.csv, subject: id}\n  events: {file")
    tiny.spec("occurrences:\n", f"occurrences:\n{SESSION}")
    tiny.spec("  change: {method: ancova", f"{EXPOSURE}  change: {{method: ancova")
    return tiny


def test_a_session_of_one_number_twice_is_found_by_the_check(treated: Tiny) -> None:
    treated.replace("data/sessions.csv", "001,2,2024-01-09", "001,1,2024-01-09")
    assert checked(treated) == ["data/sessions.csv, lines 2, 3: several records of no 1 (subject 001)"]
    treated.fates(duplicate="keep_last")
    assert treated.mapped("adpain", "adex")["adex"].records[table.LINE].tolist() == [3, 4]


@pytest.mark.parametrize(
    ("energy", "said"),
    [
        ("1000000", "more than 100 times the median of joule, 50 (`range` says which numbers can be)"),
        ("-50", "below 0, where no amount can be"),
    ],
)
def test_an_energy_that_cannot_be(treated: Tiny, energy: str, said: str) -> None:
    treated.replace("data/sessions.csv", "2024-01-09,60", f"2024-01-09,{energy}")
    assert checked(treated) == [f"data/sessions.csv, line 3: joule = {energy}, {said} (subject 001)"]


# The dates of the subjects: day 1, and the end of the trial.

STOPPED = "id,reason,on\n002,moved,{date}\n"


@pytest.fixture
def ended(tiny: Tiny) -> Tiny:
    """The tiny trial with the day on which 002, randomised on 2024-01-08, left it."""
    tiny.write("data/stopped.csv", STOPPED.format(date="2024-02-20"))
    tiny.spec("  events: {file", "  stopped: {file: data/stopped.csv, subject: id}\n  events: {file")
    tiny.spec("populations:\n", "disposition: {source: stopped, reason: reason, date: {column: on}}\n\npopulations:\n")
    return tiny


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("2034-02-20", f"study day 3697, {PLAUSIBLE} (subject 002)"),
        ("2023-12-08", "before RANDDT = 2024-01-08 (subject 002)"),
    ],
)
def test_an_end_of_the_trial_that_cannot_be(ended: Tiny, date: str, said: str) -> None:
    assert ended.check().code == 0
    ended.write("data/stopped.csv", STOPPED.format(date=date))
    assert checked(ended) == [f"data/stopped.csv, line 2: on = {date}, {said}"]
    ended.fates(end_before_start="exclude", implausible_date="exclude")
    adsl = ended.mapped("adpain")["adsl"]
    assert adsl.records["EOSDT"].isna().all()
    assert adsl.records["EOSSTT"].tolist().count("DISCONTINUED") == 1
    assert len(adsl.listing.frame()) == 1


def test_a_date_of_birth_may_lie_anywhere_unless_its_days_are_said(tiny: Tiny) -> None:
    lines = tiny.read("data/subjects.csv").splitlines()
    born = [lines[0] + ",born", *(f"{line},19{60 + n}-05-05" for n, line in enumerate(lines[1:]))]
    tiny.write("data/subjects.csv", "\n".join([*born, ""]))
    tiny.spec("    RANDDT: {column: randomised}", "    RANDDT: {column: randomised}\n    BRTHDT: {column: born}")
    assert tiny.check().code == 0
    tiny.spec("{column: born}", "{column: born, study_days: [-22000, -20000]}")
    assert len(checked(tiny)) == 4  # born in May 1960 to 1963; 22,000 days before 2024 is October 1963


def test_a_visit_far_from_the_trial_is_not_kept_as_a_late_one(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", "003,V1,2024-02-07,PAIN", "003,V1,2034-02-07,PAIN")
    assert "outside the window of Week 4" in checked(tiny)[0]
    tiny.fates(outside_window="keep")
    assert checked(tiny) == [f"data/vas.csv, line 16: date = 2034-02-07, study day 3682, {PLAUSIBLE} (subject 003)"]


def test_far_numbers_by_their_median() -> None:
    """Of 0, 2, 4, 6 and 401 the lower median of those above 0 is 4: 400 is a hundred times it, 401 is more."""

    def listed_of(numbers: list[float]) -> list[str]:
        frame = pd.DataFrame({table.FILE: "f", table.LINE: range(len(numbers)), ROW: range(len(numbers)), "x": numbers})
        listing = Listing("adcm", "courses", Problems())
        no_far_numbers(frame.astype({"x": "str"}), pd.Series(numbers), "x", listing)
        return listing.frame()["value"].tolist()

    assert listed_of([0, 2, 4, 6, 401]) == ["401"]
    assert listed_of([0, 2, 4, 6, -401]) == ["-401"]
    assert listed_of([0, 2, 4, 6, 400]) == []
    assert listed_of([1, 1e9]) == []  # which of two is far, nobody can tell


def test_the_trial_file_holds_the_kinds(tiny: Tiny) -> None:
    tiny.fates(implausible_date="drop")
    assert "implausible_date" in tiny.spec_problems()[0]


# What one analysis alone refuses is found by the check too, in its room (`check` of the method).

COST = """\
  halved: {method: responders, estimand: primary, criteria: [{percent: 50}]}
  price:
    method: cost
    occurrence: adex
    records: [{column: EXATTFL, in: "Y"}]
    sequence: EXSEQ
    by: EXDEVICE
    prices: [{arm: Laser, level: big, per_session: 40}, {arm: Sham, level: big, per_session: 10}]
    currency: EUR
    price_date: "2024"
    responders: {analysis: halved, criterion: {percent: 50}, visit: Week 8}
"""


@pytest.fixture
def priced(treated: Tiny) -> Tiny:
    """The tiny trial with sessions that were attended or not, on a device that has a price."""
    lines = SESSIONS.splitlines()
    whole = [lines[0] + ",came,device", *(f"{line},Y,big" for line in lines[1:])]
    treated.write("data/sessions.csv", "\n".join([*whole, "001,2,2024-01-08,,N,big", ""]))
    treated.spec(
        "{column: joule, type: number}",
        "{column: joule, type: number}\n      EXATTFL: {column: came}\n      EXDEVICE: {column: device}",
    )
    treated.spec(EXPOSURE, COST)
    return treated


def test_a_session_without_a_price_is_found_by_the_check(priced: Tiny) -> None:
    assert priced.check().err == ""  # the second session 2 of 001 was not attended
    priced.replace("data/sessions.csv", "001,2,2024-01-09,60,Y,big", "001,2,2024-01-09,60,Y,small")
    assert checked(priced) == [
        "adex: sessions without a price: EXDEVICE is small in arm Laser: 001 small (data/sessions.csv, line 3)"
    ]


def test_a_session_attended_twice_is_found_by_the_check(priced: Tiny) -> None:
    priced.replace("data/sessions.csv", "001,2,2024-01-08,,N,big", "001,2,2024-01-08,,Y,big")
    assert checked(priced) == ["adex: a subject has a session (EXSEQ) twice: 001 2 (data/sessions.csv, line 5)"]
