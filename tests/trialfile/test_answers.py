"""Ordered categories and hierarchies of outcomes as answers to an estimand, and as hypotheses."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny
from trialstats.trialfile.hypotheses import sought_by

EVENTS = "intercurrent_events:\n  stop: {label: Stopped, occurrence: adae, where: {AETERM: fall}}\n\nestimands:\n"
ORDINAL = "  change: {method: ordinal, estimand: primary, role: primary}\n"
HIERARCHY = """\
  hierarchy:
    label: Who fares better?
    population: ITTFL
    variable: {hierarchy: [Stopped, Pain]}
    intercurrent_events: {stop: composite}

analyses:
  order:
    method: wins
    estimand: hierarchy
    components:
      - {label: Stopped, intercurrent: stop, follow_up: {start: RANDDT, last_record: adpain}}
      - {label: Pain, dataset: adpain, PARAMCD: PAIN, visit: Week 8}
"""
PLAN = """\
hypotheses:
  alpha: 0.05
  procedure: holm
  nodes:
    categories: {estimand: primary}
    pairs: {analysis: order}
"""


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.spec("    variable: {PARAMCD: PAIN}\n", "    variable: {PARAMCD: PAIN, value: AVAL}\n")
    tiny.spec("  change: {method: ancova, estimand: primary}\n", ORDINAL)
    tiny.spec("{kind: estimates, title", "{kind: ordinal, title")
    tiny.spec("    timepoint: Week 8\n", "    timepoint: Week 8\n    intercurrent_events: {stop: treatment policy}\n")
    tiny.spec("estimands:\n", EVENTS)
    tiny.spec("analyses:\n", HIERARCHY)
    tiny.add(TRIAL_FILE, *PLAN.splitlines())
    return tiny


def test_both_are_hypotheses_whose_larger_numbers_speak_for_the_arm(trial: Tiny) -> None:
    assert trial.spec_problems() == []
    loaded = trial.load()
    assert loaded.hypotheses is not None
    found = [sought_by(loaded, node) for node in loaded.hypotheses.nodes.values()]
    assert [(one.kind, one.AVISIT, one.better) for one in found if one] == [
        ("odds_ratio", "Week 8", "higher"),
        ("win_ratio", None, "higher"),
    ]
    assert loaded.estimands["primary"].summary == "common odds ratio of a better category"
    assert loaded.estimands["hierarchy"].summary == "win ratio"


WRONG = {
    "a value of a course": (
        "{stop: treatment policy}",
        "{stop: while on treatment}",
        "role: primary}",
        "role: primary, model: all visits}",
        "analyses.change.model = all visits, and `while on treatment (last)`, which estimand primary asks for stop",
    ),
    "below all of changes": (
        "{stop: treatment policy}",
        "{stop: {strategy: composite, value: rank below all}}",
        "value: AVAL}\n",
        "value: CHG}\n",
        "analyses.change.value = CHG, and stop ranks below all values (estimand primary)",
    ),
    "no response": (
        "{stop: treatment policy}",
        "{stop: {strategy: composite, value: non-responder}}",
        "",
        "",
        "analyses.change.method = ordinal cannot carry `composite (non-responder)`",
    ),
    "another order": (
        "[Stopped, Pain]",
        "[Pain, Stopped]",
        "",
        "",
        "analyses.order.components are Stopped, Pain, and the hierarchy of estimand hierarchy is Pain, Stopped",
    ),
    "an event that is no outcome": (
        "intercurrent: stop, f",
        "occurrence: adae, f",
        "",
        "",
        "analyses.order.components have none with `intercurrent: stop`, which estimand hierarchy makes part of",
    ),
    "an outcome that is followed through": (
        "{stop: composite}",
        "{stop: treatment policy}",
        "",
        "",
        "an event that is an outcome is `composite`",
    ),
    "set aside": (
        "{stop: composite}",
        "{stop: hypothetical}",
        "",
        "",
        "analyses.order.method = wins cannot carry `hypothetical`",
    ),
    "a value": (
        "{stop: composite}",
        "{stop: {strategy: composite, value: worst}}",
        "",
        "",
        "hierarchy.intercurrent_events.stop.value = worst: of a hierarchy the event is an outcome by itself",
    ),
    "a visit": (
        "{analysis: order}",
        "{analysis: order, visit: Week 8}",
        "",
        "",
        "order compares hierarchies of outcomes",
    ),
    "another method": ("method: wins\n", "method: wins\n    dataset: adpain\n", "", "", "leave `dataset` out"),
    "a timepoint": (
        "    variable: {hierarchy",
        "    timepoint: Week 8\n    variable: {hierarchy",
        "",
        "",
        "compares subjects by a hierarchy of outcomes: leave `timepoint` out",
    ),
}


@pytest.mark.parametrize(("old", "new", "more", "made", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_refused_in_words(trial: Tiny, old: str, new: str, more: str, made: str, told: str) -> None:
    trial.spec(old, new)
    if more:
        trial.spec(more, made)
    assert told in "\n".join(trial.spec_problems())
