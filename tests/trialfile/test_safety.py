"""Analyses of occurrences in a trial file: a table of changes and what they cause, in the words of the user."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny

ANALYSES = """\
  events:
    method: adverse_events
    dataset: adae
    population: ITTFL
    term: AETERM
    severity: AESEV
    severe: Severe
    related: {AESEV: Mild}
    further: {Heat: {AETERM: ["warmth, itching"]}}
    treatment_emergent: {start: RANDDT, last_record: adpain, days_after: 7}
  medicines:
    method: medication
    dataset: adae
    population: ITTFL
    treatment: AETERM
    follow_up: {start: RANDDT, last_record: [adpain, adae]}

figures:
  dots: {kind: adverse_events, title: Dots, analysis: events}
  first: {kind: medication, title: First, analysis: medicines}

tables:
"""


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.spec("\ntables:\n", ANALYSES)
    return tiny


def line_of(trial: Tiny, text: str) -> int:
    (found,) = [n for n, line in enumerate(trial.read(TRIAL_FILE).splitlines(), 1) if text in line]
    return found


def test_a_trial_that_is_right_has_no_problems(trial: Tiny) -> None:
    assert trial.spec_problems() == []
    assert trial.check().code == 0


WRONG = {
    "occurrence": (
        "    dataset: adae\n    population: ITTFL\n    term",
        "    dataset: adea\n    population: ITTFL\n    term",
        "dataset: adea",
        "analyses.events.dataset = adea is not a known occurrence (did you mean `adae`?)",
    ),
    "population": (
        "population: ITTFL\n    term",
        "population: ITFL\n    term",
        "population: ITFL",
        "analyses.events.population = ITFL is not a known population (did you mean `ITTFL`?)",
    ),
    "variable": (
        "term: AETERM",
        "term: AETRM",
        "term: AETRM",
        "analyses.events.term = AETRM is not a known variable of adae (did you mean `AETERM`?)",
    ),
    "variable of a condition": (
        "further: {Heat: {AETERM:",
        "further: {Heat: {AETRM:",
        "AETRM",
        "analyses.events.further.Heat = AETRM is not a known variable of adae (did you mean `AETERM`?)",
    ),
    "level": (
        "severe: Severe",
        "severe: Sever",
        "severe: Sever",
        "analyses.events.severe = Sever is not a known level of AESEV (did you mean `Severe`?)",
    ),
    "level of a condition": (
        "related: {AESEV: Mild}",
        "related: {AESEV: Mid}",
        "AESEV: Mid",
        "analyses.events.related.AESEV = Mid is not a known level of AESEV (did you mean `Mild`?)",
    ),
    "severity without order": (
        "severity: AESEV",
        "severity: AETERM",
        "severity: AETERM",
        "analyses.events.severity = AETERM needs `codes`: their order says which is the mildest",
    ),
    "start that is no date": (
        "treatment: AETERM",
        "start: AETERM\n    treatment: AETERM",
        "start: AETERM",
        "analyses.medicines.start = AETERM is of type text; it must be a date",
    ),
    "date": (
        "follow_up: {start: RANDDT, last",
        "follow_up: {start: RANDT, last",
        "start: RANDT",
        "analyses.medicines.follow_up.start = RANDT is not a known date of ADSL (did you mean `RANDDT`?)",
    ),
    "end that nobody declared": (
        "last_record: [adpain, adae]}",
        "last_record: [adpain, adae], end: EOSDT}",
        "end: EOSDT",
        "analyses.medicines.follow_up.end = EOSDT is not a known date of ADSL (known: RANDDT)",
    ),
    "dataset": (
        "last_record: [adpain, adae]",
        "last_record: [adpian, adae]",
        "adpian",
        "analyses.medicines.follow_up.last_record = adpian is not a known dataset (did you mean `adpain`?)",
    ),
    "no end": (
        "follow_up: {start: RANDDT, last_record: [adpain, adae]}",
        "follow_up: {start: RANDDT}",
        "medicines:",
        "analyses.medicines: `follow_up` needs `end` or `last_record`: without an end there is no time to count",
    ),
    "figure of another method": (
        "title: Dots, analysis: events",
        "title: Dots, analysis: change",
        "dots:",
        "figures.dots.analysis = change is of method ancova; this kind shows adverse_events",
    ),
    "two analyses": (
        "title: First, analysis: medicines",
        "title: First, analysis: [medicines, medicines]",
        "first:",
        "figures.first: `analysis` names 2; this kind shows one",
    ),
}


@pytest.mark.parametrize(("old", "new", "at", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_line(trial: Tiny, old: str, new: str, at: str, message: str) -> None:
    trial.spec(old, new)
    assert trial.spec_problems() == [f"{line_of(trial, at)}: {message}"]
