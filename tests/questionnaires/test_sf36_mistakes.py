"""Mistakes found in public programs that score the SF-36, each with a test that it would fail."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.questionnaires.sf36_cases import (
    BEST,
    HIGHEST,
    HIGHEST_OF,
    ITEMS,
    LEAST_ANSWERED,
    MEMBERS,
    PUBLISHED,
    PUBLISHED_PCS,
    SCALE_OF,
    SCALES,
    WORST,
    best,
    cell,
    frame,
    rows,
    worst,
)
from trialstats.errors import SpecError
from trialstats.questionnaires import sf36
from trialstats.questionnaires.sf36.norms import load_norms, norm_based_scores

MIDDLE: dict[int, Any] = {item: (highest + 1) // 2 for item, highest in HIGHEST.items()}

# The recoded value of item 21 by its code, and of item 22 by its own code where item 21 is missing.
BP1 = (6.0, 5.4, 4.2, 3.1, 2.2, 1.0)
BP2_ALONE = (6.0, 4.75, 3.5, 2.25, 1.0)

PCS_WEIGHTS = dict(
    zip(SCALES, (0.42402, 0.35119, 0.31754, 0.24954, 0.02877, -0.00753, -0.19206, -0.22069), strict=True)
)


def bodily_pain(code_21: int | None, code_22: int | None) -> float:
    return cell(sf36.score(frame(MIDDLE | {21: code_21, 22: code_22})), "BP")


def at_norm(**z: float) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return scales at the mean of the norms but for some, so many standard deviations above."""
    norms = load_norms("us1990")
    return {name: np.array([norms.mean[name] + z.get(name, 0.0) * norms.sd[name]]) for name in SCALES}


def test_no_pain_and_no_interference_score_12_of_12_and_not_11() -> None:
    assert bodily_pain(1, 1) == 100.0


@pytest.mark.parametrize("code_21", range(1, 7))
@pytest.mark.parametrize("code_22", range(1, 6))
def test_bodily_pain_of_every_pair_of_answers(code_21: int, code_22: int) -> None:
    bp2 = 6.0 if (code_21, code_22) == (1, 1) else 6.0 - code_22
    expected = 100 * (BP1[code_21 - 1] + bp2 - 2) / 10
    assert bodily_pain(code_21, code_22) == pytest.approx(expected, rel=0, abs=1e-12)


@pytest.mark.parametrize("code_22", range(1, 6))
def test_bodily_pain_of_item_22_alone_has_values_of_its_own(code_22: int) -> None:
    expected = 100 * (2 * BP2_ALONE[code_22 - 1] - 2) / 10
    assert bodily_pain(None, code_22) == pytest.approx(expected, rel=0, abs=1e-12)


@pytest.mark.parametrize("code_21", range(1, 7))
def test_bodily_pain_of_item_21_alone_stands_for_both(code_21: int) -> None:
    expected = 100 * (2 * BP1[code_21 - 1] - 2) / 10
    assert bodily_pain(code_21, None) == pytest.approx(expected, rel=0, abs=1e-12)


def test_bodily_pain_of_no_answer_is_missing() -> None:
    assert np.isnan(bodily_pain(None, None))


def test_code_5_of_item_21_is_2_2_and_not_2() -> None:
    assert bodily_pain(5, 5) == pytest.approx(12.0, rel=0, abs=1e-12)


@pytest.mark.parametrize(("code", "value"), [(1, 5.0), (2, 4.4), (3, 3.4), (4, 2.0), (5, 1.0)])
def test_general_health_recodes_item_1_by_its_own_code(code: int, value: float) -> None:
    # the other four items stay at 1, of 5 after recoding
    score = cell(sf36.score(frame(WORST | {1: code})), "GH")
    assert score == pytest.approx(100 * (value + 4 - 5) / 20, rel=0, abs=1e-12)


def test_other_items_of_general_health_have_equal_steps() -> None:
    for item in (33, 34, 35, 36):
        scores = sf36.score(frame(*(MIDDLE | {item: code} for code in range(1, 6))))["GH"]
        np.testing.assert_allclose(scores.diff()[1:].abs(), 5.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize("version", HIGHEST_OF)
@pytest.mark.parametrize("item", ITEMS)
def test_an_item_moves_its_own_scale_and_no_other(version: str, item: int) -> None:
    lowest = worst(version)
    scores = sf36.score(frame(lowest, lowest | {item: best(version)[item]}), version=version)
    moved = {name for name in (*SCALES, "HT") if cell(scores, name) != cell(scores, name, row=1)}
    assert moved == {SCALE_OF.get(item, "HT")}


@pytest.mark.parametrize("version", HIGHEST_OF)
@pytest.mark.parametrize("item", sorted(SCALE_OF))
def test_every_better_answer_scores_higher(version: str, item: int) -> None:
    lowest, highest = worst(version), best(version)
    step = 1 if highest[item] > lowest[item] else -1
    codes = range(lowest[item], highest[item] + step, step)
    scores = sf36.score(frame(*(lowest | {item: code} for code in codes)), version=version)
    assert scores[SCALE_OF[item]].is_monotonic_increasing
    assert scores[SCALE_OF[item]].is_unique


def test_transition_item_is_in_no_scale() -> None:
    scores = sf36.score(frame(*(MIDDLE | {2: code} for code in (1, 5, None)))).drop(columns="HT")
    assert (scores == scores.iloc[0]).all(axis=None)


@pytest.mark.parametrize("scale", SCALES)
def test_half_of_the_items_is_enough_and_one_less_is_not(scale: str) -> None:
    members, least = MEMBERS[scale], LEAST_ANSWERED[scale]
    enough = BEST | dict.fromkeys(members[least:])
    too_few = BEST | dict.fromkeys(members[least - 1 :])
    scores = sf36.score(frame(enough, too_few))
    assert cell(scores, scale) == 100.0
    assert np.isnan(cell(scores, scale, row=1))
    assert scores.loc[1, ["PCS", "MCS"]].isna().all()


def test_missing_items_take_the_mean_of_recoded_and_not_of_raw_answers() -> None:
    # items 23 and 27 are reversed, 29 and 31 are not: 6, 6 recoded; the raw mean is 3.5
    score = cell(sf36.score(frame(BEST | {27: None, 31: None})), "VT")
    assert score == 100.0


def test_t_scores_catch_misprinted_standard_deviations() -> None:
    # lbraglia/lbscorer@87ca134 and danielelozzi/sf36@d1c3e43; one program has 22.89090 and 23.55844
    expected = {"PF_T": 56.759566541, "BP_T": 60.402928164, "RP_T": 55.562851341, "GH_T": 63.7765671574}
    expected |= {"VT_T": 68.6615008946, "SF_T": 57.3302476446, "RE_T": 55.6636187721, "MH_T": 63.9673737737}
    scores = sf36.score(frame(BEST)).loc[0]
    for name, value in expected.items():
        assert scores[name] == pytest.approx(value, rel=0, abs=1e-9), name


def test_norms_are_those_of_the_factor_analysis_and_not_of_the_whole_sample() -> None:
    # the whole sample of 1990 has 84.15, 80.96, 75.15, 71.95, 60.86, 83.28, 81.26, 74.74
    expected = [84.52404, 81.19907, 75.49196, 72.21316, 61.05453, 83.59753, 81.29467, 74.84212]
    assert [load_norms("us1990").mean[name] for name in SCALES] == expected


def test_the_mean_of_the_population_is_50_and_its_sd_10() -> None:
    assert norm_based_scores(at_norm(), load_norms("us1990"))["PF_T"] == pytest.approx(50.0, abs=1e-12)
    assert norm_based_scores(at_norm(PF=1), load_norms("us1990"))["PF_T"] == pytest.approx(60.0, abs=1e-12)
    summaries = norm_based_scores(at_norm(), load_norms("us1990"))
    assert summaries["PCS"] == pytest.approx(50.0, abs=1e-12)
    assert summaries["MCS"] == pytest.approx(50.0, abs=1e-12)


@pytest.mark.parametrize(
    ("scale", "pcs", "mcs"),
    [
        ("PF", 0.42402, -0.22999),
        ("RP", 0.35119, -0.12329),
        ("BP", 0.31754, -0.09731),
        ("GH", 0.24954, -0.01571),
        ("VT", 0.02877, 0.23534),
        ("SF", -0.00753, 0.26876),
        ("RE", -0.19206, 0.43407),
        ("MH", -0.22069, 0.48581),
    ],
)
def test_weights_have_their_signs(scale: str, pcs: float, mcs: float) -> None:
    # one program has MH positive in PCS and GH positive in MCS
    summaries = norm_based_scores(at_norm(**{scale: 1.0}), load_norms("us1990"))
    assert summaries["PCS"] == pytest.approx(50 + 10 * pcs, rel=0, abs=1e-10)
    assert summaries["MCS"] == pytest.approx(50 + 10 * mcs, rel=0, abs=1e-10)


def test_rand_scales_are_not_put_into_ware_norms() -> None:
    items = rows([PUBLISHED])
    with pytest.raises(SpecError, match="has no norms"):
        sf36.score(items, version="rand36", norms="us1990")
    ware, rand = sf36.score(items).loc[0], sf36.score(items, version="rand36").loc[0]
    assert ware["BP"] != pytest.approx(rand["BP"], abs=1)
    assert ware["PCS"] == pytest.approx(PUBLISHED_PCS, rel=0, abs=1e-9)


def test_oblique_weights_are_not_called_version_2() -> None:
    # PharmCat/SF36HealthSurvey.jl@fe2eeba calls version 1 with oblique weights v2; version 2 has codes of its own,
    # norms of 1998 and the orthogonal weights of 1990. Perfect health: MelikeSV/Project-SF-36 and Ludiah/Scoring-SF36.
    scores = sf36.score(frame(best("v2")), version="v2").loc[0]
    assert scores["PCS"] == pytest.approx(59.0144958606, rel=0, abs=1e-9)
    assert scores["MCS"] == pytest.approx(62.2766566019, rel=0, abs=1e-9)
    assert {"PCSg", "MCSg"}.isdisjoint(scores.index)
    items = rows([PUBLISHED])
    assert sf36.score(items, version="v2").loc[0, "RP"] != sf36.score(items).loc[0, "RP"]


def test_components_have_mean_50_and_sd_10_and_are_no_bare_sums() -> None:
    # one SQL program gives the weighted sum of z scores for the component
    scores = sf36.score(rows([PUBLISHED])).loc[0]
    bare = sum(PCS_WEIGHTS[scale] * (scores[f"{scale}_T"] - 50) / 10 for scale in SCALES)
    assert scores["PCS"] == pytest.approx(50 + 10 * bare, rel=0, abs=1e-9)
    assert scores["PCS"] == pytest.approx(PUBLISHED_PCS, rel=0, abs=1e-9)


def test_a_scale_without_answers_is_missing_and_not_zero() -> None:
    scores = sf36.score(frame(dict.fromkeys(ITEMS)), version="v1")
    assert scores.isna().all(axis=None)
    assert sf36.score(frame(dict.fromkeys(ITEMS)), version="rand36").isna().all(axis=None)


def test_scores_follow_item_numbers_and_not_column_positions() -> None:
    items = rows([PUBLISHED])
    pd.testing.assert_frame_equal(sf36.score(items[items.columns[::-1]]), sf36.score(items))
