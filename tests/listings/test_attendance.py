"""What each subject has at each planned visit."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny
from trialstats.display.attendance import Seen
from trialstats.listings.attendance import Material, absent_visits, attendance
from trialstats.trialfile.trial import Trial


def seen(tiny: Tiny) -> tuple[Trial, dict[tuple[str, str], str], Material]:
    """Give what the pain scores of the tiny trial have of each subject and visit."""
    trial = tiny.load()
    mapped = tiny.mapped("adpain")
    adam = tiny.adam("adpain")
    unscored = adam["adpain"].iloc[:0][["USUBJID", "AVISIT", "PARAMCD"]]
    of_pain = {"adpain": adam["adpain"]}
    material = Material(adam["adsl"], of_pain, mapped["adpain"].listing.frame(), {"adpain": unscored})
    frame = attendance(trial, material)
    return trial, {(row.USUBJID, row.AVISIT): row.seen for row in frame.itertuples()}, material


@pytest.fixture
def stopped(tiny: Tiny) -> Tiny:
    """A tiny trial in which subject 005 stopped on day 40, and 004 on a day that nobody knows."""
    tiny.add("config/trials/tiny.yaml", "disposition: {source: ends, reason: why, date: {column: day}}")
    tiny.spec("  events: {file", "  ends: {file: data/ends.csv, subject: id}\n  events: {file")
    tiny.write("data/ends.csv", "id,why,day\n005,moved,2024-02-23\n004,moved,\n")
    tiny.remove("data/vas.csv", "005,V2", "004,V2", "004,V1")
    return tiny


def test_what_was_recorded_blank_or_not_at_all(tiny: Tiny) -> None:
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN,40,mm", "001,V1,2024-02-02,PAIN,,mm")
    tiny.replace("data/vas.csv", "002,V2,2024-03-04,PAIN,59,mm", "002,V2,2024-03-04,PAIN,,mm")
    tiny.replace("data/vas.csv", "002,V2,2024-03-04,STIFF,47,mm", "002,V2,2024-03-04,STIFF,,mm")
    tiny.remove("data/vas.csv", "003,V1")
    _, found, _ = seen(tiny)
    assert len(found) == 6 * 3
    assert found["001", "Week 4"] == Seen.PARTLY
    assert found["002", "Week 8"] == Seen.BLANK
    assert found["003", "Week 4"] == Seen.NO_RECORD
    assert list(found.values()).count(Seen.OBSERVED) == 15


def test_what_comes_after_the_end_of_the_trial(stopped: Tiny) -> None:
    _, found, _ = seen(stopped)
    assert found["005", "Week 8"] == Seen.AFTER_END
    assert (found["004", "Week 4"], found["004", "Week 8"]) == (Seen.NO_RECORD, Seen.NO_RECORD)  # no day tells


def test_where_a_visit_has_no_planned_day_nothing_is_said_to_come_after_the_end(stopped: Tiny) -> None:
    stopped.spec(", target: 57, window: [50, 64]}", "}")
    _, found, _ = seen(stopped)
    assert found["005", "Week 8"] == Seen.NO_RECORD


def test_a_visit_missed_before_the_end_is_no_record(stopped: Tiny) -> None:
    stopped.remove("data/vas.csv", "005,V1")
    _, found, _ = seen(stopped)
    assert found["005", "Week 4"] == Seen.NO_RECORD  # day 29, and the trial ended on day 40


def test_visits_with_values_missing_are_listed(stopped: Tiny) -> None:
    trial, found, material = seen(stopped)
    listed = absent_visits(trial, attendance(trial, material))
    assert listed is not None
    rows = [row for group in listed.groups for row in group.rows]
    assert len(rows) == sum(value != Seen.OBSERVED for value in found.values())
    assert {row.label for row in rows} == {"004", "005"}
