"""Analyses of censored values in a trial file: what must exist elsewhere in it."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

BEFORE = "summary: {method: descriptive, dataset: adpain, population: FASFL}"
AFTER = "summary: {method: censored, dataset: adpain, population: FASFL, parameters: PAIN"

CASES = {
    "baseline is not among its visits": (
        ", visits: Week 8",
        "75: analyses.summary.visits has no Baseline, which baseline: constrained needs (or say `baseline: none`)",
    ),
    "nor for a covariate": (
        ", visits: [Week 4, Week 8], baseline: covariate",
        "75: analyses.summary.visits has no Baseline, which baseline: covariate needs (or say `baseline: none`)",
    ),
    "all visits": ("",),
    "no baseline asked for": (", visits: [Week 4, Week 8], baseline: none",),
    "a tobit has none by itself": (", visits: Week 8, model: tobit",),
    "a tobit of a constrained baseline": (
        ", model: tobit, baseline: constrained",
        "75: analyses.summary: baseline: constrained needs `model: mixed`; a tobit takes none or covariate",
    ),
    "a covariate that there is not": (
        ", covariates: AEG",
        "75: analyses.summary.covariates = AEG is not a known covariate (did you mean `AGE`?)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_checks(tiny: Tiny, name: str) -> None:
    written, *messages = CASES[name]
    tiny.spec("label: Pain, name: PAIN,", "label: Pain, name: PAIN, limits: {lower: 1},")
    tiny.replace("config/trials/tiny.yaml", BEFORE, AFTER + written + "}")
    assert tiny.check().err.splitlines() == [f"config/trials/tiny.yaml:{message}" for message in messages]


def test_a_baseline_visit_is_needed(tiny: Tiny) -> None:
    tiny.replace("config/trials/tiny.yaml", BEFORE, AFTER + "}")
    tiny.replace("config/trials/tiny.yaml", "baseline: true, ", "")
    assert "analyses.summary.baseline constrained needs a visit with `baseline: true`" in tiny.check().err


def test_limits_are_needed(tiny: Tiny) -> None:
    tiny.spec(BEFORE, AFTER + "}")
    message = "75: analyses.summary needs parameters with `limits`, and adpain has none"
    assert tiny.spec_problems() == [message]
