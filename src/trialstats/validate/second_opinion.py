"""The mixed-model engine beside the dense implementation, on seeded trials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.validate.dense import Dense, DenseTests, gradient, random_coefficients
from trialstats.validate.dense.problem import problem_of
from trialstats.validate.dense.structures import parameters
from trialstats.validate.requirement import Comparison, near

__all__ = [
    "STRUCTURES",
    "compared",
    "compared_random",
    "compared_with_sites",
    "dense_of",
    "null_outcomes",
    "null_trial",
    "random_trial",
    "theta_of",
]

STRUCTURES = ("us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh", "sp_exp", "sp_gau")
MODEL_BASED = ("kr", "kr_linear", "kr_expected", "satterthwaite")
SANDWICHES = ("cr0", "cr2", "cr3")
SITES = 25
DENSE = "second implementation (validate/dense): every matrix written out, derivatives by complex steps"


def random_trial(
    seed: int, n_subjects: int = 30, n_visits: int = 3, missing: float = 0.2, scale: float = 1.0
) -> pd.DataFrame:
    """Make a trial of two arms with a covariate, any covariance between visits, and visits missing at random."""
    rng = np.random.default_rng(seed)
    root = np.tril(rng.normal(0, 0.5, (n_visits, n_visits)), -1) + np.diag(rng.uniform(0.6, 1.5, n_visits))
    arm = rng.permutation(np.arange(n_subjects) % 2)
    base = rng.normal(50, 10, n_subjects)
    y = 0.05 * base[:, None] + 0.4 * arm[:, None] * np.arange(n_visits)
    y = scale * (y + rng.normal(size=(n_subjects, n_visits)) @ root.T)
    subject, visit = np.nonzero(rng.random((n_subjects, n_visits)) >= missing)
    visits = [f"V{v + 1}" for v in range(n_visits)]
    return pd.DataFrame(
        {
            "ID": [f"S{s:03d}" for s in subject],
            "VISIT": pd.Categorical(np.array(visits)[visit], visits),
            "ARM": pd.Categorical(np.where(arm[subject] == 1, "Active", "Control"), ["Control", "Active"]),
            "BASE": base[subject],
            "Y": y[subject, visit],
        }
    )


def null_trial() -> pd.DataFrame:
    """Make a trial of two arms of fifteen and three visits, a fifth of the values missing, without a difference."""
    subject, visit = np.nonzero(np.random.default_rng(2024).random((30, 3)) >= 0.2)
    visits = ["V1", "V2", "V3"]
    trial = pd.DataFrame(
        {
            "ID": [f"S{s:02d}" for s in subject],
            "VISIT": pd.Categorical(np.array(visits)[visit], visits),
            "ARM": pd.Categorical(np.where(subject % 2, "Active", "Control"), ["Control", "Active"]),
        }
    )
    return trial.assign(Y=null_outcomes(trial, 0))


def null_outcomes(trial: pd.DataFrame, seed: int) -> Any:
    """Draw outcomes of its records (n,): a level of each subject, errors that grow over the visits, no difference."""
    rng = np.random.default_rng([2024, seed])
    drawn = rng.normal(0, 1.2, (30, 1)) + rng.normal(0, 1, (30, 3)) * [1.0, 1.3, 1.6]
    return drawn[trial["ID"].str[1:].astype(int), trial["VISIT"].cat.codes]


def dense_of(result: MMRMResult) -> Dense:
    """Put the same problem to the other implementation."""
    return Dense(**problem_of(result))


def theta_of(result: MMRMResult) -> Any:
    """SAS's parameters: read off the matrices, or for sp_exp and sp_gau off the variance and the range."""
    if result.structure.startswith("sp_"):
        pairs = result.solution.optimum.theta.reshape(-1, 2)
        return (np.exp(pairs * [2.0, 1.0]) * [result.solution.setup.unit**2, 1.0]).ravel()
    found = result.covariance
    matrices = found.values() if isinstance(found, dict) else [found]
    return np.concatenate([parameters(result.structure, matrix.to_numpy()) for matrix in matrices])


def compared() -> Iterator[Comparison]:
    """Compare all structures on one trial with levels of subjects and days that differ between them."""
    data = random_trial(1, 30, 3, 0.15)
    rng = np.random.default_rng(2)
    level = pd.Series(rng.normal(size=data["ID"].nunique()), index=data["ID"].unique())
    day = 7.0 * data["VISIT"].cat.codes + rng.integers(-2, 3, len(data))
    data = data.assign(Y=data["Y"] + data["ID"].map(level), DAY=day)
    for structure in STRUCTURES:
        time = "DAY" if structure.startswith("sp_") else None
        result = fit_mmrm("Y ~ BASE + ARM*VISIT", data, subject="ID", visit="VISIT", covariance=structure, time=time)
        yield from of_structure(structure, result)


def compared_with_sites() -> Iterator[Comparison]:
    """Compare a trial of so many sites that the engine takes them for strata, each of three subjects."""
    data = random_trial(12, 3 * SITES, 3, 0.15)
    site = data["ID"].str[1:].astype(int) % SITES
    data = data.assign(SITE=[f"site {s:02d}" for s in site], Y=data["Y"] + 0.2 * site)
    for structure, reml in (("us", True), ("csh", False)):
        result = fit_mmrm(
            "Y ~ BASE + SITE + ARM*VISIT", data, subject="ID", visit="VISIT", covariance=structure, reml=reml
        )
        yield from of_structure(f"{SITES} sites, {structure}", result)


def compared_random() -> Iterator[Comparison]:
    """Compare random coefficients on one trial of subjects with levels, slopes and days of their own."""
    data = random_trial(7, 24, 5, 0.15)
    rng = np.random.default_rng(7)
    subject, day = data["ID"].str[1:].astype(int), 7.0 * data["VISIT"].cat.codes + rng.integers(-2, 3, len(data))
    level, slope = rng.normal(0, 2.0, 24), rng.normal(0, 0.15, 24)
    data = data.assign(Y=data["Y"] + level[subject] + slope[subject] * day, DAY=day)
    for structure in ("random_intercept", "random_slope", "random_slope_diag"):
        for residual in ("independent", "by_group", "ar1"):
            result = fit_mmrm(
                "Y ~ BASE + ARM*DAY",
                data,
                subject="ID",
                visit="VISIT" if residual == "ar1" else None,
                covariance=structure,
                residual=residual,
                group="ARM" if residual == "by_group" else None,
                time="DAY" if structure != "random_intercept" else None,
                reml=residual != "by_group",
            )
            dense, theta = random_coefficients.dense_random_of(result, residual), random_coefficients.theta_of(result)
            yield from against(f"{structure}, residuals {residual}", result, dense, theta)


def of_structure(structure: str, result: MMRMResult) -> Iterator[Comparison]:
    yield from against(structure, result, dense_of(result), theta_of(result))


def against(structure: str, result: MMRMResult, dense: Dense, theta: Any) -> Iterator[Comparison]:
    """Compare a fit with the other implementation of the same problem at the same parameters, which are its maximum."""
    tests = DenseTests(dense, theta)
    beta, _ = dense.gls(theta)
    yield near(f"{structure}: log-likelihood", dense.loglik(theta).real, result.loglik, within=1e-8, source=DENSE)
    rise = float(np.abs(gradient(dense.loglik, theta) * theta).max())
    yield near(f"{structure}: slope of the log-likelihood at the estimates", 0.0, rise, within=1e-5, source=DENSE)
    for term, ours, theirs in zip(result.terms, result.coefficients()["estimate"], beta, strict=True):
        yield near(f"{structure}: {term}", theirs, ours, within=1e-8, part=1e-8, source=DENSE)
    row = np.eye(len(result.terms))[[1, -1]]
    for ddf in MODEL_BASED:
        table = result.with_ddf(ddf).contrast(row)
        errors = np.sqrt(np.diag(row @ tests.vcov(ddf) @ row.T))
        for place, term in enumerate((result.terms[1], result.terms[-1])):
            where, own = f"{structure}, {ddf}, {term}", table.iloc[place]
            yield near(f"{where}: std_error", errors[place], own["std_error"], part=1e-6, source=DENSE)
            yield near(f"{where}: df", tests.df(ddf, row[place]), own["df"], part=1e-6, source=DENSE)
    for name in SANDWICHES:
        table = result.with_ddf("satterthwaite", name).coefficients()
        vcov, df = tests.sandwich(name)
        for place in (1, len(result.terms) - 1):
            where, own = f"{structure}, {name}, {result.terms[place]}", table.iloc[place]
            yield near(f"{where}: std_error", vcov[place, place] ** 0.5, own["std_error"], part=1e-7, source=DENSE)
            yield near(f"{where}: df", df[place], own["df"], part=1e-7, source=DENSE)
