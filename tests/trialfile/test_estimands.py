"""Estimands of events in a trial file: what they ask for and what analyses take from them, in the words of the user."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny
from trialstats.methods.adverse_events.options import AdverseEvents
from trialstats.trialfile.parts.analysis import Filter

ESTIMAND = """\
estimands:
  harm:
    label: Are there more events?
    population: ITTFL
    variable: {occurrence: adae, label: mild events, records: [{column: AESEV, in: Mild}]}
    summary: difference in risks
"""
EVENTS = "  events: {method: adverse_events, estimand: harm, role: primary, term: AETERM}\n"
COURSES = (
    "  events: {method: medication, estimand: harm, role: primary, treatment: AETERM, "
    "follow_up: {start: RANDDT, last_record: adpain}, end: ASTDT}\n"
)


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.spec("estimands:\n", ESTIMAND)
    tiny.spec("\ntables:\n", EVENTS + "\ntables:\n")
    return tiny


def test_an_analysis_of_events_is_completed_by_its_estimand(trial: Tiny) -> None:
    assert trial.spec_problems() == []
    analysis = trial.load().complete("events")
    assert isinstance(analysis, AdverseEvents)
    assert (analysis.dataset, analysis.population) == ("adae", "ITTFL")
    assert analysis.records == (Filter.model_validate({"column": "AESEV", "in": "Mild"}),)
    assert analysis.further_datasets == ("adae",)


def test_what_an_analysis_says_itself_counts(trial: Tiny) -> None:
    trial.spec("estimand: harm, role: primary", "estimand: harm, population: FASFL")
    analysis = trial.load().complete("events")
    assert isinstance(analysis, AdverseEvents)
    assert (analysis.dataset, analysis.population) == ("adae", "FASFL")


WRONG = {
    "occurrence": (
        "occurrence: adae",
        "occurrence: adea",
        "estimands.harm.variable.occurrence = adea is not a known occurrence (did you mean `adae`?)",
    ),
    "variable": (
        "column: AESEV",
        "column: AESEX",
        "estimands.harm.variable.records[1].column = AESEX is not a known variable of the occurrence dataset "
        "(did you mean `AESEV`?)",
    ),
    "no label": ("label: mild events, ", "", "estimands.harm.variable.label is missing"),
    "timepoint": (
        "population: ITTFL\n    variable: {occ",
        "population: ITTFL\n    timepoint: Week 8\n    variable: {occ",
        "estimands.harm: counts events while the analysis follows subjects: leave `timepoint` out",
    ),
    "no dataset of a parameter": (
        "    dataset: adpain\n    variable: {PARAMCD: PAIN}\n    timepoint: Week 8\n",
        "    variable: {PARAMCD: PAIN}\n",
        "estimands.primary: needs `dataset` and `timepoint`, for its variable is measured (a parameter at a visit)",
    ),
    "events of another method": (
        "method: ancova, estimand: primary",
        "method: ancova, estimand: harm",
        "analyses.change.estimand = harm is about events, and method ancova analyses a parameter of a dataset",
    ),
    "parameter of a method of events": (
        "adverse_events, estimand: harm",
        "adverse_events, estimand: primary",
        "analyses.events.estimand = primary is about a parameter, and method adverse_events counts events of an "
        "occurrence",
    ),
    "unknown": (
        "adverse_events, estimand: harm",
        "adverse_events, estimand: ham",
        "analyses.events.estimand = ham is not a known estimand (did you mean `harm`?)",
    ),
    "neither estimand nor dataset": (
        "adverse_events, estimand: harm",
        "adverse_events, population: ITTFL",
        "analyses.events: give `estimand`, or `dataset` and `population`",
    ),
    "number": (
        "label: mild events",
        "value: number, label: mild events",
        "analyses.events.role = primary, and method adverse_events has no comparison of the arms that answers harm; "
        "these methods do: medication, counts",
    ),
    "primary without a comparison": (
        "{method: descriptive, dataset: adpain, population: FASFL}",
        "{method: descriptive, estimand: primary, role: primary}",
        "analyses.summary.role = primary, and method descriptive has no comparison of the arms that answers primary; "
        "these methods do: ancova, mmrm, mixed, mixed of slopes, imputation, imputation of responders, censored, "
        "limbs, ranks, responders, proportions, repeated_binary, ordinal, responder_curve, recorded_counts, "
        "repeated_counts, crossover, crossover of ratios, crossover_binary",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(trial: Tiny, old: str, new: str, said: str) -> None:
    trial.spec(old, new)
    assert [problem.partition(": ")[2] for problem in trial.spec_problems()] == [said]


def test_courses_begun_before_have_no_rate(trial: Tiny) -> None:
    trial.spec(EVENTS, COURSES)
    trial.spec("label: mild events", "value: number, label: mild courses")
    assert trial.spec_problems() == []
    trial.spec("method: medication", "method: medication, counts: taken")
    (problem,) = trial.spec_problems()
    assert problem.endswith(
        "analyses.events.counts = taken gives no rate of courses, and harm asks for their number: say `counts: started`"
    )
