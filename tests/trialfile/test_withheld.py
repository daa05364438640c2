"""Options of an analysis that leave out the row which a question, a hypothesis or its margin needs."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny

SHARES = (
    "  change: {method: proportions, estimand: primary, role: primary, event: {at_most: 40}, "
    "effects: [ratio, odds ratio]}"
)
PLAN = """\
hypotheses:
  alpha: 0.05
  nodes: {one: {analysis: other, visit: Week 8, weight: 1}}
"""


@pytest.fixture
def trial(tiny: Tiny) -> Tiny:
    tiny.spec("title: Change in pain, analysis: change", "title: Change in pain, analysis: usual")
    tiny.spec("  change: {method: ancova, estimand: primary}\n", "  usual: {method: ancova, estimand: primary}\nREST\n")
    return tiny


def problems(trial: Tiny, analysis: str, plan: str = "") -> list[str]:
    trial.spec("REST\n", f"{analysis}\n")
    if plan:
        trial.add(TRIAL_FILE, *plan.splitlines())
    return [problem.partition(": ")[2] for problem in trial.spec_problems()]


def test_a_primary_analysis_without_the_comparison_that_answers(trial: Tiny) -> None:
    said = "= ratio, odds ratio, without `difference`, the difference in risks, and that answers estimand primary"
    assert problems(trial, SHARES) == [f"analyses.change.effects {said}"]


@pytest.mark.parametrize(
    ("analysis", "said"),
    [
        ("visits: Week 4", "visits = Week 4, and estimand primary asks about Week 8"),
        ("parameters: STIFF", "parameters = STIFF, and estimand primary asks about PAIN"),
    ],
)
def test_a_primary_analysis_of_something_else(trial: Tiny, analysis: str, said: str) -> None:
    text = f"  change: {{method: ancova, estimand: primary, role: primary, {analysis}}}"
    assert problems(trial, text) == [f"analyses.change.{said}"]


@pytest.mark.parametrize(
    ("analysis", "said"),
    [
        (
            "{method: proportions, estimand: primary, event: {at_most: 40}, effects: [ratio]}",
            "= other, and its `effects` = ratio, without `difference`, the difference in risks, by which a hypothesis "
            "is tested",
        ),
        (
            "{method: recorded_counts, dataset: adpain, population: ITTFL, parameters: PAIN, p_values: false}",
            "= other, and its `p_values` = false: a hypothesis is tested by one",
        ),
    ],
)
def test_a_hypothesis_that_an_analysis_does_not_test(trial: Tiny, analysis: str, said: str) -> None:
    assert problems(trial, f"  other: {analysis}", PLAN) == [f"hypotheses.nodes.one.analysis {said}"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "margin: {value: 1.25, justification: of a test}",
            ".margin needs `desirable: true` or `desirable: false`: nothing says whether more events are better",
        ),
        (
            "desirable: false, margin: {value: 0.8, justification: of a test}",
            ".margin.value = 0.8 is a ratio in favour of the arm: a margin lies on the other side of 1, e.g. 1.25",
        ),
        (
            "desirable: false, margin: {value: 5, scale: difference, justification: of a test}",
            ".margin: `scale: difference`: what is compared is a ratio, whose margin is e.g. 1.25",
        ),
    ],
)
def test_a_margin_of_rates_knows_what_is_better(trial: Tiny, more: str, said: str) -> None:
    counted = "method: counts, dataset: adae, population: ITTFL, follow_up: {start: RANDDT, last_record: adpain}"
    assert problems(trial, f"  other: {{{counted}, {more}}}") == [f"analyses.other{said}"]


def test_a_margin_is_tested_by_its_own_row(trial: Tiny) -> None:
    margin = "margin: {scale: ratio, value: 0.8, justification: of an example}"
    text = f"  other: {{method: proportions, estimand: primary, event: {{at_most: 40}}, effects: [ratio], {margin}}}"
    assert problems(trial, text, PLAN.replace("Week 8", "Week 8, margin: true")) == []


def test_a_margin_that_is_wrong_is_not_called_missing_too(trial: Tiny) -> None:
    margin = "margin: {scale: ratio, value: -0.2, justification: of an example}"
    text = f"  other: {{method: proportions, estimand: primary, event: {{at_most: 40}}, effects: [ratio], {margin}}}"
    (said,) = problems(trial, text, PLAN.replace("Week 8", "Week 8, margin: true"))
    assert said.startswith("analyses.other.margin")
