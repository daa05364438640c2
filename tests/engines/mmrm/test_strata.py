"""Factors of many levels, such as sites: the same numbers as of columns like any others."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.test_dense import check_sandwiches, check_tests, fit, trial
from trialstats.engines.mmrm import fit_mmrm, setup, strata
from trialstats.engines.mmrm.design import Roles, build_design
from trialstats.engines.mmrm.strata import find_strata
from trialstats.errors import FitError
from trialstats.validate.dense import DenseTests
from trialstats.validate.second_opinion import dense_of, random_trial, theta_of

WITH_SITES = "Y ~ BASE + SITE + ARM*VISIT"


@pytest.fixture
def _from_four(monkeypatch):
    """Few levels are strata too: a small trial shows what a large one does."""
    monkeypatch.setattr(strata, "WORTHWHILE", 4)


def with_sites(data: pd.DataFrame, n_sites: int) -> pd.DataFrame:
    """Each subject in a site, by a draw; its level shifts the outcome."""
    drawn = np.random.default_rng(n_sites).integers(0, n_sites, data.ID.nunique())
    site = data.ID.map(dict(zip(data.ID.unique(), drawn, strict=True)))
    return data.assign(SITE=[f"site {s:02d}" for s in site], Y=data.Y + 0.3 * site)


def with_cells(data: pd.DataFrame) -> pd.DataFrame:
    """CELL: arm, site and visit, but of one arm and site nobody comes to the last visit; SHARED: but at the first visit
    without arm."""
    last = data.VISIT.cat.categories[-1]
    arm, visit = data.ARM.astype(str), data.VISIT.astype(str)
    data = data.assign(
        CELL=arm + " " + data.SITE + " " + visit,
        SHARED=arm.where(data.VISIT.cat.categories[0] != data.VISIT, "any") + " " + data.SITE + " " + visit,
    )
    return data[~((arm == arm.iloc[0]) & (data.SITE.iloc[0] == data.SITE) & (last == data.VISIT))]


@pytest.mark.usefixtures("_from_four")
@pytest.mark.parametrize(
    ("kind", "reml"), [("us", True), ("csh by arm", True), ("sp_exp", False), ("us weighted", True), ("ar1", False)]
)
@pytest.mark.parametrize("factor", ["CELL", "SHARED"])
def test_a_factor_within_subjects_agrees_with_dense_least_squares(kind, reml, factor):
    """A stratum has a column a visit; where visits are shared by arms, those of the arms too."""
    data = with_cells(with_sites(trial(29, 60, 3, 0.1, kind), 5))
    result = fit(data, kind, f"Y ~ BASE + {factor}", reml)
    levels = result.solution.setup.basis.strata.levels
    arms = data.ARM.nunique()
    assert levels.shape == ((5 * arms, 3) if factor == "CELL" else (5, 1 + 2 * arms))
    assert (levels < 0).sum() == 1
    dense, theta = dense_of(result), theta_of(result)
    b, _ = dense.gls(theta)
    assert result.loglik == pytest.approx(dense.loglik(theta), abs=1e-8)
    np.testing.assert_allclose(result.beta, b, rtol=1e-8, atol=1e-8)
    check_tests(result, DenseTests(dense, theta))
    check_sandwiches(result, DenseTests(dense, theta))


@pytest.mark.usefixtures("_from_four")
@pytest.mark.parametrize(
    ("kind", "reml"), [("us", False), ("csh by arm", True), ("sp_exp", True), ("us weighted", True), ("ar1", False)]
)
def test_agrees_with_dense_least_squares(kind, reml):
    """sp_exp has a matrix for each subject, csh by arm one for each arm; weights are not constant within subjects."""
    data = with_sites(trial(23, 30, 3, 0.1, kind), 5)
    result = fit(data, kind, WITH_SITES, reml)
    assert result.solution.setup.basis.strata.number == 5
    dense, theta = dense_of(result), theta_of(result)
    b, _ = dense.gls(theta)
    assert result.loglik == pytest.approx(dense.loglik(theta), abs=1e-8)
    np.testing.assert_allclose(result.beta, b, rtol=1e-8, atol=1e-8)
    check_tests(result, DenseTests(dense, theta))
    check_sandwiches(result, DenseTests(dense, theta))


@pytest.mark.parametrize(
    "formula",
    [
        WITH_SITES,
        "Y ~ 0 + SITE + BASE + ARM:VISIT",
        "Y ~ ARM*VISIT + C(SITE) + BASE:VISIT",
        "Y ~ MALE + SITE + BASE*VISIT + ARM*VISIT",
    ],
)
@pytest.mark.parametrize("how", [{}, {"covariance": "csh", "group": "ARM"}, {"weights": "W"}])
def test_equal_those_of_columns_like_any_others(formula, how, monkeypatch):
    data = with_sites(trial(3, 150, 3, 0.1, ""), 30)
    data["MALE"] = data.ID.str[-1].astype(int) < 4
    found = fit_mmrm(formula, data, subject="ID", visit="VISIT", **how)
    monkeypatch.setattr(setup, "find_strata", lambda *_: None)
    plain = fit_mmrm(formula, data, subject="ID", visit="VISIT", **how)
    assert found.solution.setup.basis.strata.number == 30
    assert plain.solution.setup.basis.strata is None
    assert found.loglik == pytest.approx(plain.loglik, rel=1e-12)
    for one, other in zip(tables_of(found), tables_of(plain), strict=True):
        pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-10)
    for kind in ("raw", "pearson", "normalized"):
        np.testing.assert_allclose(found.residuals(kind), plain.residuals(kind), rtol=1e-9, atol=1e-9)
    again = found.design.outcome[::-1].copy()
    np.testing.assert_allclose(found.refit(again).beta, plain.refit(again).beta, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize(
    ("formula", "own"),
    [
        ("Y ~ CELL + BASE + BASE:VISIT", 3),
        ("Y ~ 0 + CELL + BASE", 3),
        ("Y ~ SHARED + BASE*VISIT - VISIT", 5),
        ("Y ~ ARM + ARM:SITE:VISIT + BASE", 3),
    ],
)
@pytest.mark.parametrize("how", [{}, {"covariance": "csh", "group": "ARM"}, {"weights": "W"}, {"reml": False}])
def test_a_factor_within_subjects_equals_columns_like_any_others(formula, own, how, monkeypatch):
    data = with_sites(trial(3, 300, 3, 0.1, ""), 12)
    # A product of factors has columns for all combinations, so none may be empty there.
    data = data if "SITE" in formula else with_cells(data)
    found = fit_mmrm(formula, data, subject="ID", visit="VISIT", **how)
    monkeypatch.setattr(setup, "find_strata", lambda *_: None)
    plain = fit_mmrm(formula, data, subject="ID", visit="VISIT", **how)
    assert found.solution.setup.basis.strata.levels.shape[1] == own
    assert found.loglik == pytest.approx(plain.loglik, rel=1e-12)
    for ddf, vcov in [("kr", None), ("between_within", None), ("satterthwaite", "cr2")]:
        one, other = (result.with_ddf(ddf, vcov).coefficients() for result in (found, plain))
        pd.testing.assert_frame_equal(one, other, rtol=1e-9, atol=1e-10)
    for kind in ("raw", "normalized"):
        np.testing.assert_allclose(found.residuals(kind), plain.residuals(kind), rtol=1e-9, atol=1e-9)
    again = found.design.outcome[::-1].copy()
    np.testing.assert_allclose(found.refit(again).beta, plain.refit(again).beta, rtol=1e-8, atol=1e-8)


def tables_of(result):
    """All kinds of tables, by the methods that need the derivatives, the leverages or neither."""
    for ddf, vcov in [("kr", None), ("satterthwaite", None), ("between_within", None), ("satterthwaite", "cr2")]:
        with_tests = result.with_ddf(ddf, vcov)
        yield with_tests.coefficients()
        yield with_tests.lsmeans("ARM", by="VISIT")
        yield with_tests.lsmeans("SITE", weights="observed")
        yield with_tests.contrasts("ARM", by="VISIT", weights="sample")
    yield result.joint_tests()
    yield result.predict().head(20)


def design(formula, data):
    return build_design(formula, data, Roles("ID", "VISIT"))


@pytest.mark.usefixtures("_from_four")
@pytest.mark.parametrize(
    ("formula", "columns"),
    [
        (WITH_SITES, ["Intercept", *(f"SITE[T.site {s:02d}]" for s in range(1, 6))]),
        ("Y ~ 0 + SITE + VISIT + ARM", [f"SITE[site {s:02d}]" for s in range(6)]),
        ("Y ~ ARM*VISIT", None),
        # All subjects share the visits.
        ("Y ~ 0 + VISIT:ARM", None),
        # Of two such factors the one with more levels.
        ("Y ~ REGION + SITE", ["Intercept", *(f"SITE[T.site {s:02d}]" for s in range(1, 6))]),
        # Numbers that are not zero or one are no dummies.
        ("Y ~ BASE:SITE", None),
    ],
)
def test_strata_are_the_levels_of_a_factor_that_is_constant_within_subjects(formula, columns):
    data = with_sites(random_trial(4, 40, 3, 0.1), 6)
    region = "region " + data.SITE.str[-1].map(dict(zip("012345", "012344", strict=True)))
    built = design(formula, data.assign(REGION=region))
    found = find_strata(built.predictors, built.subjects)
    if columns is None:
        assert found is None
        return
    assert [built.terms[c] for c in found.columns] == columns
    assert sorted([*found.columns, *found.others]) == list(range(len(built.terms)))
    site = built.frame["SITE"].str[-1].astype(int)
    np.testing.assert_array_equal(found.of_row, site)
    np.testing.assert_array_equal(found.levels, np.arange(6)[:, None])


@pytest.mark.usefixtures("_from_four")
def test_subjects_with_a_level_in_common_are_of_one_stratum():
    """One subject was at two sites."""
    data = with_sites(random_trial(4, 40, 3, 0.0), 8)
    one, other = data.SITE.iloc[0], next(site for site in data.SITE.unique() if site != data.SITE.iloc[0])
    moved = data.SITE.mask((data.ID.iloc[0] == data.ID) & data.VISIT.eq(data.VISIT.cat.categories[-1]), other)
    built = design("Y ~ 0 + MOVED", data.assign(MOVED=moved))
    found = find_strata(built.predictors, built.subjects)
    shared = found.levels[(found.levels >= 0).all(axis=1)]
    assert found.levels.shape == (7, 2)
    assert [built.terms[found.columns[level]] for level in shared.ravel()] == sorted(
        [f"MOVED[{one}]", f"MOVED[{other}]"]
    )


@pytest.mark.usefixtures("_from_four")
@pytest.mark.parametrize(("others", "taken"), [(5, True), (6, False)])
def test_a_factor_within_subjects_must_leave_less_than_half_of_the_columns(others, taken):
    """Of 12 cells of 4 strata 3 columns are left, of 12 + 5 in all 8, and of 12 + 6 half of them."""
    subject, visit = np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40)
    cells = np.eye(12)[subject % 4 * 3 + visit]
    numbers = np.random.default_rng(1).normal(size=(120, others))
    assert (find_strata(np.column_stack([cells, numbers]), subject) is not None) == taken


@pytest.mark.usefixtures("_from_four")
@pytest.mark.parametrize(
    "formula",
    ["Y ~ REGION + SITE + ARM*VISIT", "Y ~ SITE + REGION + ARM*VISIT", "Y ~ SITE + BASE + TWICE", "Y ~ SITE + OF_SITE"],
)
def test_columns_that_depend_on_sites_are_named_as_ever(formula, monkeypatch):
    data = with_sites(random_trial(4, 60, 3, 0.1), 8)
    level = data.SITE.str[-1].astype(int)
    data = data.assign(REGION="region " + (level // 2).astype(str), TWICE=2 * data.BASE + level, OF_SITE=level**2.0)
    with pytest.raises(FitError, match=r"the design has .* columns but rank") as found:
        fit_mmrm(formula, data, subject="ID", visit="VISIT")
    monkeypatch.setattr(setup, "find_strata", lambda *_: None)
    with pytest.raises(FitError, match=re.escape(str(found.value))):
        fit_mmrm(formula, data, subject="ID", visit="VISIT")


@pytest.mark.usefixtures("_from_four")
def test_a_covariate_far_from_zero_keeps_its_digits():
    """It is nearly aliased with the sites, so columns like any others are taken, and nothing is lost."""
    data = with_sites(random_trial(5, 60, 3, 0.1), 8)
    near = fit_mmrm(WITH_SITES, data, subject="ID", visit="VISIT")
    far = fit_mmrm(WITH_SITES, data.assign(BASE=data.BASE + 1e7), subject="ID", visit="VISIT")
    assert near.solution.setup.basis.strata is not None
    assert far.solution.setup.basis.strata is None
    one, other = near.contrasts("ARM", by="VISIT"), far.contrasts("ARM", by="VISIT")
    pd.testing.assert_frame_equal(one, other, rtol=1e-6, atol=1e-7)


@pytest.mark.usefixtures("_from_four")
def test_a_site_of_one_subject():
    """Its coefficient rests on that subject alone, which is no reason to refuse it."""
    data = with_sites(random_trial(6, 60, 3, 0.0), 6)
    alone = data.assign(SITE=data.SITE.mask(data.ID.eq("S003"), "site 99"))
    result = fit_mmrm(WITH_SITES, alone, subject="ID", visit="VISIT", covariance="cs")
    assert result.solution.setup.basis.strata.number == 7
    dense = dense_of(result)
    theta = theta_of(result)
    np.testing.assert_allclose(result.beta, dense.gls(theta)[0], rtol=1e-8)
    check_tests(result, DenseTests(dense, theta))
