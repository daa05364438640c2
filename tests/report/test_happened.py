"""What the report says of intercurrent events: how many had them, and what became of the records after them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.report.examples import TRIAL, content
from trialstats.methods.continuous.options import EstimatesTable
from trialstats.report import build_report
from trialstats.report.content import EVENTS, ReportContent
from trialstats.report.estimands import NO_SENSITIVITY, describe_estimands
from trialstats.results.rows import ALL, INTERCURRENT
from trialstats.trialfile.parts.estimands import Handling, Strategy
from trialstats.trialfile.parts.intercurrent import IntercurrentEvent
from trialstats.trialfile.strategies import told_strategies

STRATEGY = {"strategy": "composite", "value": "worst", "rationale": "who dies is not better"}
COUNTS = {"DTLT": (2, 60), "Sham": (1, 58), ALL: (3, 118)}


def with_events() -> ReportContent:
    """Give the example a declared event, had by some, and another in words."""
    death = IntercurrentEvent(label="Death", variable="DTHFL", equals=("Y",))
    told = {"death": Handling.model_validate(STRATEGY), "moving": Handling(strategy=Strategy.TREATMENT_POLICY)}
    primary = TRIAL.estimands["primary"].model_copy(update={"intercurrent_events": told})
    trial = TRIAL.model_copy(update={"intercurrent_events": {"death": death}, "estimands": {"primary": primary}})
    rows = [("FASFL", "death", arm, count, total, f"id {arm}") for arm, (count, total) in COUNTS.items()]
    whole = content()
    account = {"event": "death", "label": "Death", "strategy": "composite (worst)"}
    numbers = {"set_aside": 4, "assigned": 9, "without_value": 0}
    notes = {**whole.diagnostics["pain_mmrm"], "records": {"in": 500, "used": 308}, INTERCURRENT: [account | numbers]}
    return replace(
        whole,
        trial=trial,
        events=pd.DataFrame(rows, columns=list(EVENTS)),
        diagnostics={**whole.diagnostics, "pain_mmrm": notes},
    )


def test_events_are_told_with_their_strategy_rationale_and_subjects() -> None:
    (estimand,) = describe_estimands(with_events())
    death, moving = estimand.events
    assert (death.label, death.strategy, death.rationale) == ("Death", "composite (worst)", "who dies is not better")
    assert [str(count) for count in death.counts] == [
        '<span data-ard="id DTLT:count">2 of 60</span>',
        '<span data-ard="id Sham:count">1 of 58</span>',
        f'<span data-ard="id {ALL}:count">3 of 118</span>',
    ]
    assert moving.counts == ()
    assert "do not follow it" in moving.note


def test_records_are_told_by_analysis() -> None:
    (estimand,) = describe_estimands(with_events())
    (record,) = estimand.records
    assert record.event == "Death: composite (worst)"
    assert record.analyses == (("pain_mmrm", "Pain, MMRM"),)
    assert (record.set_aside, record.assigned, record.without_value, record.used) == ("4", "9", "0", "308")


@pytest.mark.parametrize(("changed", "lines"), [({}, 1), ({"assigned": 8}, 2)])
def test_analyses_that_use_the_same_records_stand_together(changed: dict[str, int], lines: int) -> None:
    whole = with_events()
    notes = whole.diagnostics["pain_mmrm"]
    other = {**notes, INTERCURRENT: [{**notes[INTERCURRENT][0], **changed}]}
    (estimand,) = describe_estimands(replace(whole, diagnostics={**whole.diagnostics, "pain_ancova": other}))
    assert len(estimand.records) == lines
    assert [name for record in estimand.records for name, _ in record.analyses] == ["pain_mmrm", "pain_ancova"]


def test_the_page_has_them() -> None:
    page = build_report(with_events())
    assert "Subjects with each intercurrent event" in page
    assert "Records after intercurrent events" in page
    assert NO_SENSITIVITY not in page


def test_a_plan_without_sensitivity_analysis_says_so() -> None:
    whole = with_events()
    analyses = {"pain_mmrm": whole.trial.analyses["pain_mmrm"]}
    trial = whole.trial.model_copy(update={"analyses": analyses})
    assert NO_SENSITIVITY in build_report(replace(whole, trial=trial))


def test_what_shows_an_analysis_says_what_became_of_events() -> None:
    table = EstimatesTable(kind="estimates", analyses=("pain_mmrm", "pain_ancova"))
    assert told_strategies(with_events().trial, table) == ("Intercurrent events: Death, composite (worst).",)
