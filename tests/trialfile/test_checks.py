"""Parts of a trial file that are well written and cannot hold together: a table of changes and what they cause.

As in test_spec_messages; a row without a message is a change that does no harm.
"""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

CODES = {
    "level twice": (
        "codes: {Female: F, Male: M}",
        "codes: {Female: [F, 2], Male: [M, 2]}",
        "39: covariates.SEX.codes.Male holds 2, a code of Female too",
    ),
    "twice in a level": (
        "codes: {Female: F, Male: M}",
        "codes: {Female: [F, F], Male: M}",
        "39: covariates.SEX.codes.Female holds F twice",
    ),
    "level of an event twice": (
        'Severe: "2"',
        'Severe: ["2", "1"]',
        "62: occurrences.adae.columns.AESEV.codes.Severe holds 1, a code of Mild too",
    ),
    "twice in an arm": ("{codes: L}", "{codes: [L, L]}", "29: arms.Laser.codes holds L twice"),
    "limit": (
        "<number]",
        "<nummer]",
        "50: datasets.adpain.parameters.STIFF.text_results = <nummer is not a known word (did you mean `<number`?)",
    ),
    "limit of the other side": (
        "[NOT DONE, <number]",
        '"> number"',
        "50: datasets.adpain.parameters.STIFF.text_results = > number is not a known word (did you mean `>number`?)",
    ),
    "limits that are": ("<number]", '<0.5, "> 100", "<0,5", "<1e3", "<=5", <LLOQ, ">number"]'),
    "backslash": (
        "data/events.csv",
        "data\\events.csv",
        "19: sources.events.file: write paths with /: data/events.csv",
    ),
    "backslash of the truth": (
        "analyses:\n",
        "analyses:\n  truth: {method: truth, file: data\\truth.csv}\n",
        "74: analyses.truth.file: write paths with /: data/truth.csv",
    ),
}

NO_BASELINE = ("baseline: true, ", "")
SCHEDULE = {
    "no baseline": (*NO_BASELINE, "74: analyses.change needs a visit with `baseline: true`, for its value CHG"),
    "one number": ("AVISITN: 8", "AVISITN: 4.0", "35: visits.Week 8.AVISITN = 4 is the number of Week 4 too"),
    "target before": (
        "target: 57",
        "target: 49",
        "35: visits.Week 8.target = 49 lies outside the window (day 50 to 64)",
    ),
    "target after": (
        "target: 57",
        "target: 65",
        "35: visits.Week 8.target = 65 lies outside the window (day 50 to 64)",
    ),
    "target at the end": ("target: 57", "target: 64"),
    "target alone": ("target: 57, window: [50, 64]", "target: 157"),
    "long arm": (
        "  Laser: {",
        f"  {'L' * 41}: {{",
        f"29: arms.{'L' * 41} has 41 characters; displays have room for 40",
    ),
    "arm that fits": ("  Laser: {", f"  {'é' * 40}: {{"),
    "long visit": (
        "  Week 4: {",
        f"  {'4' * 50}: {{",
        f"34: visits.{'4' * 50} has 50 characters; displays have room for 40",
    ),
    "control character in an arm": (
        "  Laser: {",
        '  "La\\aser": {',
        "29: arms.La\\x07ser holds a control character, which displays cannot print",
    ),
    "change at baseline": (
        "method: ancova, estimand: primary",
        "method: ancova, visits: [Baseline, Week 8], estimand: primary",
        "74: analyses.change.visits = Baseline is the baseline visit, which has no CHG",
    ),
    "percent change at baseline": (
        "method: ancova, estimand: primary",
        "method: mmrm, value: PCHG, visits: Baseline, estimand: primary",
        "74: analyses.change.visits = Baseline is the baseline visit, which has no PCHG",
    ),
    "value at baseline": (
        "method: ancova, estimand: primary",
        "method: ancova, value: AVAL, covariates: [], visits: Baseline, estimand: primary",
    ),
    "covariate twice": (
        "method: ancova, estimand: primary",
        "method: ancova, covariates: [BASE, AGE, BASE], estimand: primary",
        "74: analyses.change.covariates names BASE twice",
    ),
    "structure twice": (
        "method: ancova, estimand: primary",
        "method: mmrm, estimand: primary, covariance: [us, cs, us]",
        "74: analyses.change.covariance names us twice",
    ),
    "analysis twice": (
        "analysis: change}",
        "analysis: [change, change]}",
        "78: tables.change.analysis names change twice",
    ),
    "by_visit twice": (
        "method: ancova, estimand: primary",
        "method: mmrm, covariates: [BASE], by_visit: [BASE, BASE], estimand: primary",
        "74: analyses.change.by_visit names BASE twice",
    ),
    "parameter and visit twice": (
        "method: descriptive,",
        "method: descriptive, parameters: [PAIN, PAIN], visits: [Week 4, Week 8, Week 4],",
        "75: analyses.summary.parameters names PAIN twice",
        "75: analyses.summary.visits names Week 4 twice",
    ),
    "twice in baseline characteristics": (
        "method: descriptive, dataset: adpain, population: FASFL",
        "method: baseline, population: FASFL, variables: [AGE, AGE], parameters: {adpain: [PAIN, PAIN]}",
        "75: analyses.summary.parameters.adpain names PAIN twice",
        "75: analyses.summary.variables names AGE twice",
    ),
    "twice in a display": (
        "analysis: change",
        "analysis: change, visits: [Week 8, Week 8], parameters: [PAIN, PAIN]",
        "78: tables.change.parameters names PAIN twice",
        "78: tables.change.visits names Week 8 twice",
    ),
}

# Analyses of a trial in which no visit is called baseline, and what each of them needs.
WITHOUT_BASELINE = {
    "estimand: primary, method: mmrm, covariates: []": "value CHG",
    "estimand: primary, method: mmrm, covariates: [], value: PCHG": "value PCHG",
    "estimand: primary, method: ancova, value: AVAL": "covariate BASE",
    "estimand: primary, method: ancova, value: AVAL, covariates: [AGE]": None,
    "dataset: adpain, population: FASFL, method: ancova, covariates: []": "value CHG",
    "dataset: adpain, population: FASFL, method: effect_size": "value CHG",
    "dataset: adpain, population: FASFL, method: effect_size, value: AVAL": None,
    "dataset: adpain, population: FASFL, method: mixed": None,
    "dataset: adpain, population: FASFL, method: mixed, covariates: [BASE]": "covariate BASE",
    "dataset: adpain, population: FASFL, method: missingness": None,
    "dataset: adqs, population: FASFL, method: reliability, value: CHG": None,
}


@pytest.mark.parametrize(("old", "new", "said"), [(old, new, said) for old, new, *said in CODES.values()], ids=CODES)
def test_codes_that_mean_two_things_and_texts_that_mean_none(tiny: Tiny, old: str, new: str, said: list[str]) -> None:
    tiny.spec(old, new)
    assert tiny.spec_problems() == said


@pytest.mark.parametrize(
    ("old", "new", "said"), [(old, new, said) for old, new, *said in SCHEDULE.values()], ids=SCHEDULE
)
def test_visits_and_lists_that_do_not_agree_with_themselves(tiny: Tiny, old: str, new: str, said: list[str]) -> None:
    tiny.spec(old, new)
    assert tiny.spec_problems() == said


@pytest.mark.parametrize(("analysis", "reason"), WITHOUT_BASELINE.items(), ids=WITHOUT_BASELINE)
def test_what_needs_a_baseline_visit(tiny: Tiny, analysis: str, reason: str | None) -> None:
    tiny.spec(*NO_BASELINE)
    tiny.spec("  change: {method: ancova, estimand: primary}", f"  change: {{{analysis}}}")
    tiny.spec("tables:\n  change: {kind: estimates, title: Change in pain, analysis: change}\n", "")
    said = f"74: analyses.change needs a visit with `baseline: true`, for its {reason}"
    assert tiny.spec_problems() == ([said] if reason else [])


def test_adam_brings_its_own_baseline(tiny: Tiny) -> None:
    tiny.spec(*NO_BASELINE)
    tiny.spec("    derived:\n      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n", "    adam: true\n")
    assert tiny.spec_problems() == []
