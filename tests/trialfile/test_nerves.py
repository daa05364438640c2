"""What a trial file may say of nerves, absent responses, ranks, limbs and deviates, and what not."""

from __future__ import annotations

import pytest

from tests.methods.nerve.trial import ENDING, make_nerves, with_composite
from tests.tiny import Tiny

ANALYSIS = "  change: {method: ancova, estimand: primary}"


@pytest.fixture
def nerves(tiny: Tiny) -> Tiny:
    return make_nerves(tiny)


def analysis(words: str) -> str:
    return f"  change: {{{words}, dataset: adpain, population: FASFL}}"


ANALYSES = {
    "zero for a velocity": (
        "method: ancova, absent: zero, parameters: PAIN",
        "analyses.change.absent = zero, but PAIN is a velocity: only an amplitude without a response is 0; exclude "
        "leaves it out, and method ranks knows worst_rank and joint_rank",
    ),
    "zero for a derived parameter": (
        "method: ancova, absent: zero, parameters: BOTH",
        "analyses.change.absent = zero, but BOTH declares no `absent` results",
    ),
    "a rank by another method": (
        "method: ancova, absent: worst_rank",
        "analyses.change.absent = worst_rank goes with method ranks; ancova knows exclude, zero",
    ),
    "a rank of another value": (
        "method: ranks, absent: joint_rank, value: AVAL, parameters: PAIN",
        "analyses.change: absent: joint_rank ranks CHG, not AVAL: say `value: CHG`",
    ),
    "strata of a number": (
        "method: ranks, strata: AGE, parameters: PAIN",
        "analyses.change.strata = AGE is of type number; strata are levels of a category",
    ),
    "unknown stratum": (
        "method: ranks, strata: SIX, parameters: PAIN",
        "analyses.change.strata = SIX is not a known variable (did you mean `SEX`?)",
    ),
    "unknown side": (
        "method: limbs, sides: {VEL: [PAIN, STIF]}",
        "analyses.change.sides.VEL = STIF is not a known measured parameter (did you mean `STIFF`?)",
    ),
    "one side": ("method: limbs, sides: {VEL: [PAIN]}", "analyses.change.sides.VEL = [PAIN]: needs at least 2 entries"),
    "a side twice": (
        "method: limbs, sides: {VEL: [PAIN, STIFF], AMP: [PAIN, STIFF]}",
        "analyses.change: `sides` names PAIN twice, under VEL and AMP",
    ),
    "both under a measured name": (
        "method: limbs, sides: {PAIN: [PAIN, STIFF]}",
        "analyses.change.sides.PAIN is a measured parameter; the sides together need a name of their own",
    ),
    "sides and parameters": (
        "method: limbs, sides: {VEL: [PAIN, STIFF]}, parameters: PAIN",
        "analyses.change: give either `sides` or `parameters`, from which sides are inferred",
    ),
}


@pytest.mark.parametrize(("words", "said"), ANALYSES.values(), ids=ANALYSES)
def test_analyses(nerves: Tiny, words: str, said: str) -> None:
    nerves.spec(ANALYSIS, analysis(words))
    assert any(said in problem for problem in nerves.spec_problems()), nerves.spec_problems()


DATASETS = {
    "unit of an amplitude": (
        "attribute: velocity",
        "attribute: amplitude",
        "datasets.adpain.parameters.PAIN: m/s is no unit of an amplitude "
        "(uV, \N{MICRO SIGN}V, \N{GREEK SMALL LETTER MU}V, mV, nV)",
    ),
    "a side of nothing": (
        "nerve: SURAL NERVE, ",
        "",
        "datasets.adpain.parameters.PAIN: `side` and `attribute` are those of a nerve: say `nerve`, e.g. SURAL NERVE",
    ),
    "both absent and not done": (
        "not_done: [NOT DONE, ND]",
        "not_done: [ABSENT]",
        "datasets.adpain.parameters.PAIN: ABSENT cannot be both `absent` and `not_done`",
    ),
    "measured twice": (
        "side: LEFT",
        "side: RIGHT",
        "datasets.adpain.parameters.STIFF measures what PAIN measures (SURAL NERVE, RIGHT, velocity)",
    ),
    "unknown side": (
        "side: LEFT",
        "side: left",
        "datasets.adpain.parameters.PAIN.side = left is not known (did you mean `LEFT`?)",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), DATASETS.values(), ids=DATASETS)
def test_parameters(nerves: Tiny, old: str, new: str, said: str) -> None:
    text = nerves.read("config/trials/tiny.yaml")
    line = next(one for one in text.splitlines() if one.strip().startswith("PAIN:"))
    nerves.spec(line, line.replace(old, new))
    assert any(problem.endswith(said) for problem in nerves.spec_problems()), nerves.spec_problems()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "variable: NVTEMP, below",
            "variable: NVTMP, below",
            "adpain.cold.variable = NVTMP is not a known variable of",
        ),
        ("type: number, unit: °C", "type: text", "datasets.adpain.cold.variable = NVTEMP is no number"),
        ("columns: {NVTEMP", "columns: {RESPSTAT", "RESPSTAT is a variable that is made for this dataset; take"),
        ("below: 31", "below: cold", "datasets.adpain.cold.below = cold: must be a number"),
    ],
)
def test_temperatures(nerves: Tiny, old: str, new: str, said: str) -> None:
    nerves.spec(old, new)
    assert any(said in problem for problem in nerves.spec_problems()), nerves.spec_problems()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (", age: AEG", "adpain.derived.ND.deviates.age = AEG is not a known covariate (did you mean `AGE`?)"),
        (", age: SEX", "adpain.derived.ND.deviates.age = SEX is of type category, not number"),
        (", absent_deviate: 0", "deviates.absent_deviate = 0: must be greater than 0"),
        (
            "}, mean_of: [PAIN, STIFF",
            "give one rule: `mean_of`, `sum_of`, `first_of`, `rescale`, `recode`, `constant`, "
            "`daily_mean`, `over_time`, `deviates`, `z_scores` or `responder`",
        ),
    ],
)
def test_deviates(nerves: Tiny, more: str, said: str) -> None:
    if more.startswith("}"):
        with_composite(nerves)
        nerves.spec("data/limits.csv}}, better", "data/limits.csv}}, mean_of: [PAIN, STIFF], better")
    else:
        with_composite(nerves, more=more)
    assert any(said in problem for problem in nerves.spec_problems()), nerves.spec_problems()


def test_parts_of_a_composite_must_exist(nerves: Tiny) -> None:
    with_composite(nerves)
    nerves.spec("of: [PAIN, STIFF], reference", "of: [PAIN, STIFE], reference")
    assert any(
        "derived.ND.deviates = STIFE is not a known parameter (did you mean `STIFF`?)" in problem
        for problem in nerves.spec_problems()
    )


def test_results_without_a_number_need_not_be_said_twice(nerves: Tiny) -> None:
    assert nerves.load().datasets["adpain"].parameters["PAIN"].text_results == ("ABSENT", "NOT DONE", "ND")
    nerves.spec(
        f"side: LEFT, attribute: velocity, {ENDING}",
        f"side: LEFT, attribute: velocity, {ENDING}, text_results: [ND, '<5']",
    )
    assert nerves.load().datasets["adpain"].parameters["PAIN"].text_results == ("ND", "<5", "ABSENT", "NOT DONE")


def test_sides_are_found_by_what_parameters_measure(nerves: Tiny) -> None:
    nerves.spec(ANALYSIS, analysis("method: limbs"))
    found = nerves.load().complete("change")
    assert found.sides == {"BOTH": ("PAIN", "STIFF")}  # the derived parameter that is their mean
    assert found.parameters == ("PAIN", "STIFF")


def test_sides_without_a_mean_have_the_name_that_their_codes_begin_with(nerves: Tiny) -> None:
    text = nerves.read("config/trials/tiny.yaml")
    for old, new in (("      PAIN: {", "      VELL: {"), ("      STIFF: {", "      VELR: {")):
        text = text.replace(old, new)
    text = text.replace("mean_of: [PAIN, STIFF]", "mean_of: [VELR, VELL]").replace("PARAMCD: PAIN", "PARAMCD: VELL")
    text = text.replace(ANALYSIS, analysis("method: limbs"))
    nerves.write("config/trials/tiny.yaml", text)
    assert nerves.load().complete("change").sides == {"BOTH": ("VELL", "VELR")}
    nerves.spec(
        "    derived:\n      BOTH: {label: Mean of both, mean_of: [VELR, VELL], unit: m/s, better: higher}\n", ""
    )
    assert nerves.load().complete("change").sides == {"VEL": ("VELL", "VELR")}


def test_without_sides_there_is_nothing_to_model(tiny: Tiny) -> None:
    tiny.spec(ANALYSIS, analysis("method: limbs"))
    assert any("finds no parameters of adpain with one `nerve` and `attribute`" in one for one in tiny.spec_problems())


def test_ranks_need_a_direction(nerves: Tiny) -> None:
    nerves.spec("mean_of: [PAIN, STIFF], unit: m/s, better: higher", "mean_of: [PAIN, STIFF], unit: m/s")
    nerves.spec(ANALYSIS, analysis("method: ranks"))
    assert any("analyses.change.parameters = BOTH has no `better`" in one for one in nerves.spec_problems())
