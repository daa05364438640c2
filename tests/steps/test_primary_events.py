"""A trial whose primary analysis is one of events: it is checked, it runs, and the report answers its question."""

from __future__ import annotations

import re

import pytest

from tests.in_process import run_steps as run_all
from tests.steps.run import run_steps
from tests.tiny import Tiny

ESTIMAND = """\
  harm:
    label: Do more subjects have events?
    population: ITTFL
    variable: {occurrence: adae, label: events of any severity}
    intercurrent_events: {Stopped treatment: treatment policy}
    summary: difference in risks
"""
METHODS = {
    "adverse_events": "term: AETERM",
    "medication": "treatment: AETERM, follow_up: {start: RANDDT, last_record: adpain}",
    "counts": "follow_up: {start: RANDDT, last_record: adpain}",
}
# Those that count subjects with any event, and those that count events.
OF_ANY, OF_NUMBER = ("adverse_events", "medication"), ("medication", "counts")
# The interval: the score statistic of Miettinen & Nurminen (Stat Med 1985;4:213-226), with the constrained maximum
# likelihood by search on a grid, is the chi-square quantile at −0.16808 and 0.94624.
ANY = (
    "2 of 3 subjects (66.7%) with Laser and 0 of 3 (0.0%) with Sham had events of any severity: a difference of 66.7 "
    "percentage points (95% CI −16.8 to 94.6)."
)


def page_of(trial: Tiny, method: str, estimand: str = ESTIMAND) -> str:
    """Run the tiny trial with a primary analysis of events, and give its report."""
    trial.spec("estimands:\n", f"estimands:\n{estimand}")
    trial.spec(
        "\ntables:\n", f"  events: {{method: {method}, estimand: harm, role: primary, {METHODS[method]}}}\n\ntables:\n"
    )
    assert trial.check().code == 0
    _, layout = run_steps(trial)
    return layout.report.read_text("utf-8")


def headline(page: str) -> str:
    """Give the sentences of the summary that answer questions, as they read."""
    answers = re.findall(r'<p class="answer">(.*?)</p>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", "", answer) for answer in answers).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("method", OF_ANY)
def test_who_has_any_event(tiny: Tiny, method: str) -> None:
    page = page_of(tiny, method)
    assert headline(page) == ANY
    assert 'data-ard="events/risk_difference/Laser/Sham/ANY:estimate"' in page
    for attribute in ("Events of any severity: whether a subject has any", "difference in risks", "treatment policy"):
        assert attribute in page
    assert page.count('href="#analysis-events"') == 2


@pytest.mark.parametrize("method", OF_NUMBER)
def test_how_many_there_are(tiny: Tiny, method: str) -> None:
    tiny.add("data/events.csv", "006,headache,1,2024-02-02")
    page = page_of(tiny, method, ESTIMAND.replace("label: events", "value: number, label: events"))
    assert re.fullmatch(
        r"The rate of events of any severity was \S+ per 100 person-years with Laser and \S+ with Sham: a ratio of "
        r"3\.0\d \(95% CI \S+ to [^\s;]+(; p = \S+)?\)\.",
        headline(page),
    )


@pytest.mark.parametrize("method", OF_NUMBER)
def test_what_nobody_has_is_said(tiny: Tiny, method: str) -> None:
    page = page_of(tiny, method, ESTIMAND.replace("label: events", "value: number, label: events"))
    assert headline(page).startswith("Events of any severity could not be compared between Laser and Sham: ")


def test_events_count_up_to_the_one_that_ends_the_treatment(tiny: Tiny) -> None:
    """The first event of a subject is the intercurrent one, on whose day it counts; a second one later does not."""
    tiny.add("data/events.csv", "001,headache,1,2024-02-02", "001,headache,1,2024-02-20")
    tiny.spec(
        "\nestimands:\n", "\nintercurrent_events:\n  first: {label: First event, occurrence: adae}\n\nestimands:\n"
    )
    estimand = ESTIMAND.replace("Stopped treatment: treatment policy", "first: while on treatment")
    tiny.spec("estimands:\n", f"estimands:\n{estimand}")
    analysis = "method: adverse_events, estimand: harm, role: primary, term: AETERM"
    tiny.spec("\ntables:\n", f"  events: {{{analysis}}}\n\ntables:\n")
    assert tiny.check().code == 0
    page = run_all("tiny").report.read_text("utf-8")
    assert "while on treatment" in page
    assert "while on treatment (last)" not in page
    assert "what begins after the day of First event counts nowhere" in page
    assert "began after First event" in page
