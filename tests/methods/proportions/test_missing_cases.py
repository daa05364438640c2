"""Missing values at the far ends, and the standard set and the sensitivity analyses of a yes or no."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, choose, make_inputs, options, pick
from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.engines.proportions import risk_difference
from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.proportions.proportions import run
from trialstats.methods.shared.inputs import Inputs, Outcome

SHORT = TRIAL[: TRIAL.index("analyses:")]
# Of each arm: with the event, without it, without a value.
COUNTS = {"Placebo": (6, 10, 4), "Active": (9, 8, 3)}


def inputs() -> Inputs:
    rows = [
        (f"{arm}{k:02d}", arm, "Week 6", [1.0] * yes + [0.0] * no + [np.nan] * lost)
        for arm, (yes, no, lost) in COUNTS.items()
        for k in [0]
    ]
    flat = [(f"{arm}{k:02d}", arm, visit, value) for _, arm, visit, values in rows for k, value in enumerate(values)]
    frame = pd.DataFrame(flat, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL"]).assign(AVALC=None)
    adsl = frame[["USUBJID", "TRT01P"]].assign(**{FLAG: "Y"})
    adsl = adsl.astype({"TRT01P": pd.CategoricalDtype(["Placebo", "Active"], ordered=True)})
    return make_inputs(
        frame, ("Placebo", "Active"), ("Baseline", "Week 6"), adsl=adsl, outcomes={"PAIN": Outcome("Cured")}
    )


@pytest.mark.parametrize(
    ("missing", "wished", "active", "placebo"),
    [
        ("worst case", True, 9, 10),  # the active arm's are failures, the placebo's four are cured
        ("best case", True, 12, 6),
        ("worst case", False, 12, 6),  # an event that is a failure
        ("best case", False, 9, 10),
    ],
)
def test_missing_values_count_against_or_for_the_arm(missing: str, wished: bool, active: int, placebo: int) -> None:
    analysis = Proportions.model_validate(
        options("proportions", event={"at_least": 1}, desirable=wished, missing=missing)
    )
    made = run(analysis, inputs())
    shares = {row["ARM"]: (row["count"], row["total"]) for _, row in choose(made, {"kind": "proportion"}).iterrows()}
    assert shares == {"Active": (active, 20), "Placebo": (placebo, 20)}
    expected = risk_difference(active, 20, placebo, 20, 0.95, "miettinen-nurminen")
    row = pick(made, kind="risk_difference")
    assert row["conf_low"] == pytest.approx(expected["conf_low"])
    status = choose(made, {"kind": "count", "variable": "STATUS", "ARM": "Active"}).set_index("level")["count"]
    assert dict(status) == {"Event": 9, "No event": 8, "No value": 3}


@pytest.fixture
def yes_or_no(tiny: Tiny) -> Tiny:
    tiny.write(TRIAL_FILE, SHORT)
    tiny.spec(
        "    derived:\n",
        "    derived:\n      CURED: {label: Cured, better: higher, responder: {any: [[{of: PAIN, percent: 30}]]}}\n",
    )
    tiny.spec("variable: {PARAMCD: PAIN}", "variable: {PARAMCD: CURED, value: AVAL}")
    tiny.spec("    timepoint: Week 8\n", "    timepoint: Week 8\n    sensitivity: standard\n")
    return tiny


def test_the_standard_set_of_a_yes_or_no_are_shares_and_the_usual_doubts(yes_or_no: Tiny) -> None:
    trial = yes_or_no.load()
    primary = trial.analyses["primary"]
    assert isinstance(primary, Proportions)
    assert (primary.role, primary.event.at_least, primary.missing) == ("primary", 1, "exclude")
    cases = {name: one.missing for name, one in trial.analyses.items() if isinstance(one, Proportions)}
    assert cases == {
        "primary": "exclude",
        "primary_missing": "non-event",
        "primary_worst": "worst case",
        "primary_best": "best case",
    }
    assert trial.figures["primary_sensitivity"].analyses == tuple(cases)
    assert trial.estimands["primary"].summary == "difference in risks"


def test_where_nobody_says_what_is_better_it_stays_a_number(yes_or_no: Tiny) -> None:
    yes_or_no.spec("CURED: {label: Cured, better: higher,", "CURED: {label: Cured,")
    assert isinstance(yes_or_no.load().analyses["primary"], Mmrm)


def test_one_effect_needs_no_list_and_a_share_over_the_trial_has_no_visit(tiny: Tiny) -> None:
    one = Proportions.model_validate(options("proportions", event={"at_least": 1}, desirable=True, effects="ratio"))
    assert one.effects == ("ratio",)
    tiny.spec(
        "{method: ancova, estimand: primary}",
        "{method: proportions, estimand: primary, event: {at_most: 40}, over: trial}",
    )
    tiny.spec("{kind: estimates, title", "{kind: proportions, title")
    tiny.spec("\ntables:\n", "\nfigures:\n  shares: {kind: shares, title: Shares, analysis: change}\n\ntables:\n")
    assert [problem.partition(": ")[2] for problem in tiny.spec_problems()] == [
        "figures.shares.analysis = change has one share an arm over the trial (over: trial), and none by visit"
    ]
