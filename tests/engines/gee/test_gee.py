"""Estimating equations against SAS GENMOD, R and statsmodels, and by what must not matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from patsy import dmatrix
from scipy import stats

from trialstats.engines.gee import GeeFit, fit_gee
from trialstats.errors import FitError

FOLDER = "truths/03_repeated_categorical"
STRUCTURES = ("independence", "exchangeable", "ar1", "unstructured")
ERRORS = {
    "se": "robust",
    "se_kauermann_carroll": "kauermann_carroll",
    "se_mancl_derouen": "mancl_derouen",
    "se_model": "model",
}


def respiratory(shared: Callable[[str], Path], which: str) -> dict[str, Any]:
    """The trial of Stokes, Davis & Koch, as CAMIS (trtp * avisitn) and as SAS's GENMOD example has it."""
    if which == "camis":
        frame = pd.read_csv(shared(f"{FOLDER}/respiratory_camis.csv"))
        matrix = dmatrix("C(trtp, Treatment('P')) * C(avisitn)", frame)
        terms = [name.replace("C(trtp, Treatment('P'))[T.A]", "trtpA") for name in matrix.design_info.column_names]
        terms = [name.replace("C(avisitn)[T.", "avisitn").rstrip("]").replace(":", ".") for name in terms]
        visit = frame["avisitn"]
    else:
        frame = pd.read_csv(shared(f"{FOLDER}/respiratory.csv"))
        matrix = dmatrix(
            "C(treat, Treatment('P')) + C(center, Treatment(2)) + C(sex, Treatment('M')) + age + baseline", frame
        )
        terms = ["intercept", "treatA", "center1", "sexF", "age", "baseline"]
        visit = frame["visit"]
    return {
        "outcome": frame["outcome"].to_numpy(float),
        "matrix": np.asarray(matrix),
        "subjects": pd.factorize(frame["usubjid"])[0],
        "visits": pd.factorize(visit, sort=True)[0],
        "terms": tuple(name.replace("Intercept", "intercept") for name in terms),
    }


def statistic(fits: dict[str, GeeFit], term: str, name: str) -> float | None:
    fit = fits["robust"]
    if name in ERRORS:
        own = fits[ERRORS[name]]
        return float(np.sqrt(own.covariance[own.terms.index(term), own.terms.index(term)]))
    made = fit.linear(np.eye(len(fit.terms))[fit.terms.index(term)], 0.95)
    keys = {"estimate": "estimate", "z": "statistic", "p": "p_value", "lower": "conf_low", "upper": "conf_high"}
    return float(made[keys[name]]) if name in keys else None


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("which", ["camis", "resp"])
def test_the_numbers_of_sas_and_r(which: str, structure: Any, shared: Callable[[str], Path]) -> None:
    truths = json.loads(shared(f"{FOLDER}/truths.json").read_text("utf-8"))["truths"]
    data = respiratory(shared, which)
    kinds: tuple[Any, ...] = tuple(ERRORS.values())
    fits = {kind: fit_gee(**data, structure=structure, std_error=kind) for kind in kinds}
    prefix, compared = f"{which}.{structure}.", 0
    for truth in truths:
        if not truth["id"].startswith(prefix):
            continue
        rest = truth["id"].removeprefix(prefix)
        if rest.startswith("alpha"):
            row, column = (int(digit) - 1 for digit in (rest.removeprefix("alpha") or "12"))
            value: float | None = float(fits["robust"].correlation[row, column])
        elif rest == "phi":
            value = fits["robust"].phi
        else:
            term, _, name = rest.rpartition(".")
            value = statistic(fits, term, name)
        if value is not None:
            tolerance = truth.get("tolerance") or 1e-9 * max(1.0, abs(truth["value"]))
            assert value == pytest.approx(truth["value"], abs=tolerance, rel=1e-8), truth["id"]
            compared += 1
    assert compared >= (60 if which == "camis" else 45)


def test_probabilities_and_odds_ratios_by_visit_are_those_of_sas(shared: Callable[[str], Path]) -> None:
    truths = json.loads(shared(f"{FOLDER}/truths.json").read_text("utf-8"))["truths"]
    fit = fit_gee(**respiratory(shared, "camis"), structure="independence")
    place = {term: number for number, term in enumerate(fit.terms)}

    def vector(arm: str, visit: str) -> np.ndarray:
        on = ["intercept", *(["trtpA"] if arm == "A" else [])]
        on += [f"avisitn{visit}", *([f"trtpA.avisitn{visit}"] if arm == "A" else [])] if visit != "1" else []
        return np.isin(np.arange(len(place)), [place[name] for name in on]).astype(float)

    keys = {"estimate": "estimate", "se": "std_error", "lower": "conf_low", "upper": "conf_high"}
    keys |= {"z": "statistic", "p": "p_value"}
    compared = 0
    for truth in truths:
        if truth["id"].startswith("camis.ind_"):
            *where, name = truth["id"].removeprefix("camis.ind_").split(".")
            visit = where[-1].removeprefix("visit")
            made = (
                fit.mean(vector(where[1], visit)[None, :], 0.95)
                if where[0] == "prob"
                else fit.ratio(vector("A", visit) - vector("P", visit), 0.95)
            )
            assert made[keys[name]] == pytest.approx(truth["value"], abs=truth.get("tolerance") or 1e-8), truth["id"]
            compared += 1
    assert compared >= 52


# geepack 1.3.9 ends where a step changes the coefficients by less than 1e-4 of them.
STOPPED_EARLY = 2e-5


@pytest.mark.parametrize("which", ["camis", "resp"])
def test_the_moments_of_geepack(which: str, shared: Callable[[str], Path]) -> None:
    truths = json.loads(shared(f"{FOLDER}/truths.json").read_text("utf-8"))["truths"]
    prefix = f"{which}.geepack_exchangeable."
    own = {truth["id"].removeprefix(prefix): truth["value"] for truth in truths if truth["id"].startswith(prefix)}
    fit = fit_gee(**respiratory(shared, which), moments="geepack")
    found = {"alpha": float(fit.correlation[0, 1])}
    for place, term in enumerate(fit.terms):
        found[f"{term}.estimate"] = float(fit.coefficients[place])
        found[f"{term}.se"] = float(np.sqrt(fit.covariance[place, place]))
    assert found == pytest.approx(own, rel=STOPPED_EARLY)


# The same with geese.control(epsilon = 1e-13), of coefficients and errors; alpha; scale (Debian's geepack 1.3.9).
SEIZURES_AR1 = (
    [-0.2464486749651933, 0.0231585321820372, 0.0257606702231946, -0.1658759677206399],
    [0.36211864722450277, 0.00123205040139735, 0.01168979581818288, 0.15927535165249684],
    0.544263953368326,
    5.06618991004793,
)


def test_counts_of_seizures_are_those_of_geepack(shared: Callable[[str], Path]) -> None:
    """Seizures in two weeks by visit (Thall & Vail, Biometrics 1990;46:657-671): all 77 numbers of R."""
    folder = shared("truths/02_counts/truths.json").parent
    truths = json.loads((folder / "truths.json").read_text("utf-8"))["truths"]
    frame = pd.read_csv(folder / "epilepsy_visits.csv")
    terms = ("intercept", "base", "age", "trtprogabide")
    matrix = np.column_stack([np.ones(len(frame)), frame["base"], frame["age"], frame["trt"] == "progabide"])
    place = pd.factorize(frame["subject"])[0], frame["period"].to_numpy() - 1
    keys = {"estimate": "estimate", "se": "std_error", "z": "statistic", "lower": "conf_low", "upper": "conf_high"}
    compared = 0
    for structure in ("independence", "exchangeable", "ar1"):
        fit = fit_gee(
            frame["y"].to_numpy(float),
            matrix.astype(float),
            *place,
            terms=terms,
            family="poisson",
            offset=np.full(len(frame), np.log(2.0)),
            structure=structure,
            moments="geepack",
        )
        tolerance = STOPPED_EARLY if structure == "ar1" else 1e-9
        prefix = f"epil_gee.{structure}."
        for truth in (truth for truth in truths if truth["id"].startswith(prefix)):
            term, _, name = truth["id"].removeprefix(prefix).rpartition(".")
            expected = truth["value"]
            if not term:
                value = fit.phi if name == "scale" else float(fit.correlation[0, 1])
            else:
                made = fit.linear(np.eye(4)[terms.index(term)], 0.95)
                # A p value far out is compared as the z of which it is.
                value = made["p_value" if name == "p" else keys[name]]
                if name == "p":
                    value, expected = (float(stats.norm.isf(p / 2)) for p in (value, expected))
            assert value == pytest.approx(expected, rel=tolerance, abs=1e-9), truth["id"]
            compared += 1
        if structure == "ar1":
            assert fit.coefficients == pytest.approx(SEIZURES_AR1[0], rel=1e-9)
            assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(SEIZURES_AR1[1], rel=1e-7)
            assert (fit.correlation[0, 1], fit.phi) == pytest.approx(SEIZURES_AR1[2:], rel=1e-9)
    assert compared == 77


def test_person_time_is_of_any_unit() -> None:
    data = random_trial(5)
    time = 1 + np.arange(len(data["outcome"])) % 3
    fits = [fit_gee(**data, family="poisson", offset=np.log(unit * time)) for unit in (1.0, 30.0)]
    assert fits[1].coefficients[1:] == pytest.approx(fits[0].coefficients[1:], abs=1e-9)
    assert fits[1].coefficients[0] == pytest.approx(fits[0].coefficients[0] - np.log(30), abs=1e-9)
    assert fits[1].covariance == pytest.approx(fits[0].covariance, abs=1e-9)


def random_trial(seed: int) -> dict[str, Any]:
    """Thirty subjects at four visits, some of which are missed."""
    random = np.random.default_rng(seed)
    level = random.normal(size=(30, 1))
    arm = (np.arange(30) % 2)[:, None] * np.ones((1, 4))
    outcome = (level + 0.7 * arm + random.logistic(size=(30, 4)) > 0).astype(float)
    kept = np.nonzero((random.random((30, 4)) > 0.2) | (np.arange(4) == 0))
    matrix = np.column_stack([np.ones(len(kept[0])), arm[kept], kept[1], arm[kept] * kept[1]])
    terms = ("intercept", "arm", "visit", "arm:visit")
    return {"outcome": outcome[kept], "matrix": matrix, "subjects": kept[0], "visits": kept[1], "terms": terms}


@pytest.mark.parametrize("seed", range(3))
def test_statsmodels_solves_the_exchangeable_equations_alike(seed: int) -> None:
    """statsmodels' exchangeable moments are SAS's, and its bias-reduced errors are Mancl and DeRouen's."""
    from statsmodels.genmod.cov_struct import Exchangeable
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    data = random_trial(seed)
    model = GEE(data["outcome"], data["matrix"], data["subjects"], family=Binomial(), cov_struct=Exchangeable())
    other = model.fit(maxiter=200, ctol=1e-12, cov_type="bias_reduced")
    fit = fit_gee(**data, structure="exchangeable")
    assert fit.coefficients == pytest.approx(other.params, abs=1e-6)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(other.standard_errors("robust"), rel=1e-5)
    corrected = fit_gee(**data, structure="exchangeable", std_error="mancl_derouen")
    assert np.sqrt(np.diag(corrected.covariance)) == pytest.approx(other.standard_errors("bias_reduced"), rel=1e-5)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_the_order_of_records_and_the_units_of_a_covariate_decide_nothing(structure: Any) -> None:
    data = random_trial(11)
    fit = fit_gee(**data, structure=structure)
    order = np.random.default_rng(0).permutation(len(data["outcome"]))
    shuffled = fit_gee(
        **{key: value[order] if key != "terms" else value for key, value in data.items()}, structure=structure
    )
    assert shuffled.coefficients == pytest.approx(fit.coefficients, abs=1e-9)
    scaled = fit_gee(**{**data, "matrix": data["matrix"] * [1, 1, 1000, 1000]}, structure=structure)
    assert scaled.coefficients * [1, 1, 1000, 1000] == pytest.approx(fit.coefficients, abs=1e-8)
    swapped = fit_gee(**{**data, "outcome": 1 - data["outcome"]}, structure=structure)
    assert swapped.coefficients == pytest.approx(-fit.coefficients, abs=1e-9)


def test_one_visit_is_logistic_regression_and_the_robust_error_of_it() -> None:
    """With one visit the model-based covariance is phi times that of the likelihood."""
    from statsmodels.discrete.discrete_model import Logit

    data = random_trial(5)
    first = data["visits"] == 0
    one = {
        "outcome": data["outcome"][first],
        "matrix": data["matrix"][first][:, :2],
        "subjects": data["subjects"][first],
        "visits": data["visits"][first],
        "terms": ("intercept", "arm"),
    }
    other = Logit(one["outcome"], one["matrix"]).fit(disp=0)
    fit = fit_gee(**one, std_error="model")
    assert fit.coefficients == pytest.approx(other.params, abs=1e-6)
    assert np.diag(fit.covariance) / fit.phi == pytest.approx(np.diag(other.cov_params()), rel=1e-6)


def test_t_tests_count_subjects_and_not_records() -> None:
    fit = fit_gee(**random_trial(5), small_sample=True)
    assert (fit.subjects, fit.df) == (30, 26)
    assert fit.linear(np.array([0.0, 1, 0, 0]), 0.95)["df"] == 26


def test_what_cannot_be_solved_is_said() -> None:
    data = random_trial(5)
    with pytest.raises(FitError, match="the same in all records"):
        fit_gee(**{**data, "outcome": np.ones_like(data["outcome"])})
    with pytest.raises(FitError, match="two records at a visit"):
        fit_gee(**{**data, "visits": np.zeros_like(data["visits"])}, structure="independence")
    few = data["subjects"] < 4
    with pytest.raises(FitError):
        fit_gee(**{key: value[few] if key != "terms" else value for key, value in data.items()})
