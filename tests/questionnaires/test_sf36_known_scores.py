"""Scores known without any file: extremes, one published example, and the names of what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.questionnaires.sf36_cases import (
    BEST,
    HIGHEST_OF,
    ITEMS,
    MEMBERS,
    PUBLISHED,
    PUBLISHED_MCS,
    PUBLISHED_PCS,
    SCALES,
    WORST,
    best,
    cell,
    eight,
    frame,
    rows,
    worst,
)
from trialstats.errors import SpecError
from trialstats.questionnaires import sf36


@pytest.mark.parametrize("version", HIGHEST_OF)
@pytest.mark.parametrize(("answers", "expected"), [(best, 100.0), (worst, 0.0)])
def test_extreme_answers_give_extreme_scales(
    version: str, answers: Callable[[str], dict[int, Any]], expected: float
) -> None:
    scores = sf36.score(frame(answers(version)), version=version)
    assert eight(scores) == [expected] * 8


@pytest.mark.parametrize(
    ("answers", "pcs", "mcs"), [(BEST, 57.8724, 62.1366), (WORST, 20.1360, 17.3373)], ids=["best", "worst"]
)
def test_extreme_summaries_of_us1990(answers: dict[int, Any], pcs: float, mcs: float) -> None:
    # lbraglia/lbscorer@87ca134 and danielelozzi/sf36@d1c3e43, to four decimals
    scores = sf36.score(frame(answers), norms="us1990")
    assert cell(scores, "PCS") == pytest.approx(pcs, rel=0, abs=5e-5)
    assert cell(scores, "MCS") == pytest.approx(mcs, rel=0, abs=5e-5)


def test_published_example_of_us1990() -> None:
    scores = sf36.score(rows([PUBLISHED]))
    assert cell(scores, "PCS") == pytest.approx(PUBLISHED_PCS, rel=0, abs=1e-9)
    assert cell(scores, "MCS") == pytest.approx(PUBLISHED_MCS, rel=0, abs=1e-9)


def test_transition_item_is_a_code_in_v1_and_a_score_in_rand36() -> None:
    items = frame(*(BEST | {2: code} for code in (1, 2, 3, 4, 5, None)))
    nan = float("nan")
    expected = pd.DataFrame({"v1": [1.0, 2, 3, 4, 5, nan], "rand36": [100.0, 75, 50, 25, 0, nan]})
    for version in ("v1", "rand36"):
        pd.testing.assert_series_equal(sf36.score(items, version=version)["HT"], expected[version], check_names=False)


def test_columns_depend_on_version_and_norms() -> None:
    items = frame(BEST)
    plain = [*SCALES, "HT"]
    normed = [*plain, *(f"{name}_T" for name in SCALES), "PCS", "MCS"]
    assert sf36.score(items).columns.tolist() == normed
    assert sf36.score(items, norms="us1990").columns.tolist() == normed
    assert sf36.score(items, norms=None).columns.tolist() == plain
    assert sf36.score(items, version="rand36").columns.tolist() == plain
    assert sf36.score(items, version="rand36", norms=None).columns.tolist() == plain


def test_no_rows_give_no_rows() -> None:
    items = pd.DataFrame(columns=list(ITEMS), dtype=float)
    assert sf36.score(items).shape == (0, 19)
    assert sf36.score(items, version="rand36").shape == (0, 9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"version": "sf12"}, "no SF-36 version 'sf12'; available: v1, v2, rand36"),
        ({"norms": "us1998"}, "no norms 'us1998'; available: us1990"),
        ({"version": "rand36", "norms": "us1990"}, "RAND 36-Item Health Survey 1.0 has no norms"),
        ({"version": "v2", "norms": "us1990"}, "no norms 'us1990'; available: us1998"),
        ({"components": "oblique"}, "no SF-36 components 'oblique'; available: orthogonal, farivar2007, grassi2010"),
        ({"half_rule": False}, "has half_rule=True and no other rule"),
    ],
)
def test_what_is_not_available_is_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        sf36.score(frame(BEST), **arguments)


def test_scale_items_are_recoded_and_not_imputed() -> None:
    parts = sf36.scale_items(frame(BEST, BEST | {21: None, 3: None}), version="v1")
    assert list(parts) == list(SCALES)
    assert {name: tuple(part) for name, part in parts.items()} == MEMBERS
    np.testing.assert_array_equal(parts["BP"], [[6.0, 6.0], [np.nan, 6.0]])
    np.testing.assert_array_equal(parts["PF"].isna().sum(axis=1), [0, 1])
    np.testing.assert_array_equal(parts["GH"], [[5.0] * 5] * 2)


def test_scale_items_of_rand36_average_to_the_scale() -> None:
    items = rows([PUBLISHED])
    scores = sf36.score(items, version="rand36")
    for name, part in sf36.scale_items(items, version="rand36").items():
        assert part.mean(axis=1)[0] == pytest.approx(cell(scores, name), rel=0, abs=1e-12)
