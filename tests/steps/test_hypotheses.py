"""A trial with hypotheses: they come after what they rest on, and the report concludes from them alone."""

from __future__ import annotations

import re

import pandas as pd

from tests.steps.run import run_steps
from tests.tiny import TRIAL_FILE, Tiny
from trialstats.plan.jobs import Plan

PLAN = """\
hypotheses:
  alpha: 0.05
  procedure: fixed sequence
  nodes:
    pain: {label: Pain at week 8, estimand: primary}
    stiffness: {analysis: stiff, parameter: STIFF, visit: Week 8}
    events: {analysis: counted}
"""
ANALYSES = """\
  change: {method: ancova, estimand: primary, role: primary}
  stiff: {method: ancova, dataset: adpain, population: FASFL, value: CHG}
  counted: {method: adverse_events, dataset: adae, population: ITTFL, term: AETERM, p_values: true}
"""


def test_hypotheses_are_tested_after_their_analyses_and_stand_in_the_report(tiny: Tiny) -> None:
    tiny.spec("  change: {method: ancova, estimand: primary}\n", ANALYSES)
    tiny.add(TRIAL_FILE, *PLAN.splitlines())
    assert tiny.check().code == 0
    trial, layout = run_steps(tiny)
    job = Plan(trial, layout).job("analyse", "hypotheses")
    assert {layout.rows(name) for name in ("change", "stiff", "counted")} <= {*job.inputs}
    names = [name for step, name in Plan(trial, layout).names() if step == "analyse"]
    assert names[-1] == "hypotheses"
    ard = pd.read_parquet(layout.ard)
    adjusted = ard[(ard["kind"] == "conclusion") & (ard["stat_name"] == "p_value")].set_index("variable")["stat"]
    first = ard[(ard["analysis"] == "change") & (ard["kind"] == "difference") & (ard["stat_name"] == "p_value")]
    assert adjusted["Pain at week 8"] == first.set_index("AVISIT")["stat"]["Week 8"]
    assert adjusted["stiffness"] >= adjusted["Pain at week 8"]
    page = re.sub(r"<[^>]*>", "", layout.report.read_text("utf-8")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Confirmatory hypothesis: Pain at week 8." in page
    assert "Tested two-sided by a fixed sequence; the chance of any false rejection is at most 0.05." in page
    assert re.search(r"Pain at week 8: (not )?rejected", page)
    assert re.search(r"events: (not )?rejected", page)
    assert "All else is descriptive: its p values are nominal" in page


def test_a_trial_without_hypotheses_says_that_p_is_nominal(tiny: Tiny) -> None:
    _, layout = run_steps(tiny)
    page = layout.report.read_text("utf-8")
    assert page.count("The trial file declares no hypotheses that share one error rate") == 1
    page, paper = page.split('<h2 id="paper">')
    assert paper.count("p values are nominal, not adjusted for multiplicity.") == 1
    assert page.count("p values are nominal, not adjusted for multiplicity.") == 1  # under its one table of estimates
