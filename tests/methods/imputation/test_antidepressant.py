"""The antidepressant trial from a trial file, against R and SAS.

R: rbmi 1.5.2, conditional means and jackknife; PLACEBO minus DRUG there, so that signs are turned, and normal-based p.
MAR and J2R are the records of its authors' data in `rbmi_condmean_jackknife.json`; CR, CIR and LMCF the same program's.
SAS: the five macros as rbmi's authors ran them (results_SAS.pdf of rbmi 1.5.2).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.methods.imputation.antidepressant import Antidepressant

FOLDER = "trials/goldstein2004_antidepressant"
MODEL = "method: imputation, covariates: BASVAL"
MACROS = 0.004  # Monte Carlo error of the macros' estimates
ANALYSES = {word: f"{MODEL}, strategy: {word}" for word in ("MAR", "J2R", "CR", "CIR", "LMCF")}
ANALYSES |= {f"{name}_bayes": f"{options}, draws: Bayes, imputations: 2000" for name, options in ANALYSES.items()}
# With sex, as CAMIS has it, 500 draws.
WITH_SEX = "method: imputation, covariates: [BASVAL, GENDER], draws: Bayes"
ANALYSES |= {f"{word}_sex": f"{WITH_SEX}, strategy: {word}, imputations: 2000" for word in ("MAR", "J2R", "CR", "CIR")}
ANALYSES["CR_mmrm"] = f"{WITH_SEX}, strategy: CR, imputations: 500, analysis: {{method: mmrm, by_visit: BASVAL}}"
ANALYSES |= {"by_arm": f"{MODEL}, strategy: {{Drug: J2R}}, covariance_by: TRT01P"}


@pytest.fixture(scope="module")
def trial(shared: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Antidepressant:
    data = shared(f"{FOLDER}/antidepressant_data.csv")
    return Antidepressant(tmp_path_factory.mktemp("antidepressant"), data, ANALYSES)


# At the last visit.
@pytest.mark.parametrize(
    ("word", "estimate", "std_error"),
    [
        ("MAR", -2.8018, 1.1067),
        ("J2R", -2.1255, 0.8581),
        ("CR", -2.3707, 0.9811),
        ("CIR", -2.4492, 1.0008),
        ("LMCF", -2.5139, 1.0291),
    ],
)
def test_conditional_means_with_the_jackknife(
    trial: Antidepressant, word: str, estimate: float, std_error: float
) -> None:
    row = trial.row(word)
    assert row["estimate"] == pytest.approx(estimate, abs=2e-4)
    assert row["std_error"] == pytest.approx(std_error, rel=1e-3)
    assert np.isnan(row["mcse"])


@pytest.mark.parametrize(("strategy", "word"), [("MAR", "MAR"), ("JR", "J2R")])
def test_every_number_of_the_other_program(
    trial: Antidepressant, shared: Callable[[str], Path], strategy: str, word: str
) -> None:
    fits = json.loads(shared(f"{FOLDER}/rbmi_condmean_jackknife.json").read_text("utf-8"))["fits"]
    (fit,) = (fit for fit in fits if fit["strategy"] == strategy and fit["covariance_shared_by_arms"])
    visits = {"4": "Week 1", "5": "Week 2", "6": "Week 4", "7": "Week 6"}
    names = {"trt": ("difference", "Drug", -1), "lsm_ref": ("lsmean", "Drug", 1), "lsm_alt": ("lsmean", "Placebo", 1)}
    for record in fit["results"]:
        name, _, visit = record["parameter"].rpartition("_")
        kind, arm, sign = names[name]
        row = trial.row(word, kind, visits[visit], arm)
        assert row["estimate"] == pytest.approx(sign * record["est"], abs=2e-4), record
        assert row["std_error"] == pytest.approx(record["se"], rel=1e-3), record
        limits = sorted((sign * record["lci"], sign * record["uci"]))
        np.testing.assert_allclose([row["conf_low"], row["conf_high"]], limits, rtol=2e-3)
        assert row["p_value"] == pytest.approx(record["pval"], rel=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "estimate", "std_error"),
    [("MAR", -2.795, None), ("CIR", -2.446, 1.107), ("CR", -2.366, 1.107), ("J2R", -2.124, 1.128)],
)
def test_bayesian_draws_are_those_of_the_five_macros(
    trial: Antidepressant, word: str, estimate: float, std_error: float | None
) -> None:
    row = trial.row(f"{word}_bayes")
    assert abs(row["estimate"] - estimate) < 3 * np.hypot(row["mcse"], MACROS)
    if std_error is not None:
        # The macros' prior has four degrees of freedom more (tests/engines/imputation/test_antidepressant.py).
        assert row["std_error"] == pytest.approx(std_error, rel=0.01)


def test_what_is_imputed_is_counted(trial: Antidepressant) -> None:
    # 23 and 20 left before the last visit; of one subject (3618) a visit in between is missing.
    notes = trial.run("by_arm").notes
    counts = {(note["AVISIT"], note["ARM"]): note for note in notes["imputed"]}
    keys = ("PARAMCD", "measure", "AVISIT", "ARM")
    told = {at: {key: value for key, value in note.items() if key not in keys} for at, note in counts.items()}
    assert told["Week 6", "Placebo"] == {"known": 65, "MAR": 23}
    assert told["Week 6", "Drug"] == {"known": 64, "J2R": 20}
    assert told["Week 2", "Drug"] == {"known": 77, "J2R": 6, "MAR": 1}
    assert notes["excluded"] == [{"PARAMCD": "HAMDCHG", "measure": "AVAL", "in": 172, "left_out": {}, "used": 172}]
    assert notes["lost"] == []


@pytest.mark.slow
@pytest.mark.parametrize("word", ["MAR", "J2R", "CR", "CIR"])
def test_what_the_five_macros_printed_with_sex_in_the_models(
    trial: Antidepressant, shared: Callable[[str], Path], word: str
) -> None:
    # PSIAIMS/CAMIS, rbmi_continuous_joint_SAS: 500 draws, whose Monte Carlo errors are twice ours with 2,000.
    printed = truths(shared, f"five_macros.m500.{word.lower()}")
    row = trial.row(f"{word}_sex")
    assert abs(row["estimate"] - printed["estimate"]) < 3 * np.hypot(row["mcse"], 2 * row["mcse"])
    assert row["std_error"] == pytest.approx(printed["se"], rel=0.015)
    assert row["df"] == pytest.approx(printed["df"], abs=3)


@pytest.mark.slow
def test_completed_sets_by_repeated_measures_as_sas_printed_them(
    trial: Antidepressant, shared: Callable[[str], Path]
) -> None:
    printed, row = truths(shared, "five_macros.m500.cr_mmrm"), trial.row("CR_mmrm")
    assert abs(row["estimate"] - printed["estimate"]) < 3 * np.hypot(row["mcse"], (printed["between"] / 500) ** 0.5)
    assert row["std_error"] == pytest.approx(printed["se"], rel=0.015)


def truths(shared: Callable[[str], Path], start: str) -> dict[str, float]:
    told = json.loads(shared("truths/08_imputation/truths.json").read_text("utf-8"))["truths"]
    found = {
        truth["id"].removeprefix(f"{start}."): truth["value"] for truth in told if truth["id"].startswith(f"{start}.")
    }
    assert found
    return found
