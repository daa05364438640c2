"""fit_mmrm: the mixed model for repeated measures."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.design import Roles, build_design, role_faults
from trialstats.engines.mmrm.methods import method_faults, settle
from trialstats.engines.mmrm.random.words import is_random, needs_visits, residual_faults
from trialstats.engines.mmrm.result import MMRMResult
from trialstats.engines.mmrm.setup import set_up
from trialstats.engines.mmrm.solution import solve
from trialstats.engines.mmrm.support import ladder_faults, refuse_unordered
from trialstats.errors import ArgumentError

__all__ = ["fit_mmrm"]


def fit_mmrm(
    formula: str,
    data: pd.DataFrame,
    *,
    subject: str,
    visit: str | None = None,
    covariance: str | Sequence[str] = "us",
    residual: str = "independent",
    group: str | None = None,
    time: str | None = None,
    weights: str | None = None,
    reml: bool = True,
    ddf: str = "kr",
    vcov: str | None = None,
    conf_level: float = 0.95,
) -> MMRMResult:
    """Fit y_i = X_i b + e_i, e_i ~ N(0, S[visits of i]), by (restricted) maximum likelihood.

    Parameters
    ----------
    formula : str
        Formulaic syntax, such as `CHG ~ BASE + SITEGR1 + TRTP*AVISIT`. A categorical keeps its order of levels and its
        first level is the reference; text is sorted.
    data : DataFrame
        One row a subject and visit; a visit not seen may be an absent row or one without outcome. Rows that lack a
        value are listed in the result's `excluded`.
    subject, visit : str
        Columns. The order of the visits is that of a categorical, else sorted; structures that use it refuse text
        whose order nothing tells. Random coefficients with independent residuals need no visit and look at none: a
        subject may have any number of records, at any times, several at one time.
    covariance : str or list of str
        The structure of S, or a list of them, tried in order until one converges. In SAS's words: us UN, toep TOEP,
        toeph TOEPH, ar1 AR(1), ar1h ARH(1), cs CS, csh CSH, adh ANTE(1), sp_exp SP(EXP), sp_gau SP(GAU); ad is adh
        with one variance. Or random coefficients, S = Z G Z' + R (SAS RANDOM, lme4): random_intercept; random_slope, an
        intercept and a slope over `time` with any covariance; random_slope_diag, both without covariance.
    residual : str
        Of random coefficients, R: "independent"; "ar1", with a correlation that falls with each step between visits;
        "by_group", independent with a variance for each level of `group`.
    group : str, optional
        A column; one matrix for each of its levels, which may not change within a subject. With random coefficients
        the levels of residual="by_group".
    time : str, optional
        For sp_exp, sp_gau and random slopes, the column of numbers that says when; times may differ between subjects.
    weights : str, optional
        A column of positive numbers; the variance of a row is divided by its weight (SAS WEIGHT), with random
        coefficients that of its residual.
    reml : bool
        Restricted maximum likelihood, or maximum likelihood.
    ddf : str
        "kr", Kenward and Roger's as SAS DDFM=KR prints it; "kr_linear", SAS DDFM=KR(LINEAR); "kr_expected", with the
        expected information (pbkrtest's); "satterthwaite"; "between_within"; "residual"; "inf" (z tests).
    vcov : str, optional
        None for that of the model; "cr0" (SAS EMPIRICAL), "cr2" or "cr3" for a sandwich. A sandwich has degrees of
        freedom of its own, which "kr" and "satterthwaite" then stand for.
    conf_level : float
        Of the intervals, between 0 and 1.

    Returns
    -------
    MMRMResult
        Always converged.

    Raises
    ------
    ArgumentError
        A FitError and a ValueError: an argument that is not available, a formula that cannot be read, an unknown
        column.
    FitError
        Values that are neither numbers nor levels, or infinite; a level without rows; two rows for one subject and
        visit; a constant outcome; a rank-deficient design (which columns); too few subjects; no convergence (each
        attempt with its gradient).

    References
    ----------
    SAS/STAT PROC MIXED (REPEATED, DDFM=); Pinheiro & Bates (2000), Mixed-Effects Models in S and S-PLUS,
    chapter 5; Kenward & Roger (1997), Biometrics 53:983.

    Examples
    --------
    >>> import pandas as pd
    >>> from trialstats.engines.mmrm import fit_mmrm
    >>> data = pd.DataFrame(
    ...     {
    ...         "USUBJID": [subject for subject in "ABCDEFGH" for _ in range(2)],
    ...         "ARM": pd.Categorical(["Sham"] * 8 + ["Laser"] * 8, ["Sham", "Laser"]),
    ...         "AVISIT": ["Week 4", "Week 8"] * 8,
    ...         "CHG": [-5, -8, -2, -6, 1, -3, -7, -9, -12, -20, -9, -14, -15, -22, -6, -11],
    ...     }
    ... )
    >>> result = fit_mmrm("CHG ~ ARM * AVISIT", data, subject="USUBJID", visit="AVISIT")
    >>> differences = result.contrasts("ARM", by="AVISIT")
    >>> differences[["AVISIT", "estimate", "std_error", "df"]].round(3)
       AVISIT  estimate  std_error   df
    0  Week 4     -7.25      2.610  6.0
    1  Week 8    -10.25      2.883  6.0
    """
    ladder = tuple(covariance) if isinstance(covariance, list | tuple) else (covariance,)
    roles = Roles(subject, visit, group, time, weights)
    faults = [
        *_covariance_faults(ladder, residual, roles),
        *method_faults(ddf, vcov),
        *role_faults(roles),
        *_setting_faults(reml, conf_level),
    ]
    if faults:
        raise ArgumentError(faults)
    # Random coefficients with independent residuals take any number of records at any times: no visit is looked at.
    over_visits = needs_visits(ladder, residual)
    design = build_design(formula, data, roles if over_visits else replace(roles, visit=None))
    if over_visits and not _declared(design.frame[visit]):
        refuse_unordered([name for name in ladder if residual == "ar1" or not is_random(name)], design.visit_labels)
    solution = solve(set_up(design, reml=reml, residual=residual), ladder)
    return MMRMResult(formula, ladder, settle(ddf, vcov), vcov, conf_level, solution)


def _covariance_faults(ladder: Sequence[str], residual: str, roles: Roles) -> list[str]:
    """What is wrong with the covariance asked for, one line each."""
    faults = ladder_faults(ladder, roles.time) or residual_faults(ladder, residual, roles.group)
    if not faults and roles.visit is None and needs_visits(ladder, residual):
        return [f"visit= must name a column: {', '.join(ladder)} is a covariance over the visits"]
    return faults


def _setting_faults(reml: bool, conf_level: float) -> list[str]:
    """What is wrong with what is no word and no column, one line each."""
    faults = []
    if not isinstance(reml, bool | np.bool_):
        faults.append(f"reml is {reml!r}; it must be True or False")
    if not isinstance(conf_level, numbers.Real) or not 0 < conf_level < 1:
        faults.append(f"conf_level is {conf_level}; it must lie between 0 and 1")
    return faults


def _declared(visits: pd.Series) -> bool:
    """Whether somebody has put the visits in order: categories that are ordered, or not as text would be sorted."""
    if not isinstance(visits.dtype, pd.CategoricalDtype):
        return False
    levels = list(map(str, visits.cat.categories))
    return bool(visits.cat.ordered) or levels != sorted(levels)
