"""Analyses of sessions and of subgroups in a trial file: names that lead nowhere are said with the nearest ones."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

SUMMARY = "  summary: {method: descriptive, dataset: adpain, population: FASFL}"
EXPOSURE = "method: exposure, population: ITTFL, sessions: adae"
DOSE = "method: dose_response, estimand: primary, sessions: adae, date: ASTDT"
SUBGROUPS = "method: subgroups, estimand: primary, planned: true, factors: SEX"

REPEATED = "method: subgroups, of: change, planned: true, factors: SEX"

CASES = {
    "exposure": (EXPOSURE, []),
    "attended and by": (f"{EXPOSURE}, attended: {{AESEV: Mild}}, by: [AETERM, AESEV], date: ASTDT", []),
    "dose": (DOSE, []),
    "subgroups": (SUBGROUPS, []),
    "no such occurrence": (
        EXPOSURE.replace("adae", "adex"),
        ["75: analyses.summary.sessions = adex is not a known dataset of `occurrences` (did you mean `adae`?)"],
    ),
    "a findings dataset": (
        EXPOSURE.replace("adae", "adpain"),
        ["75: analyses.summary.sessions = adpain is not a known dataset of `occurrences` (did you mean `adae`?)"],
    ),
    "no such variable": (
        f"{EXPOSURE}, attended: {{AESEW: Mild}}, by: AETREM, date: ASDT",
        [
            "75: analyses.summary.attended.AESEW is not a known variable of adae (did you mean `AESEV`?)",
            "75: analyses.summary.by = AETREM is not a known variable of adae (did you mean `AETERM`?)",
            "75: analyses.summary.date = ASDT is not a known variable of adae (did you mean `ASTDT`?)",
        ],
    ),
    "no such level": (
        f"{EXPOSURE}, attended: {{AESEV: Mildd}}",
        ["75: analyses.summary.attended.AESEV = Mildd is not a known level (did you mean `Mild`?)"],
    ),
    "wrong type": (
        f"{EXPOSURE}, date: AETERM, energy: AESEV",
        [
            "75: analyses.summary.date = AETERM is of type text; it must be a date",
            "75: analyses.summary.energy = AESEV is of type category; it must be a number",
        ],
    ),
    "no such population": (
        EXPOSURE.replace("ITTFL", "SAFFL"),
        ["75: analyses.summary.population = SAFFL is not a known population (did you mean `FASFL`?)"],
    ),
    "no such arm": (
        f"{DOSE}, arms: [Lazer]",
        ["75: analyses.summary.arms = Lazer is not a known arm (did you mean `Laser`?)"],
    ),
    "dose without its variable": (
        f"{DOSE}, doses: energy",
        ["75: analyses.summary: dose energy needs `energy`, the variable that holds it"],
    ),
    "a number is no factor": (
        SUBGROUPS.replace("SEX", "[SEX, AGE]"),
        ["75: analyses.summary.factors = AGE is a number; a factor is a category (of a number: with `cuts`)"],
    ),
    "no such factor": (
        SUBGROUPS.replace("SEX", "SEXX"),
        ["75: analyses.summary.factors = SEXX is not a known category among the covariates (did you mean `SEX`?)"],
    ),
    "factor twice": (SUBGROUPS.replace("SEX", "[SEX, SEX]"), ["75: analyses.summary.factors names SEX twice"]),
    "not said whether planned": (
        SUBGROUPS.replace(" planned: true,", ""),
        ["75: analyses.summary.planned is missing: one of true, false"],
    ),
    "repeated": (f"{REPEATED}, fits: separate, weights: observed, at: Week 4", []),
    "no such analysis to repeat": (
        REPEATED.replace("of: change", "of: chnage"),
        ["75: analyses.summary.of = chnage is not a known analysis (did you mean `change`?)"],
    ),
    "what the analysis repeated says": (
        f"{REPEATED}, population: ITTFL",
        ["75: analyses.summary.population is that of change, which is repeated (`of`): leave it out"],
    ),
    "covariates of its own": (
        f"{REPEATED}, covariates: []",
        ["75: analyses.summary: `covariates` are those of change, which is repeated (`of`): leave them out"],
    ),
    "nothing to repeat": (
        f"{SUBGROUPS}, at: Week 8",
        ["75: analyses.summary: `at` goes with `of`, the analysis that is repeated"],
    ),
    "an effect of shares": (
        f"{REPEATED}, effect: ratio",
        ["75: analyses.summary.effect is of shares, and change is of method ancova: leave it out"],
    ),
    "no such visit shown": (
        f"{REPEATED}, at: Week 9",
        ["75: analyses.summary.at = Week 9 is not a known visit of change (did you mean `Week 8`?)"],
    ),
    "at baseline": (
        f"{SUBGROUPS}, visits: [Baseline, Week 8]",
        ["75: analyses.summary.visits = Baseline is the baseline visit, which has no CHG"],
    ),
}


def test_what_has_no_one_model_is_fitted_separately(tiny: Tiny) -> None:
    tiny.spec("change: {method: ancova, estimand: primary}", "change: {method: ranks, estimand: primary}")
    tiny.spec("kind: estimates", "kind: ranks")
    tiny.spec(SUMMARY, f"  summary: {{{REPEATED}}}")
    text = "= together is for ancova, mmrm, proportions, and change is of method ranks: say `fits: separate`"
    assert tiny.spec_problems() == [f"75: analyses.summary.fits {text}"]
    tiny.spec("factors: SEX", "factors: SEX, fits: separate")
    assert tiny.spec_problems() == []


def test_what_compares_nobody_is_not_repeated(tiny: Tiny) -> None:
    tiny.spec("method: ancova, estimand: primary", "method: effect_size, estimand: primary")
    tiny.spec(SUMMARY, f"  summary: {{{REPEATED}}}")
    text = "= change is of method effect_size, which gives no one comparison of arms in findings to repeat"
    assert tiny.spec_problems() == [f"75: analyses.summary.of {text}"]


@pytest.mark.parametrize(("analysis", "said"), CASES.values(), ids=CASES)
def test_what_an_analysis_names_must_be_there(tiny: Tiny, analysis: str, said: list[str]) -> None:
    tiny.spec(SUMMARY, f"  summary: {{{analysis}}}")
    assert tiny.spec_problems() == said


def test_a_display_says_which_method_it_shows(tiny: Tiny) -> None:
    tiny.spec("kind: estimates", "kind: subgroups")
    shown = "this kind shows subgroups or subgroups of another analysis"
    assert tiny.spec_problems() == [f"78: tables.change.analysis = change is of method ancova; {shown}"]
