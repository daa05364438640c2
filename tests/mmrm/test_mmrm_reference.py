"""Agreement with the records of R's mmrm 0.3.18 and emmeans."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from mmrm_data import adas, sysbp

from trialstats.mmrm import MMRMResult, fit_mmrm

MODELS = {
    "adas": (adas, "CHG ~ BASE + SITEGR1 + TRTP*AVISIT", "TRTP"),
    "sysbp": (sysbp, "CHG ~ BASE + TRTA*AVISIT", "TRTA"),
}
FITS = [
    ("adas", "us", True),
    ("adas", "us", False),
    ("adas", "cs", True),
    ("adas", "cs", False),
    ("adas", "ar1h", True),
    ("adas", "ar1h", False),
    ("sysbp", "us", True),
    ("sysbp", "us", False),
    ("sysbp", "ar1h", True),
    ("sysbp", "ar1h", False),
]
each_fit = pytest.mark.parametrize(("dataset", "covariance", "reml"), FITS)


@cache
def ours(dataset: str, covariance: str, reml: bool) -> MMRMResult:
    data, formula, _ = MODELS[dataset]
    return fit_mmrm(formula, data(), subject="USUBJID", visit="AVISIT", covariance=covariance, reml=reml)


@cache
def records(path: Path) -> list[dict]:
    return json.loads(path.read_text())


def asked(record: dict) -> bool:
    return (
        record["covariance"] in ("us", "cs", "ar1h")
        and not record["grouped"]
        and record["method"] == "Satterthwaite"
        and record["vcov"] == "Asymptotic"
    )


@pytest.fixture
def theirs(shared, dataset, covariance, reml) -> dict:
    (found,) = [
        r
        for r in records(shared(f"reference/mmrm_{dataset}.json"))
        if asked(r) and r["covariance"] == covariance and r["reml"] == reml
    ]
    return found


def compare(table: pd.DataFrame, estimate: list, error: list, df: list) -> None:
    error = np.array(error)
    assert np.abs(table.estimate - np.array(estimate)).max() < 1e-4 * error.min()
    np.testing.assert_allclose(table.std_error, error, rtol=2e-5)
    np.testing.assert_allclose(table.df, df, rtol=1e-4)


@pytest.mark.parametrize("dataset", list(MODELS))
def test_no_record_is_left_out(shared, dataset):
    found = {
        (r["dataset"], r["covariance"], r["reml"])
        for r in records(shared(f"reference/mmrm_{dataset}.json"))
        if asked(r)
    }
    assert found == {fit for fit in FITS if fit[0] == dataset}


@each_fit
def test_likelihood(theirs, dataset, covariance, reml):
    result = ours(dataset, covariance, reml)
    assert result.converged
    assert result.n_theta == theirs["n_theta"]
    assert theirs["loglik"] - 1e-6 < result.loglik < theirs["loglik"] + 1e-3
    assert result.aic == pytest.approx(theirs["aic"], abs=1e-3)
    assert result.bic == pytest.approx(theirs["bic"], abs=1e-3)
    np.testing.assert_allclose(result.covariance, theirs["covariance_estimate"], rtol=1e-3)


@each_fit
def test_coefficients(theirs, dataset, covariance, reml):
    table = ours(dataset, covariance, reml).coefficients().set_index("term")
    table.index = [t.replace("Intercept", "(Intercept)").replace("[T.", "").replace("]", "") for t in table.index]
    rows = theirs["coefficients"]
    table = table.loc[[r["term"] for r in rows]]
    assert len(table) == len(rows)
    compare(table, *([r[k] for r in rows] for k in ("estimate", "se", "df")))
    np.testing.assert_allclose(table.p_value, [r["p"] for r in rows], rtol=2e-3)


@each_fit
def test_lsmeans(theirs, dataset, covariance, reml):
    factor = MODELS[dataset][2]
    table = ours(dataset, covariance, reml).lsmeans(factor, by="AVISIT").set_index([factor, "AVISIT"])
    rows = theirs["lsmeans"]
    table = table.loc[[(r[factor], r["AVISIT"]) for r in rows]]
    compare(table, *([r[k] for r in rows] for k in ("emmean", "SE", "df")))
    np.testing.assert_allclose(table.conf_low, [r["lower.CL"] for r in rows], rtol=1e-3, atol=1e-3)


@each_fit
def test_contrasts(theirs, dataset, covariance, reml):
    factor = MODELS[dataset][2]
    table = ours(dataset, covariance, reml).contrasts(factor, by="AVISIT")
    names = table[factor].astype(str) + " - " + table.reference.astype(str)
    table = table.set_index([names, table.AVISIT])
    rows = theirs["contrasts"]
    table = table.loc[[(r["contrast"], r["AVISIT"]) for r in rows]]
    compare(table, *([r[k] for r in rows] for k in ("estimate", "SE", "df")))


def test_rows_without_baseline_are_listed():
    """1,548 rows, of which 10 lack CHG or BASE (reference/README.md)."""
    result = ours("sysbp", "us", True)
    assert (result.n_obs, len(result.excluded)) == (1538, 10)
    assert result.excluded.reason.str.contains("missing").all()
