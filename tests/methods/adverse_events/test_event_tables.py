"""What stands in tables of adverse events and of medication."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.display.table.examples import LOOK, THREE, table
from tests.methods.adverse_events import rows as safety_rows
from trialstats.display.table.data import TableData
from trialstats.methods.show import tabulate

ARMS = ("Sham", "DTLT")
TERMS = ("a", "b", "c", "d")
# Subjects of Sham and DTLT, of 50 each: a 2 9, b 7 14, c 12 0, d 17 5; a and c in system 0, b and d in 1.
EVENTS = pd.concat([safety_rows.event_rows(ARMS, TERMS), safety_rows.rate_rows(ARMS)], ignore_index=True)


def made(rows: pd.DataFrame = EVENTS, kind: str = "adverse_events", **options: Any) -> TableData:
    analyses = list(dict.fromkeys(rows["analysis"]))
    return tabulate(table(kind, analyses, **options), rows, LOOK)


def lines(data: TableData) -> list[tuple[str, list[str]]]:
    return [(row.label, [cell.text for cell in row.cells]) for group in data.groups for row in group.rows]


def labels(data: TableData) -> list[str]:
    return [label for label, _ in lines(data)]


def test_overview_and_terms() -> None:
    data = made()
    assert [group.label for group in data.groups] == ["Overview", "By body system and term"]
    assert labels(data) == ["Any adverse event", "Serious adverse event", "System 0", "c", "a", "System 1", "d", "b"]
    assert [row.indent for row in data.groups[1].rows] == [0, 1, 1, 0, 1, 1]
    assert [column.name for column in data.columns] == [
        "DTLT: n (%)",
        "DTLT: Events",
        "Sham: n (%)",
        "Sham: Events",
        "DTLT − Sham: Difference (95% CI)",
    ]
    assert dict(lines(data))["c"][:4] == ["0 (0.0%)", "0", "12 (24.0%)", "24"]
    assert dict(lines(data))["a"][4].startswith("14.0 (")
    assert data.columns[0].over is not None
    assert data.columns[0].over.text == "50"


@pytest.mark.parametrize(("order", "expected"), [("all", "c a d b"), ("active", "a c b d"), ("name", "a c b d")])
def test_terms_in_the_order_asked_for(order: str, expected: str) -> None:
    """Over both arms: a 11, c 12, d 22, b 21; in DTLT: a 9, c 0, b 14, d 5; system 0 comes first in each."""
    terms = [label for label in labels(made(show="terms", order=order)) if not label.startswith("System")]
    assert terms == expected.split()


def test_rare_terms_are_left_out_and_counted() -> None:
    data = made(show="terms", at_least_percent=20)
    assert labels(data) == ["System 0", "c", "System 1", "d", "b"]
    assert any(note.endswith("no body systems and 1 term are left out.") for note in data.footnotes)
    assert data.groups[0].label is None


def test_incidence_and_a_reason_for_its_absence() -> None:
    data = made(show="overview", incidence=True)
    assert dict(lines(data))["Serious adverse event"][5] == "34.8 (9.5 to 89.1)"
    assert f"{safety_rows.WITHOUT_DATE}." in data.reasons()
    assert any("per 100 person-years at risk" in note for note in data.footnotes)
    assert not any("Incidence" in column.label for column in made(show="overview").columns)


def test_subjects_in_no_incidence_are_named_under_the_table() -> None:
    """Two of the 50 of DTLT have no known follow-up: their rates are of 48."""
    rows = safety_rows.event_rows(ARMS, TERMS)
    rates = safety_rows.rate_rows(ARMS)
    left = "Subjects whose follow-up is not known are left out of the incidence: 2 of 50 (DTLT)."
    for n, told in ((50, False), (48, True)):
        rates.loc[(rates["ARM"] == "DTLT") & rates["n"].notna(), "n"] = n
        data = made(pd.concat([rows, rates], ignore_index=True), show="overview", incidence=True)
        assert (left in data.footnotes) == told
        assert left not in made(pd.concat([rows, rates], ignore_index=True), show="overview").footnotes


def test_severities_have_a_column_each() -> None:
    data = made(safety_rows.severity_rows(ARMS), by_severity=True)
    assert [column.name for column in data.columns] == ["DTLT: Mild", "DTLT: Severe", "Sham: Mild", "Sham: Severe"]
    assert lines(data) == [(label, ["6 (12.0%)", "3 (6.0%)"] * 2) for label in ("Any adverse event", "Skin", "rash")]


def test_three_arms_have_two_differences() -> None:
    rows = safety_rows.event_rows(("Placebo", "Low", "High"), TERMS)
    data = tabulate(table("adverse_events", "events"), rows, THREE)
    assert [column.spanner for column in data.columns][-2:] == ["Low − Placebo", "High − Placebo"]


def test_medication() -> None:
    rows = pd.concat(
        [safety_rows.medication_rows(ARMS), safety_rows.curve_rows(ARMS, {"Week 4": 29, "Week 12": 85})],
        ignore_index=True,
    )
    data = made(rows, "medication")
    # Differences of shares, a ratio of rates and a p value stand in this column.
    assert [column.label for column in data.columns] == ["DTLT", "Sham", "DTLT against Sham"]
    (compared,) = [row.cells[2] for row in data.groups[0].rows if row.label.startswith("Courses per 100")]
    assert compared.statistics == ("estimate", "conf_low", "conf_high")
    assert any(
        note.startswith("Ratio: of the rates of courses, that of the arm over that of") for note in data.footnotes
    )
    found = dict(lines(data))
    assert found["Subjects with any, n (%)"][:2] == ["18 (36.0%)", "12 (24.0%)"]
    assert found["Courses per 100 person-years (95% CI)"][2] == "ratio 0.48 (0.25 to 0.91)"
    assert found["Week 4 (day 29)"] == ["23.2 (13.9 to 34.8)", "17.4 (10.4 to 26.1)", ""]
    assert found["Log-rank p"] == ["", "", ".036"]
    # Nobody took tramadol in Sham, so that nothing is to be described: the last of the lines of that name.
    assert found["Dose, total (mg), median (Q1 to Q3)"] == ["1500 (1499 to 1501)", "", ""]
    assert labels(data)[-4:] == ["tramadol", "Subjects, n (%)", "Courses", "Dose, total (mg), median (Q1 to Q3)"]
    assert all(len(row.cells) in (0, 3) for group in data.groups for row in group.rows)


def test_a_rate_without_an_interval_stands_with_the_reason() -> None:
    rows = safety_rows.medication_rows(ARMS)
    alone = (rows["kind"] == "rate") & (rows["ARM"] == "Sham")
    rows.loc[alone, ["conf_low", "conf_high", "conf_level"]] = float("nan")
    rows.loc[alone, "reason"] = "no interval: one subject"
    data = made(rows, "medication")
    assert dict(lines(data))["Courses per 100 person-years (95% CI)"][:2] == ["101.3 (59.4 to 169.4)", "100.3 (–)"]
    assert "No interval: one subject." in data.reasons()


def test_subjects_whose_follow_up_is_not_known_are_named_under_the_table() -> None:
    rows = safety_rows.medication_rows(ARMS)
    unknown = {"kind": "count", "variable": "FOLLOW_UP", "level": "not known", "ARM": "Sham", "count": 2, "total": 52}
    data = made(pd.concat([rows, safety_rows.tidy([unknown], "rescue")], ignore_index=True), "medication")
    assert "Subjects whose follow-up is not known are left out: 2 of 52 (Sham)." in data.footnotes
    assert [column.count.text for column in data.columns if column.count] == ["50", "50"]


def test_halves_are_printed_as_halves_and_of_how_many_where_it_is_not_of_all() -> None:
    """The median of 1 and 2 courses is 1.5, which was printed as 2; days of use are of 3 of 4 users, of none of 2."""
    keys = {"kind": "summary", "label": "Safety"}
    users = {"DTLT": 4, "Sham": 2}
    rows = [
        {"kind": "count", "variable": "ANY", "ARM": arm, "n": n, "count": n, "total": 9, "events": n}
        for arm, n in users.items()
    ]
    rows += [
        {**keys, "variable": "COURSES", "ARM": "DTLT", "n": 4, "total": 4, "median": 1.5, "q1": 1, "q3": 2.25},
        {**keys, "variable": "COURSES", "ARM": "Sham", "n": 2, "total": 2, "median": 2, "q1": 1, "q3": 3},
        {**keys, "variable": "DAYS", "ARM": "DTLT", "n": 3, "total": 4, "median": 7, "q1": 6, "q3": 7},
        {**keys, "variable": "DAYS", "ARM": "Sham", "n": 0, "total": 2, "reason": "a course lacks its length"},
    ]
    data = made(safety_rows.tidy(rows, "rescue"), "medication")
    found = dict(lines(data))
    assert found["Courses per user, median (Q1 to Q3)"][:2] == ["1.5 (1.0 to 2.3)", "2 (1 to 3)"]
    assert found["Days of use, median (Q1 to Q3)"][:2] == ["7 (6 to 7) [3 of 4]", "–"]
    assert "A course lacks its length." in data.reasons()
    assert any(note.startswith("In brackets: of how many of them") for note in data.footnotes)
    assert not any("brackets" in note for note in made(safety_rows.medication_rows(ARMS), "medication").footnotes)


def test_users_whom_the_first_course_leaves_out_are_named_under_the_table() -> None:
    """In Sham 47 of 50: the courses of three users have no date."""
    curve = safety_rows.curve_rows(ARMS, {"Week 4": 29})
    curve.loc[(curve["ARM"] == "Sham") & curve["total"].notna(), "total"] = 47
    data = made(pd.concat([safety_rows.medication_rows(ARMS), curve], ignore_index=True), "medication")
    assert "First course: subjects whose courses all have no date are left out: 3 of 50 (Sham)." in data.footnotes
    told = made(
        pd.concat([safety_rows.medication_rows(ARMS), safety_rows.curve_rows(ARMS, {"Week 4": 29})]), "medication"
    )
    assert not any(note.startswith("First course: subjects") for note in told.footnotes)


def test_medicines_that_few_took_are_left_out() -> None:
    """Paracetamol 5 of 50 in both arms, tramadol 4 and 0."""
    data = made(safety_rows.medication_rows(ARMS), "medication", at_least_percent=10)
    assert "paracetamol" in labels(data)
    assert "tramadol" not in labels(data)
    assert any("at least 10% of an arm took; 1 left out" in note for note in data.footnotes)


def test_two_analyses_of_medication_have_a_group_each() -> None:
    one = safety_rows.medication_rows(ARMS)
    two = safety_rows.tidy(one.drop(columns="id").assign(label="Others"), "others")
    data = made(pd.concat([one, two], ignore_index=True), "medication")
    assert [group.label for group in data.groups] == ["Safety", "Others"]
    assert "Log-rank p" not in labels(data)
