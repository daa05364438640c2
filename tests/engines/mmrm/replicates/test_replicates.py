"""Replicates fitted together have the numbers of `fit_mmrm`, which is held against SAS and R elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.engines.mmrm.replicates.trials import by_formula, difference, trials
from trialstats.engines.mmrm import MMRMResult
from trialstats.engines.mmrm.replicates import ReplicateDesign, ReplicateFits
from trialstats.engines.mmrm.replicates.one_by_one import fit_one
from trialstats.errors import ArgumentError, FitError

NUMBERS = ["estimate", "std_error", "df", "statistic", "p_value"]


def refused(fit: Callable[..., MMRMResult], *arguments: Any, **asked: Any) -> tuple[MMRMResult | None, str]:
    """The fit, or why there is none."""
    try:
        return fit(*arguments, **asked), ""
    except FitError as error:
        return None, str(error)


def agree(
    x: np.ndarray, y: np.ndarray, asked: dict[str, Any], rows: np.ndarray, group: str | None = None
) -> ReplicateFits:
    """Fit both ways and compare every number and every refusal."""
    groups = None if group is None else np.asarray(x[0, :, 0, 2] if x.ndim == 4 else x[:, 0, 2], dtype=int)
    fits = ReplicateDesign(x, rows, groups=groups, **asked).fit(y)
    names = [f"row {k}" for k in range(len(rows))]
    for number, outcome in enumerate(y):
        one, reason = refused(by_formula, x if x.ndim == 3 else x[number], outcome, group=group, **asked)
        if one is None:
            assert not fits.converged[number]
            assert np.isnan([*fits.estimate[number], fits.loglik[number]]).all()
            assert fits.reason[number].split(":")[0] == reason.split(":")[0]
            continue
        assert fits.converged[number]
        found = np.column_stack([getattr(fits, name)[number] for name in NUMBERS])
        table = one.contrast(dict(zip(names, rows, strict=True)))
        np.testing.assert_allclose(found, table[NUMBERS].to_numpy(), rtol=1e-9, atol=1e-10)
        assert fits.loglik[number] == pytest.approx(one.loglik, rel=1e-12)
    return fits


@pytest.mark.parametrize(
    "ddf", ["kr", "kr_linear", "kr_expected", "satterthwaite", "between_within", "residual", "inf"]
)
@pytest.mark.parametrize("own", [False, True])
def test_every_way_to_degrees_of_freedom(ddf: str, own: bool) -> None:
    x, y = trials(4, 60, 3, dropout=0.4, missed=0.1, own=own)
    assert not agree(x, y, {"ddf": ddf}, difference(3)).one_by_one.any()


@pytest.mark.parametrize("reml", [False, True])
@pytest.mark.parametrize("group", [None, "GROUP"])
@pytest.mark.parametrize(
    ("n", "n_visits", "dropout", "missed"), [(80, 2, 0.0, 0.0), (200, 4, 0.4, 0.0), (150, 6, 0.2, 0.1)]
)
def test_sizes(n: int, n_visits: int, dropout: float, missed: float, group: str | None, reml: bool) -> None:
    x, y = trials(3, n, n_visits, dropout=dropout, missed=missed)
    fits = agree(x, y, {"reml": reml, "covariance": "us"}, difference(n_visits), group)
    assert not fits.one_by_one.any()


@pytest.mark.parametrize("covariance", ["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh"])
@pytest.mark.parametrize("group", [None, "GROUP"])
def test_structures(covariance: str, group: str | None) -> None:
    x, y = trials(3, 90, 4, dropout=0.3, missed=0.05)
    assert not agree(x, y, {"covariance": covariance}, difference(4), group).one_by_one.any()


@pytest.mark.parametrize("correlation", [0.2, 0.9, 0.99])
def test_few_subjects_many_missing(correlation: float) -> None:
    """Some of these go to the engine, some have no fit: the numbers and the refusals are the engine's."""
    x, y = trials(12, 24, 3, dropout=0.4, missed=0.2, correlation=correlation)
    fits = agree(x, y, {}, difference(3))
    assert 0 < fits.one_by_one.sum() < 12


def test_few_rows_are_searched_from_several_starts() -> None:
    """With fewer than ten rows for a covariance parameter the highest of several maxima is the fit."""
    x, y = trials(4, 24, 3, dropout=0.4, missed=0.1, seed=4)
    assert np.isfinite(y).sum(axis=(1, 2)).max() < 60
    assert not agree(x, y, {}, difference(3)).one_by_one.all()


def test_the_highest_of_several_maxima_is_the_fit() -> None:
    """The starts of this one lead to maxima whose log-likelihoods lie 0.2 apart."""
    x, y = trials(40, 18, 3, dropout=0.4, missed=0.2, correlation=0.6)
    assert not agree(x, y[10:11], {}, difference(3)).one_by_one.any()


def test_any_covariate() -> None:
    """A covariate that changes over the visits, one far from zero, and dummies that add up to the intercept."""
    rng = np.random.default_rng(3)
    x, y = trials(4, 90, 3, dropout=0.3, missed=0.1)
    x = np.concatenate(
        [x, rng.normal(size=(90, 3, 1)), np.repeat(1e5 + rng.normal(size=(90, 1, 1)), 3, axis=1)], axis=2
    )
    x[:, :, -2] += 3.0
    rows = np.hstack([difference(3), np.zeros((2, 2))])
    fits = ReplicateDesign(x, rows).fit(y)
    assert not fits.one_by_one.any()
    for number, outcome in enumerate(y):
        one = fit_one(x, outcome, None, "us", rows, reml=True, ddf="kr")
        np.testing.assert_allclose(fits.estimate[number], one.estimate, rtol=1e-9)
        np.testing.assert_allclose(fits.std_error[number], one.std_error, rtol=1e-9)
        np.testing.assert_allclose(fits.df[number], one.df, rtol=1e-9)


def test_replicates_do_not_depend_on_each_other() -> None:
    x, y = trials(9, 60, 3, dropout=0.3)
    together, alone = ReplicateDesign(x, difference(3)).fit(y), ReplicateDesign(x, difference(3)).fit(y[4:5])
    np.testing.assert_allclose(together.estimate[4], alone.estimate[0], rtol=1e-12)


def test_no_fit_has_a_reason() -> None:
    x, y = trials(3, 60, 3)
    y[0, :, 1] = np.nan
    y[1] = np.nan
    fits = ReplicateDesign(x, difference(3)).fit(y)
    assert fits.converged.tolist() == [False, False, True]
    assert "rank" in fits.reason[0]
    assert fits.reason[1:] == ["no outcome was seen", ""]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"covariance": "uss"}, "did you mean"),
        ({"covariance": "sp_exp"}, "needs time"),
        ({"covariance": "random_slope"}, "random_slope"),
        ({"ddf": "kenward"}, "ddf 'kenward'"),
        ({"hypotheses": np.ones((1, 4))}, r"it must be \(k, 7\)"),
        ({"hypotheses": np.zeros((1, 7))}, "zero in every coefficient"),
        ({"x": np.ones((60, 7))}, r"must be \(n, T, p\)"),
        ({"groups": np.full(60, 2)}, "from 0 without a gap"),
        ({"groups": np.zeros(59, dtype=int)}, "whole numbers"),
    ],
)
def test_what_cannot_be_is_refused(change: dict[str, Any], words: str) -> None:
    x, _ = trials(1, 60, 3)
    with pytest.raises(ArgumentError, match=words):
        ReplicateDesign(**{"x": x, "hypotheses": difference(3), **change})


def test_outcomes_of_another_shape_are_refused() -> None:
    x, y = trials(2, 60, 3)
    design = ReplicateDesign(x, difference(3))
    with pytest.raises(ArgumentError, match="it must be"):
        design.fit(y[0])
    y[0, 0, 0] = np.inf
    with pytest.raises(ArgumentError, match="NaN where a subject was not seen"):
        design.fit(y)
