"""What the summary says of sensitivity analyses, of those analysed and of the population."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.report.examples import AT, PAIR, TRIAL, content, populations, results
from trialstats.methods.consort.rows import Flow
from trialstats.methods.entry import Answer
from trialstats.report.amounts import amount
from trialstats.report.analysed import told_analysed
from trialstats.report.headline import headlines
from trialstats.report.sensitivity import answering, criterion
from trialstats.results.kinds import Kind
from trialstats.results.rows import UNSHIFTED
from trialstats.results.shape import tidy

KEYS = {**AT, **PAIR, "kind": "difference", "measure": "CHG", "AVISIT": "Week 12", "conf_level": 0.95}


def notes(**rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Say what stands below the primary result, with sensitivity analyses that gave these rows."""
    plan = TRIAL.analyses["pain_ancova"]
    analyses = {name: plan.model_copy(update={"label": name.capitalize()}) for name in rows}
    trial = TRIAL.model_copy(update={"analyses": {"pain_mmrm": TRIAL.analyses["pain_mmrm"], **analyses}})
    frames = [tidy([{**KEYS, **row} for row in own], name) for name, own in rows.items() if own]
    (result,) = headlines(content(trial=trial, rows=pd.concat([results(), *frames], ignore_index=True)))
    return {name: ["".join(phrase.text for phrase in line) for line in told] for name, told in result.notes}


def interval(estimate: float, low: float, high: float) -> dict[str, float]:
    return {"estimate": estimate, "conf_low": low, "conf_high": high}


def said(**rows: list[dict[str, Any]]) -> list[str]:
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in notes(**rows)["Sensitivity"]]


def test_the_range_of_those_that_agree() -> None:
    assert said(robust=[interval(-12.0, -18, -6)], imputed=[interval(-9.5, -15, -4)]) == [
        "In 2 sensitivity analyses the estimate is −12.0 mm to −9.5 mm; all their intervals lie on the same side of 0, "
        "as that of this analysis."
    ]


def test_the_one_that_does_not_agree_is_named() -> None:
    (line,) = said(robust=[interval(-12.0, -18, -6)], imputed=[interval(-3.0, -9, 3)])
    assert line.endswith("; the interval of this analysis lies on one side of 0, unlike that of Imputed.")
    (line,) = said(other=[interval(4.0, 1, 7)])
    assert line.startswith("In the sensitivity analysis (Other) the estimate is 4.0 mm; the interval of this")


def test_an_interval_that_is_not_there_agrees_with_nothing() -> None:
    (line,) = said(robust=[{"estimate": -12.0}], imputed=[interval(-9.5, -15, -4)])
    assert "; the intervals of 1 of them lie on the same side of 0" in line
    assert said(robust=[{"estimate": -12.0}]) == ["In the sensitivity analysis (Robust) the estimate is −12.0 mm."]


def test_of_other_visits_and_arms_nothing_is_taken() -> None:
    elsewhere = [{**interval(99.0, 98, 100), "AVISIT": "Week 8"}, {**interval(99.0, 98, 100), "ARM": "Other"}]
    assert said(robust=elsewhere) == ["No estimate of the same kind: Robust."]


def test_a_tipping_point_says_where_the_result_turns() -> None:
    turn = {"kind": "tipping_point", "group": UNSHIFTED, "variable": "DTLT"}
    steps = [{**interval(-1.0, -7, 5), "group": "shift 1"}]
    assert said(tipping=[*steps, {**turn, "estimate": 21.7}]) == [
        "Tipping point: the result turns where what is imputed of DTLT is shifted by 21.7 mm."
    ]
    assert said(tipping=[*steps, {**turn, "reason": "the result does not turn from 0 to 40 mm"}]) == [
        "Tipping point: where what is imputed of DTLT is shifted, the result does not turn from 0 to 40 mm."
    ]


def test_a_tipping_point_of_another_arm_is_not_told() -> None:
    """An analysis shifts High and the reference: under DTLT against Sham it has a line of shifts of Sham."""
    turn = {"kind": "tipping_point", "group": UNSHIFTED, "estimate": 5.0}
    of_high = [{**turn, "ARM": "High", "variable": "High"}, {**turn, "variable": "Sham"}]
    assert said(tipping=of_high) == ["No sensitivity analysis is planned of this comparison."]
    assert said(tipping=[{**turn, "variable": "Sham"}]) == [
        "Tipping point: the result turns where what is imputed of Sham is shifted by 5.0 mm."
    ]
    of_both = [of_high[0], {**turn, "variable": "DTLT", "estimate": 7.0}]
    assert said(tipping=of_both)[0].endswith("of DTLT is shifted by 7.0 mm.")


def test_none_planned_is_said() -> None:
    assert said() == ["No sensitivity analysis is planned."]


def test_the_population_and_the_events_are_said_in_words() -> None:
    told = notes()
    assert told["Population"] == ["Full analysis set: 57 of 60 with DTLT; 55 of 60 with Sham."]
    assert told["Intercurrent events"] == [
        "rescue medication: what follows counts as it is (treatment policy); in words alone: no data tell of it, and "
        "they do not follow it"
    ]
    assert told["Analysed"] == ["At Week 12, of the subjects randomised: 55 of 60 with DTLT; 55 of 60 with Sham."]


def test_of_a_crossover_trial_all_are_randomised_to_each_treatment() -> None:
    rows = tidy([{**AT, "kind": "lsmean", "ARM": arm, "n": 13, "AVISIT": "Day"} for arm in ("A", "B")], "x")
    told = told_analysed(rows, "FASFL", "Day", populations(), rows.iloc[:0])
    assert "".join(phrase.text for phrase in told) == (
        "At Day, of the subjects randomised: 13 of 120 with A; 13 of 120 with B."
    )


def test_of_a_model_of_all_visits_those_used_and_those_with_a_value_at_this_one() -> None:
    """The flow of participants counts both, by the words that it has for them."""
    counts = {"DTLT": (57, 51), "Sham": (55, 50)}
    flow = [
        {"kind": "count", "group": "pain_mmrm", "ARM": arm, "total": 60, **each}
        for arm, (used, seen) in counts.items()
        for each in (
            {"variable": Flow.ANALYSED, "count": used},
            {"variable": Flow.OBSERVED, "level": "Week 12", "count": seen},
        )
    ]
    rows = pd.concat([results(), tidy(flow, "flow")], ignore_index=True)
    (result,) = headlines(content(rows=rows))
    (told,) = dict(result.notes)["Analysed"]
    assert "".join(phrase.text for phrase in told) == (
        "Of the subjects randomised: 57 of 60 (51 with a value at Week 12) with DTLT; "
        "55 of 60 (50 with a value at Week 12) with Sham."
    )
    assert [phrase.ard for phrase in told if phrase.ard][:2] == [
        "flow/count/DTLT/pain_mmrm/ANALYSED:count,total",
        "flow/count/DTLT/pain_mmrm/OBSERVED/Week 12:count",
    ]


def test_of_responders_the_estimate_is_that_of_the_same_criterion() -> None:
    at = {"kind": "risk_difference", "PARAMCD": "PAIN", "estimate": 0.4}
    rows = tidy([{**at, "group": name, "estimate": size} for name, size in (("50%", 0.2), ("30%", 0.4))], "x")
    half, third = rows.to_dict("records")
    answer = Answer(Kind.RISK_DIFFERENCE)
    assert [found and found["estimate"] for found in (answering(rows, answer, row) for row in (half, third))] == [
        0.2,
        0.4,
    ]
    assert answering(rows, answer, {**third, "group": "20 mm"}) is None
    assert criterion(third) == ["30%"]


@pytest.mark.parametrize(
    ("kind", "estimate", "text"),
    [("risk_difference", 0.125, "12.5 percentage points"), ("hazard_ratio", 0.7812, "0.78")],
)
def test_an_estimate_is_written_on_its_scale(kind: str, estimate: float, text: str) -> None:
    (row,) = tidy([{**KEYS, "kind": kind, "estimate": estimate}], "x").to_dict("records")
    assert amount(row) == text
