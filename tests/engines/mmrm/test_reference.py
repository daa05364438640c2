"""Agreement with the records of R's mmrm 0.3.18 and emmeans: every fit, every table."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.data import adas, sysbp
from trialstats.engines.mmrm import MMRMResult, fit_mmrm

MODELS = {
    "adas": (adas, "CHG ~ BASE + SITEGR1 + TRTP*AVISIT", "TRTP"),
    "sysbp": (sysbp, "CHG ~ BASE + TRTA*AVISIT", "TRTA"),
}
UNGROUPED = ["us", "ad", "adh", "ar1", "ar1h", "cs", "csh", "toep", "toeph", "sp_exp"]
# Their words for tests, in ours. Their default "Kenward-Roger" has no counterpart: see docs/validation.md.
TESTS = {
    ("Satterthwaite", "Asymptotic"): ("satterthwaite", None),
    ("Kenward-Roger", "Kenward-Roger-Linear"): ("kr_linear", None),
    ("Between-Within", "Asymptotic"): ("between_within", None),
    ("Residual", "Asymptotic"): ("residual", None),
    ("Satterthwaite", "Empirical"): ("satterthwaite", "cr0"),
    ("Satterthwaite", "Empirical-Bias-Reduced"): ("satterthwaite", "cr2"),
    ("Satterthwaite", "Empirical-Jackknife"): ("satterthwaite", "cr3"),
}
NOT_OURS = {("Kenward-Roger", "Kenward-Roger")}


class Case(NamedTuple):
    """One of their fits."""

    dataset: str
    covariance: str
    grouped: bool
    reml: bool
    test: tuple[str, str]

    @property
    def label(self) -> str:
        group = "by arm" if self.grouped else "one"
        return "-".join([self.dataset, self.covariance, group, "REML" if self.reml else "ML", *self.test])


def cases() -> list[Case]:
    """What the records hold, written out so that one that is lost fails a test."""
    reml = [test for test in TESTS if test[1] in ("Asymptotic", "Kenward-Roger-Linear")]
    found = []
    fits = [("adas", name, False) for name in UNGROUPED] + [("adas", name, True) for name in ("us", "csh", "ar1h")]
    for fit in [*fits, *(("sysbp", name, False) for name in ("us", "ar1h", "toeph"))]:
        found += [Case(*fit, True, test) for test in reml] + [Case(*fit, False, ("Satterthwaite", "Asymptotic"))]
    return found + [Case("adas", "us", False, True, test) for test in TESTS if test[1].startswith("Empirical")]


each_case = pytest.mark.parametrize("case", cases(), ids=lambda case: case.label)


@cache
def fitted(dataset: str, covariance: str, grouped: bool, reml: bool) -> MMRMResult:
    data, formula, factor = MODELS[dataset]
    frame = data()
    timed = covariance.startswith("sp_")
    if timed:
        frame = frame.assign(WEEK=frame.AVISIT.astype(str).str.extract(r"(\d+)")[0].astype(float))
    return fit_mmrm(
        formula,
        frame,
        subject="USUBJID",
        visit="AVISIT",
        covariance=covariance,
        group=factor if grouped else None,
        time="WEEK" if timed else None,
        reml=reml,
    )


def ours(case: Case) -> MMRMResult:
    return fitted(case.dataset, case.covariance, case.grouped, case.reml).with_ddf(*TESTS[case.test])


@cache
def records(path: Path) -> list[dict]:
    return json.loads(path.read_text())


def case_of(record: dict) -> Case:
    test = (record["method"], record["vcov"])
    return Case(record["dataset"], record["covariance"], record["grouped"], record["reml"], test)


@pytest.fixture
def theirs(reference_results, case) -> dict:
    (found,) = [r for r in records(reference_results / f"mmrm_{case.dataset}.json") if case_of(r) == case]
    return found


def compare(table: pd.DataFrame, estimate: list, error: list, df: list) -> None:
    error = np.array(error)
    assert (np.abs(table.estimate - np.array(estimate)) / error).max() < 1e-4
    np.testing.assert_allclose(table.std_error, error, rtol=2e-5)
    np.testing.assert_allclose(table.df, df, rtol=1e-4)


@pytest.mark.parametrize("dataset", list(MODELS))
def test_no_record_is_left_out(reference_results, dataset):
    found = {case_of(record) for record in records(reference_results / f"mmrm_{dataset}.json")}
    assert {case for case in found if case.test not in NOT_OURS} == {c for c in cases() if c.dataset == dataset}


@each_case
def test_likelihood(theirs, case):
    result = ours(case)
    assert result.converged
    assert result.n_theta == theirs["n_theta"]
    assert theirs["loglik"] - 1e-6 < result.loglik < theirs["loglik"] + 1e-3
    assert result.aic == pytest.approx(theirs["aic"], abs=1e-3)
    assert result.bic == pytest.approx(theirs["bic"], abs=1e-3)


@each_case
def test_covariance(theirs, case):
    matrices = ours(case).covariance
    listed = theirs["covariance_estimate"]
    if case.covariance == "sp_exp":
        # They list the variance and the covariance of two measurements one week apart; ours are eight apart.
        matrix = matrices.to_numpy()
        apart = matrix[0, 0] * (matrix[0, 1] / matrix[0, 0]) ** (1 / 8)
        matrices = np.array([[matrix[0, 0], apart], [apart, matrix[1, 1]]])
    pairs = zip(matrices.values(), listed.values(), strict=True) if case.grouped else [(matrices, listed)]
    for mine, their in pairs:
        np.testing.assert_allclose(mine, their, rtol=1e-3, atol=1e-3)


@each_case
def test_coefficients(theirs, case):
    table = ours(case).coefficients().set_index("term")
    table.index = [t.replace("Intercept", "(Intercept)").replace("[T.", "").replace("]", "") for t in table.index]
    rows = theirs["coefficients"]
    table = table.loc[[r["term"] for r in rows]]
    assert len(table) == len(rows)
    compare(table, *([r[k] for r in rows] for k in ("estimate", "se", "df")))
    np.testing.assert_allclose(table.p_value, [r["p"] for r in rows], rtol=2e-3)


@each_case
def test_lsmeans(theirs, case):
    factor = MODELS[case.dataset][2]
    table = ours(case).lsmeans(factor, by="AVISIT").set_index([factor, "AVISIT"])
    rows = theirs["lsmeans"]
    table = table.loc[[(r[factor], r["AVISIT"]) for r in rows]]
    compare(table, *([r[k] for r in rows] for k in ("emmean", "SE", "df")))
    np.testing.assert_allclose(table.conf_low, [r["lower.CL"] for r in rows], rtol=1e-3, atol=1e-3)


@each_case
def test_contrasts(theirs, case):
    factor = MODELS[case.dataset][2]
    table = ours(case).contrasts(factor, by="AVISIT")
    names = table[factor].astype(str) + " - " + table.reference.astype(str)
    table = table.set_index([names, table.AVISIT])
    rows = theirs["contrasts"]
    table = table.loc[[(r["contrast"], r["AVISIT"]) for r in rows]]
    compare(table, *([r[k] for r in rows] for k in ("estimate", "SE", "df")))


def test_rows_without_baseline_are_listed():
    """1,548 rows, of which 10 lack CHG or BASE (tests/reference/README.md)."""
    result = fitted("sysbp", "us", False, True)
    assert (result.n_obs, len(result.excluded)) == (1538, 10)
    assert result.excluded.reason.str.contains("missing").all()
