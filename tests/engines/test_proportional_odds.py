"""Proportional odds against SAS, R's clm and statsmodels, and by what must not matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.proportional_odds import OddsFit, fit_proportional_odds
from trialstats.errors import FitError

FOLDER = "truths/03_repeated_categorical"
KEYS = {"estimate": "estimate", "se": "std_error", "z": "statistic", "p": "p_value", "lower": "conf_low"}
KEYS |= {"upper": "conf_high"}


def truths_of(shared: Callable[[str], Path], prefix: str) -> dict[str, dict[str, Any]]:
    known = json.loads(shared(f"{FOLDER}/truths.json").read_text("utf-8"))["truths"]
    return {t["id"].removeprefix(prefix): t for t in known if t["id"].startswith(prefix)}


def arthritis(shared: Callable[[str], Path], *more: str) -> dict[str, Any]:
    """Koch & Edwards' trial of rheumatoid arthritis: improved none, some, marked."""
    frame = pd.read_csv(shared(f"{FOLDER}/arthritis_koch.csv"), keep_default_na=False)
    columns = {
        "SexFemale": frame["Sex"] == "Female",
        "TreatmentTreated": frame["Treatment"] == "Treated",
        "Age": frame["Age"],
    }
    terms = ("SexFemale", "TreatmentTreated", *more)
    categories = frame["Improved"].map({"None": 0, "Some": 1, "Marked": 2}).to_numpy()
    return {"categories": categories, "matrix": np.column_stack([columns[t] for t in terms]) * 1.0, "terms": terms}


def check(fit: OddsFit, truths: dict[str, dict[str, Any]], *, turned: bool) -> int:
    """Compare; turned: the truths are of logit P(Y <= k) = theta + xb, and so have the other sign of b."""
    compared = 0
    for key, truth in truths.items():
        term, _, name = key.rpartition(".")
        if key == "loglik":
            value = fit.log_likelihood
        elif key == "deviance":
            value = -2 * fit.log_likelihood
        elif term in fit.terms and name in KEYS:
            sign = -1.0 if turned else 1.0
            value = fit.log_odds(sign * np.eye(len(fit.terms))[fit.terms.index(term)], 0.95)[KEYS[name]]
        elif term in fit.terms and name == "se_model":
            place = fit.thresholds.size + fit.terms.index(term)
            value = float(np.sqrt(fit.covariance[place, place]))
        elif name in ("estimate", "se", "se_model") and (place := threshold(term)) is not None:
            value = fit.thresholds[place] if name == "estimate" else float(np.sqrt(fit.covariance[place, place]))
        else:
            continue
        assert value == pytest.approx(truth["value"], abs=truth.get("tolerance") or 1e-8, rel=1e-7), key
        compared += 1
    return compared


def threshold(term: str) -> int | None:
    return {"None.Some": 0, "Some.Marked": 1, "intercept1": 0, "intercept2": 1}.get(term)


@pytest.mark.parametrize(("name", "more", "least"), [("arthritis_po", (), 18), ("arthritis_po_age", ("Age",), 24)])
def test_the_numbers_of_r(name: str, more: tuple[str, ...], least: int, shared: Callable[[str], Path]) -> None:
    fit = fit_proportional_odds(**arthritis(shared, *more))
    assert check(fit, truths_of(shared, f"{name}."), turned=False) >= least


def test_the_errors_that_sas_prints_are_of_the_expected_information(shared: Callable[[str], Path]) -> None:
    """PROC LOGISTIC's own (.se_model), and the robust ones of R; sign of P(Y <= k)."""
    truths = truths_of(shared, "arthritis_po_expected.")
    expected = {key: truth for key, truth in truths.items() if key.endswith((".se_model", "loglik"))}
    fit = fit_proportional_odds(**arthritis(shared), information="expected")
    assert check(fit, expected, turned=True) >= 5
    robust = fit_proportional_odds(**arthritis(shared), information="robust")
    rest = {key: truth for key, truth in truths.items() if key not in expected}
    assert check(robust, rest, turned=True) >= 12


def test_several_records_of_a_subject_are_those_of_genmod(shared: Callable[[str], Path]) -> None:
    """CAMIS: respord ~ trtp * avisitn, cumulative logit with independence; b > 0 means lower categories."""
    frame = pd.read_csv(shared(f"{FOLDER}/respiratory_camis.csv"))
    visits = {f"avisitn{v}": (frame["avisitn"] == v) * 1.0 for v in (2, 3, 4)}
    arm = (frame["trtp"] == "A") * 1.0
    columns = {"trtpA": arm, **visits, **{f"trtpA.{name}": arm * column for name, column in visits.items()}}
    data: dict[str, Any] = {
        "categories": pd.factorize(frame["respord"], sort=True)[0],
        "matrix": np.column_stack(list(columns.values())),
        "terms": tuple(columns),
    }
    truths = truths_of(shared, "camis_ordinal.")
    subjects = pd.factorize(frame["usubjid"])[0]
    fit = fit_proportional_odds(**data, information="robust", subjects=subjects)
    own = {key: truth for key, truth in truths.items() if not key.endswith(".se_model")}
    assert check(fit, own, turned=True) >= 46
    model = fit_proportional_odds(**data, information="expected", subjects=subjects)
    assert check(model, {k: t for k, t in truths.items() if k.endswith(".se_model")}, turned=True) >= 9


def random_trial(seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    matrix = np.column_stack([np.arange(120) % 2, random.normal(50, 10, 120)])
    latent = 0.8 * matrix[:, 0] + 0.03 * matrix[:, 1] + random.logistic(size=120)
    categories = np.searchsorted(np.quantile(latent, [0.2, 0.5, 0.8]), latent)
    return {"categories": categories, "matrix": matrix, "terms": ("arm", "age")}


@pytest.mark.parametrize("seed", range(3))
def test_statsmodels_finds_the_same_maximum(seed: int) -> None:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    data = random_trial(seed)
    fit = fit_proportional_odds(**data)
    other = OrderedModel(data["categories"], data["matrix"], distr="logit").fit(method="newton", disp=0)
    assert fit.log_likelihood >= other.llf - 1e-9
    assert fit.coefficients == pytest.approx(other.params[:2], abs=1e-4)
    assert np.sqrt(np.diag(fit.covariance))[-2:] == pytest.approx(other.bse[:2], rel=1e-3)


def test_the_score_test_of_proportional_odds_is_that_of_a_full_model_by_differences() -> None:
    """Score and expected information of the model with a b for each k, by central differences of its shares."""
    data = random_trial(7)
    fit = fit_proportional_odds(**data)
    matrix, categories = data["matrix"], data["categories"]

    def shares(full: np.ndarray) -> np.ndarray:
        cut = full[:3][None, :] - matrix @ full[3:].reshape(3, 2).T
        return np.diff(1 / (1 + np.exp(-cut)), axis=1, prepend=0 * cut[:, :1], append=0 * cut[:, :1] + 1)

    at = np.concatenate([fit.thresholds, np.tile(fit.coefficients, 3)])
    step = 1e-6 * np.array([1] * 3 + [1, 0.02] * 3)
    slopes = np.stack(
        [(shares(at + step * e) - shares(at - step * e)) / (2 * step @ e) for e in np.eye(at.size)], axis=2
    )
    base = shares(at)
    score = (slopes[np.arange(120), categories] / base[np.arange(120), categories][:, None]).sum(axis=0)
    information = np.einsum("nkp,nkq,nk->pq", slopes, slopes, 1 / base)
    assert fit.proportionality is not None
    assert fit.proportionality["num_df"] == 4
    assert fit.proportionality["statistic"] == pytest.approx(score @ np.linalg.solve(information, score), rel=1e-4)


def test_reversing_the_categories_turns_the_sign_and_units_scale() -> None:
    data = random_trial(3)
    fit = fit_proportional_odds(**data)
    turned = fit_proportional_odds(**{**data, "categories": 3 - data["categories"]})
    assert turned.coefficients == pytest.approx(-fit.coefficients, abs=1e-8)
    scaled = fit_proportional_odds(**{**data, "matrix": data["matrix"] * [1, 0.001]})
    assert scaled.coefficients * [1, 0.001] == pytest.approx(fit.coefficients, abs=1e-8)
    order = np.random.default_rng(1).permutation(120)
    shuffled = fit_proportional_odds(data["categories"][order], data["matrix"][order], terms=data["terms"])
    assert shuffled.log_likelihood == pytest.approx(fit.log_likelihood)
    assert fit.shares(data["matrix"].mean(axis=0)).sum() == pytest.approx(1)


def test_two_categories_are_logistic_regression() -> None:
    from statsmodels.discrete.discrete_model import Logit

    data = random_trial(4)
    yes = (data["categories"] > 1).astype(int)
    fit = fit_proportional_odds(yes, data["matrix"], terms=data["terms"])
    other = Logit(yes, np.column_stack([np.ones(120), data["matrix"]])).fit(disp=0)
    assert [-fit.thresholds[0], *fit.coefficients] == pytest.approx(list(other.params), abs=1e-5)
    assert fit.proportionality is None


@pytest.mark.parametrize(
    ("categories", "arm", "said"),
    [
        ([1, 1, 1, 1], [0, 1, 0, 1], "one category"),
        ([0, 2, 0, 2], [0, 0, 1, 1], "nobody is in a category"),
        ([0, 0, 1, 1, 2, 2], [0, 0, 0.5, 0.5, 1, 1], "separated by arm"),
    ],
)
def test_what_cannot_be_estimated_is_said(categories: list[int], arm: list[float], said: str) -> None:
    with pytest.raises(FitError, match=said):
        fit_proportional_odds(np.array(categories), np.array(arm, dtype=float)[:, None], terms=("arm",))


def test_an_empty_corner_is_no_separation() -> None:
    """No arm of a hundred has the ends, and the middle still tells: 2 by 4 with a maximum."""
    counts = np.array([[0, 20, 20, 10], [10, 20, 20, 0]])
    categories = np.concatenate([np.repeat(np.arange(4), row) for row in counts])
    arm = np.repeat([0.0, 1.0], counts.sum(axis=1))
    fit = fit_proportional_odds(categories, arm[:, None], terms=("arm",))
    assert np.isfinite(fit.coefficients).all()
    assert fit.coefficients[0] < 0


def test_the_covid_trial_of_hce_has_the_odds_of_r(shared: Callable[[str], Path]) -> None:
    """R package hce, COVID19b (eight categories, the last best): R's ordinal::clm, all six numbers."""
    counts = pd.read_csv(shared("truths/11_win_statistics/covid19b_counts.csv"))
    frame = counts.loc[counts.index.repeat(counts["Freq"])]
    known = json.loads(shared("truths/11_win_statistics/truths.json").read_text("utf-8"))["truths"]
    prefix = "covid19b.proportional_odds.log_or."
    truths = {t["id"].removeprefix(prefix): t for t in known if t["id"].startswith(prefix)}
    active = (frame["arm"] == "Active").to_numpy(dtype=float)[:, None]
    fit = fit_proportional_odds(frame["category"].to_numpy() - 1, active, terms=("Active",))
    made = fit.log_odds(np.ones(1), 0.95)
    assert len(truths) == 6
    for name, truth in truths.items():
        assert made[KEYS[name]] == pytest.approx(truth["value"], abs=1e-8, rel=1e-6), name
