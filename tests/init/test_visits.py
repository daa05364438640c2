"""Texts as visits: label, number, and whether they are baseline; and one schedule of several files."""

from __future__ import annotations

import pytest

from trialstats.init.visits import schedule, visit_of


@pytest.mark.parametrize(
    ("text", "column", "label", "number", "baseline"),
    [
        ("Week 12", "VISIT", "Week 12", 12, False),
        ("wk12", "visit", "Week 12", 12, False),
        ("3 months", "visit", "Month 3", 3, False),
        ("V3", "visit", "Visit 3", 3, False),
        ("8", "week", "Week 8", 8, False),
        ("0", "week", "Week 0", 0, True),
        ("Day 1", "visit", "Day 1", 0, True),
        ("BASELINE", "VISIT", "Baseline", 0, True),
        ("pre-treatment", "time", "Baseline", 0, True),
        ("SCREENING", "VISIT", "SCREENING", -1, False),
        ("End of treatment", "visit", "End of treatment", None, False),
        ("3 months follow-up", "visit", "Month 3", 3, False),
        ("FU2", "visit", "FU2", None, False),
        ("postOp4hour", "", "PostOp4hour", 4, False),
        ("pod1", "", "Day 1", 1, False),
        ("week_4_arm_1", "redcap_event_name", "Week 4", 4, False),
        ("3_month_follow_up_arm_2", "redcap_event_name", "Month 3", 3, False),
        ("baseline_arm_1", "redcap_event_name", "Baseline", 0, True),
    ],
)
def test_what_a_text_tells(text: str, column: str, label: str, number: float | None, baseline: bool) -> None:
    visit = visit_of(text, column)
    assert (visit.label, visit.number, visit.baseline) == (label, number, baseline)


def labels(*files: tuple[str, ...], column: str = "visit") -> dict[str, float | None]:
    visits = schedule([[visit_of(text, column) for text in texts] for texts in files], baseline_apart=False)
    return {visit.label: visit.number for visit in visits}


def test_one_schedule_of_several_files() -> None:
    assert labels(("Baseline", "Week 4"), ("0", "4", "12")) == {"Baseline": 0, "Week 4": 4, "Visit 12": 12}
    assert labels(("Baseline", "Day 28", "Month 3")) == {"Baseline": 0, "Day 28": 28, "Month 3": pytest.approx(91.3)}
    assert labels(("Baseline", "Week 4", "Unscheduled 2")) == {"Baseline": 0, "Week 4": 4}
    assert labels(("1", "2", "3"), column="time") == {"Baseline": 1, "Time 2": 2, "Time 3": 3}
    assert labels(("Baseline", "Week 4", "Follow-up")) == {"Baseline": 0, "Week 4": 4, "Follow-up": 5}
    assert labels(("FU", "Pre", "Post")) == {"Baseline": 0, "Post": 1, "FU": 2}
    assert labels(("FU1", "FU2", "Week 0", "Week 8")) == {"Week 0": 0, "Week 8": 8, "FU1": 9, "FU2": 10}


def test_times_after_the_start_are_no_baseline() -> None:
    visits = schedule([[visit_of(text, "") for text in ("wk4", "wk8")]], baseline_apart=False)
    assert [(visit.label, visit.baseline) for visit in visits] == [("Week 4", False), ("Week 8", False)]
    assert visits[0].doubt == "? no visit is named for baseline: `baseline: true` at the one that is"
