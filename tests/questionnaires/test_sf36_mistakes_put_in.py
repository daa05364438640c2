"""Every mistake of a public program, put into this one: its named test fails, and so do the scored questionnaires.

The programs are named where the facts were gathered: the mistake of each is described by its constant or its branch.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.questionnaires import test_sf36_mistakes as named
from tests.questionnaires import test_sf36_vectors as vectors
from tests.questionnaires.sf36_changed import changed, set_values
from trialstats.errors import DataError
from trialstats.questionnaires.sf36 import scores
from trialstats.questionnaires.sf36.norms import Norms

Constants = dict[str, Any]

# What a failing test raises: its assertion, that of `pytest.raises`, which is no AssertionError, or where codes are
# no longer those of the questionnaire the refusal to score them.
FAILED = (AssertionError, pytest.fail.Exception, DataError)


def pairs_of_pain(constants: Constants) -> list[list[float]]:
    """The recoded values of item 22 by the codes of 21 and 22."""
    (rule,) = constants["values_given_another_item"]
    values: list[list[float]] = rule["values_by_code_of_given"]
    return values


def no_pain_is_5(constants: Constants) -> None:
    # MatthieuGG/SF36-scores@a35bd55: no pain and no interference give 5 where the key has 6
    pairs_of_pain(constants)[0][0] = 5


def recode_of_item_1_looks_at_item_33(constants: Constants) -> None:
    # the SAS program of the BestAIR trial: the recode of the first item of general health tests the others
    rows = [[value] * 5 for value in (5, 4.4, 3.4, 2, 1)]
    constants["values_given_another_item"].append({"item": 1, "given": 33, "values_by_code_of_given": rows})


def code_5_of_item_21_is_2(constants: Constants) -> None:
    # Albierecosta/sf36 app.py
    set_values(constants, 21, [6, 5.4, 4.2, 3.1, 2.0, 1])


def last_branch_of_item_22_tests_item_21(constants: Constants) -> None:
    # anaesthesin/SF-36: `if x == 5` (item 21) where `if y == 5` (item 22) is meant
    values = pairs_of_pain(constants)
    for row in values:
        row[4] = np.nan
    values[4] = [1] * 5


def misprinted_deviation_of_pf(constants: Constants) -> None:
    constants["sd"]["PF"] = 22.89090


def misprinted_deviation_of_bp(constants: Constants) -> None:
    constants["sd"]["BP"] = 23.55844


def sign_of_mental_health_in_pcs(constants: Constants) -> None:
    constants["summaries"]["PCS"]["weights"]["MH"] = 0.22069


def sign_of_general_health_in_mcs(constants: Constants) -> None:
    constants["summaries"]["MCS"]["weights"]["GH"] = 0.01571


def slices_off_by_one(constants: Constants) -> None:
    # plurallist/sf36: every scale begins an item too late
    for scale in constants["scales"].values():
        scale["items"] = [item + 1 if item < 36 else 35 for item in scale["items"]]


def scores_of_rand(constants: Constants) -> None:
    # danielelozzi/sf36@d1c3e43 sf36_library.py: equal steps in pain and general health, then Ware's norms
    set_values(constants, 1, [5, 4, 3, 2, 1])
    set_values(constants, 21, [6, 5, 4, 3, 2, 1])
    constants["values_given_another_item"] = []


def norms_for_rand(constants: Constants) -> None:
    constants["norms"] = {"default": None, "available": ["us1990"]}


def version_1_called_2(constants: Constants) -> None:
    # PharmCat/SF36HealthSurvey.jl@fe2eeba: `version = :v2` is version 1 with oblique weights
    from trialstats.questionnaires.sf36.resources import read_constants

    constants |= read_constants("v1") | {"norms": constants["norms"]}


def oblique_weights(constants: Constants) -> None:
    from trialstats.questionnaires.sf36.resources import read_constants

    oblique = read_constants("coefficients_grassi2010")["summaries"]
    for ours, theirs in zip(constants["summaries"].values(), oblique.values(), strict=True):
        ours["weights"] = theirs["weights"]


Named = Callable[[], None]
V1, NORMS, WEIGHTS = "v1", "norms_us1990", "coefficients_us1990_orthogonal"

# The mistake, the constants it is put into, the named test that must fail, and the file of scored questionnaires.
MISTAKES: dict[str, tuple[dict[str, Callable[[Constants], None]], Named, Callable[[Path], None]]] = {
    "no pain and no interference are 5, not 6": (
        {V1: no_pain_is_5},
        named.test_no_pain_and_no_interference_score_12_of_12_and_not_11,
        vectors.test_v1_agrees_with_two_programs,
    ),
    "general health recoded by another item": (
        {V1: recode_of_item_1_looks_at_item_33},
        lambda: named.test_general_health_recodes_item_1_by_its_own_code(5, 1.0),
        vectors.test_v1_agrees_with_two_programs,
    ),
    "code 5 of item 21 is 2.0": (
        {V1: code_5_of_item_21_is_2},
        named.test_code_5_of_item_21_is_2_2_and_not_2,
        vectors.test_v1_agrees_with_two_programs,
    ),
    "item 22 of code 5 tested on item 21": (
        {V1: last_branch_of_item_22_tests_item_21},
        lambda: named.test_bodily_pain_of_every_pair_of_answers(code_21=5, code_22=1),
        vectors.test_v1_agrees_with_two_programs,
    ),
    "item 22 of code 5 without a value": (
        {V1: last_branch_of_item_22_tests_item_21},
        lambda: named.test_bodily_pain_of_every_pair_of_answers(code_21=1, code_22=5),
        vectors.test_v1_agrees_with_two_programs,
    ),
    "SD of PF misprinted": (
        {NORMS: misprinted_deviation_of_pf},
        named.test_t_scores_catch_misprinted_standard_deviations,
        vectors.test_v1_agrees_with_two_programs,
    ),
    "SD of BP misprinted": (
        {NORMS: misprinted_deviation_of_bp},
        named.test_t_scores_catch_misprinted_standard_deviations,
        vectors.test_v1_agrees_with_two_programs,
    ),
    "MH positive in PCS": (
        {WEIGHTS: sign_of_mental_health_in_pcs},
        lambda: named.test_weights_have_their_signs("MH", -0.22069, 0.48581),
        vectors.test_v1_agrees_with_two_programs,
    ),
    "GH positive in MCS": (
        {WEIGHTS: sign_of_general_health_in_mcs},
        lambda: named.test_weights_have_their_signs("GH", 0.24954, -0.01571),
        vectors.test_v1_agrees_with_two_programs,
    ),
    "slices off by one": (
        {V1: slices_off_by_one},
        lambda: named.test_an_item_moves_its_own_scale_and_no_other("v1", 3),
        vectors.test_v1_agrees_with_two_programs,
    ),
    "RAND's pain and general health in Ware's norms": (
        {V1: scores_of_rand},
        named.test_rand_scales_are_not_put_into_ware_norms,
        vectors.test_v1_agrees_with_two_programs,
    ),
    "norms offered for RAND's scales": (
        {"rand36": norms_for_rand},
        named.test_rand_scales_are_not_put_into_ware_norms,
        vectors.test_rand36_has_no_norm_based_columns,
    ),
    "version 1 with oblique weights called version 2": (
        {"v2": version_1_called_2, WEIGHTS: oblique_weights},
        named.test_oblique_weights_are_not_called_version_2,
        vectors.test_v2_agrees_with_two_programs,
    ),
    "oblique weights called PCS and MCS of version 2": (
        {WEIGHTS: oblique_weights},
        named.test_oblique_weights_are_not_called_version_2,
        vectors.test_v2_agrees_with_two_programs,
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_its_named_test_fails(mistake: str) -> None:
    edits, guard, _ = MISTAKES[mistake]
    guard()
    with changed(**edits), pytest.raises(FAILED):
        guard()
    guard()


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_scored_questionnaires_fail(mistake: str, shipped_results: Path) -> None:
    edits, _, vector = MISTAKES[mistake]
    with changed(**edits), pytest.raises(FAILED):
        vector(shipped_results)


def test_components_without_50_and_10_fail(monkeypatch: pytest.MonkeyPatch, shipped_results: Path) -> None:
    # one SQL program prints the weighted sum itself
    sound = scores.norm_based_scores

    def bare(scales: Any, norms: Norms) -> dict[str, Any]:
        made = sound(scales, norms)
        return made | {summary.name: (made[summary.name] - 50) / 10 for summary in norms.summaries}

    monkeypatch.setattr(scores, "norm_based_scores", bare)
    for guard in (
        named.test_components_have_mean_50_and_sd_10_and_are_no_bare_sums,
        lambda: vectors.test_v1_agrees_with_two_programs(shipped_results),
    ):
        with pytest.raises(AssertionError):
            guard()


def test_the_package_is_as_it_was() -> None:
    with changed(v1=no_pain_is_5):
        pass
    named.test_no_pain_and_no_interference_score_12_of_12_and_not_11()
