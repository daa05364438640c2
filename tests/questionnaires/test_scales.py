"""The field's scales held against a plain second scorer: at their ends, at random, with items missing."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from tests.questionnaires.plain_scales import SCALES, Scale
from tests.questionnaires.questionnaire_cases import CASES
from trialstats.errors import DataError, SpecError
from trialstats.questionnaires import catalogue, parameters, questionnaire, score
from trialstats.questionnaires.catalogue import load_definition

each = pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
Form = Mapping[str, float | None]


def scored(scale: Scale, forms: list[Form]) -> pd.DataFrame:
    items = pd.DataFrame(forms, columns=list(scale.answers), dtype=float)
    return questionnaire(scale.name, **scale.options).score(items)


def agree(scale: Scale, forms: list[Form]) -> None:
    expected = pd.DataFrame([scale.scorer(form) for form in forms], dtype=float)
    pd.testing.assert_frame_equal(scored(scale, forms), expected, rtol=0, atol=1e-10)


def lowest(scale: Scale) -> dict[str, float | None]:
    return {item: answers[0] for item, answers in scale.answers.items()}


def highest(scale: Scale) -> dict[str, float | None]:
    return {item: answers[-1] for item, answers in scale.answers.items()}


def drawn(scale: Scale, draw: random.Random, missing: float = 0) -> dict[str, float | None]:
    return {i: None if draw.random() < missing else draw.choice(list(a)) for i, a in scale.answers.items()}


def test_every_data_file_has_a_second_scorer() -> None:
    assert {s.name for s in SCALES.values()} | {case.name for case in CASES.values()} == set(catalogue.names())


@each
def test_items_are_those_of_the_form(scale: Scale) -> None:
    assert set(questionnaire(scale.name, **scale.options).codes) == set(scale.answers)


@each
def test_all_lowest_and_all_highest(scale: Scale) -> None:
    agree(scale, [lowest(scale), highest(scale)])


@each
def test_answers_at_random(scale: Scale) -> None:
    draw = random.Random(20261129)
    agree(scale, [drawn(scale, draw) for _ in range(60)])
    agree(scale, [drawn(scale, draw, missing) for missing in (0.05, 0.15, 0.4) for _ in range(60)])


@each
def test_each_item_missing_alone(scale: Scale) -> None:
    draw = random.Random(13)
    whole = [lowest(scale), highest(scale), *(drawn(scale, draw) for _ in range(3))]
    agree(scale, [{**form, item: None} for form in whole for item in scale.answers])


@each
def test_more_and_more_items_missing(scale: Scale) -> None:
    items = list(scale.answers)
    for order in (items, items[::-1], random.Random(7).sample(items, len(items))):
        agree(scale, [{**highest(scale), **dict.fromkeys(order[:gone])} for gone in range(len(items) + 1)])


@each
def test_scores_lie_in_the_range_that_is_told(scale: Scale) -> None:
    told = parameters(scale.name, **scale.options)
    draw = random.Random(5)
    scores = scored(scale, [lowest(scale), highest(scale), *(drawn(scale, draw, 0.1) for _ in range(200))])
    assert scores.columns.tolist() == told.index.tolist()
    for column in told.index[told["kind"] != "profile"]:  # a missing dimension is a 9
        assert scores[column].dropna().between(told.loc[column, "low"], told.loc[column, "high"]).all(), column


@each
def test_answers_that_no_form_has_are_found(scale: Scale) -> None:
    door = questionnaire(scale.name, **scale.options)
    forms, wrong = [], []
    for item, codes in door.codes.items():
        for answer in (min(codes) - 1, max(codes) + 1, "x"):
            forms.append({**lowest(scale), item: answer})
            wrong.append((item, answer))
    items = pd.DataFrame(forms, columns=list(scale.answers), dtype=object)
    found = door.check(items)
    assert list(zip(found["item"], found["value"], strict=True)) == wrong
    with pytest.raises(DataError, match=f"item {wrong[0][0]}, record 0"):
        door.score(items)


@pytest.mark.parametrize("name", catalogue.names())
def test_every_fact_names_its_source_and_its_licence(name: str) -> None:
    definition = load_definition(name)
    assert definition.confidence in ("H", "M")
    assert definition.source
    assert definition.licence
    for version in definition.every_version.values():
        assert all(made.note for made in (*version.scores.values(), *version.categories.values()))


REQUIRED = {
    ("norfolk", "item31"): {"site_scoring": "count"},
    ("norfolk", "site_scoring"): {"item31": "sym"},
    ("womac", "format"): {},
    ("vpt", "version"): {},
    ("vpt", "at_least"): {"version": "readings"},
    ("monofilament", "version"): {},
    ("nrs_week", "at_least"): {},
}


@pytest.mark.parametrize(("name", "option", "given"), [(*key, value) for key, value in REQUIRED.items()])
def test_what_no_source_settles_must_be_said(name: str, option: str, given: dict[str, str]) -> None:
    with pytest.raises(SpecError, match=rf"say (which )?`{option}`"):
        questionnaire(name, **given)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("womac", {"format": "lk"}, "WOMAC 3.1: there is no `format` 'lk'; available: likert, nrs, va"),
        ("hads", {"format": "nrs"}, "hads has no option format"),
        ("nrs_week", {"at_least": 8}, "Pain diary, a week in a row: `at_least` is from 1 to 7 answers, not 8"),
        ("isi", {"at_least": 4}, "ISI has no score of which a trial says how many items it needs"),
        ("mnsi_b", {"cut_off": 9}, "MNSI, part B: `cut_off` is from 0 to 8, the highest score, not 9"),
    ],
)
def test_what_there_is_not_is_refused(name: str, options: dict[str, object], said: str) -> None:
    with pytest.raises(SpecError) as raised:
        questionnaire(name, **options)
    assert str(raised.value).startswith(said)


def test_a_form_scores_alone_as_in_company() -> None:
    rng = np.random.default_rng(1)
    scale = SCALES["psqi"]
    items = pd.DataFrame({item: rng.choice(list(answers), 2000) for item, answers in scale.answers.items()})
    alone = score(scale.name, items.iloc[[1234]], **scale.options)
    pd.testing.assert_frame_equal(score(scale.name, items, **scale.options).iloc[[1234]], alone)
