"""What a trial file may say of effect modifiers: names that lead nowhere, dates, texts and single levels are told."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

SUMMARY = "  summary: {method: descriptive, dataset: adpain, population: FASFL}"
ANCOVA = "method: ancova, estimand: primary"
CASES = {
    "numbers, categories and BASE": (f"{ANCOVA}, modifiers: [BASE, AGE, SEX], at: {{AGE: [40, 60], BASE: 50}}", []),
    "no such covariate": (
        f"{ANCOVA}, modifiers: [AGEE]",
        ["75: analyses.summary.modifiers = AGEE is not a known covariate (did you mean `AGE`?)"],
    ),
    "the arm": (
        f"{ANCOVA}, modifiers: TRT01P",
        ["75: analyses.summary: `modifiers` names TRT01P, which is the arm itself: name what its effect may depend on"],
    ),
    "twice": (f"{ANCOVA}, modifiers: [SEX, SEX]", ["75: analyses.summary.modifiers names SEX twice"]),
    "a value of a category": (
        f"{ANCOVA}, modifiers: SEX, at: {{SEX: 1}}",
        ["75: analyses.summary.at.SEX is of a category: differences are given at each of its levels, without `at`"],
    ),
    "a value of what is no modifier": (
        f"{ANCOVA}, modifiers: SEX, at: {{AGE: 40}}",
        ["75: analyses.summary: `at` names AGE, which `modifiers` does not"],
    ),
}


@pytest.mark.parametrize(("analysis", "said"), CASES.values(), ids=CASES)
def test_modifiers_are_numbers_or_categories_of_subjects(tiny: Tiny, analysis: str, said: list[str]) -> None:
    tiny.spec(SUMMARY, f"  summary: {{{analysis}}}")
    assert tiny.spec_problems() == said


def test_a_date_modifies_nothing(tiny: Tiny) -> None:
    tiny.spec("  AGE: {", "  BRTHDT: {column: age, type: date, label: Birth}\n  AGE: {")
    tiny.spec(SUMMARY, f"  summary: {{{ANCOVA}, modifiers: BRTHDT}}")
    text = "analyses.summary.modifiers = BRTHDT is of type date; an effect depends on a number or a category"
    assert tiny.spec_problems() == [f"76: {text}"]


def test_displays_of_modifiers_want_some(tiny: Tiny) -> None:
    tiny.spec("kind: estimates", "kind: modifiers")
    text = "tables.change.analysis = change names no `modifiers`, whose effects this kind shows"
    assert tiny.spec_problems() == [f"78: {text}"]
