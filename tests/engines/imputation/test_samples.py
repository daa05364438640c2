"""The model without each subject, and of bootstrap samples: equal to fits of their own, and nothing lost unsaid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.engines.imputation.build import monotone, trial
from trialstats.engines.imputation import (
    Incomplete,
    Strategy,
    Streams,
    compare,
    compare_samples,
    completed_sets,
    fill_means,
    fit_normal,
    leave_one_out,
    resample,
    samples,
)
from trialstats.engines.imputation.data import Floats
from trialstats.engines.imputation.model import OTHER_STARTS, Fitted
from trialstats.engines.imputation.together import fit_together
from trialstats.errors import ArgumentError, FitError

ARM = np.array([[0.0, 1.0, 0.0]])


def arms(data: Incomplete) -> np.ndarray:
    return data.predictors[:, 1].astype(np.intp)


def alone(data: Incomplete, subjects: np.ndarray) -> float:
    """The difference by a fit of its own, to subjects that may stand twice."""
    some = data.only(subjects, tuple(map(str, range(len(subjects)))))
    filled = fill_means(some, fit_normal(some).normal)
    return float(compare(filled[:, -1], some.predictors, ARM).estimates[0])


def with_sites(data: Incomplete, site: Floats) -> Incomplete:
    """The same with indicators of sites 1, 2 ... beside a site 0."""
    own = (site[:, None] == np.arange(1, site.max() + 1)).astype(float)
    return replace(
        data, predictors=np.column_stack([data.predictors, own]), reference=np.column_stack([data.reference, own])
    )


@pytest.mark.parametrize(("strategy", "by_arm"), [(Strategy.J2R, False), (Strategy.CIR, False), (Strategy.CR, True)])
def test_without_one_subject_it_is_the_fit_without_it(strategy: Strategy, by_arm: bool) -> None:
    data = monotone(strategy, n=80 if by_arm else 40, by_arm=by_arm, gaps=2)
    found = leave_one_out(fit_normal(data))
    assert found.names == data.labels
    assert (found.lost, found.otherwise) == ((), ())
    ours = compare_samples(fill_means(data, found.normal)[:, :, -1], data.predictors, ARM, found.counts)[:, 0]
    theirs = [alone(data, np.delete(np.arange(data.n_subjects), place)) for place in range(20)]
    np.testing.assert_allclose(ours[:20], theirs, atol=1e-8)


@pytest.mark.parametrize("by_arm", [False, True])
def test_samples_fitted_together_are_as_if_each_were_fitted_alone(by_arm: bool) -> None:
    data = with_sites(monotone(n=100, by_arm=by_arm, gaps=8), np.arange(100) % 5 // 2.0)
    fit = fit_normal(data)
    for found in (leave_one_out(fit), resample(fit, 30, Streams(2, "together"), arms(data))):
        for sample in range(30):
            some = data.only(found.subjects(sample), tuple(map(str, range(len(found.subjects(sample))))))
            alone = fit.refit(some).normal
            np.testing.assert_allclose(found.normal.covariances[sample], alone.covariances, rtol=1e-8)
            np.testing.assert_allclose(found.normal.coefficients[sample], alone.coefficients, atol=1e-8)
        assert (found.lost, found.otherwise) == ((), ())


def test_most_samples_need_no_fit_of_their_own() -> None:
    data = monotone(n=60, gaps=3)
    fit = fit_normal(data)
    assert fit_together(fit, 1 - np.eye(60))[1].all()
    assert fit_together(fit, resample(fit, 100, Streams(1, "boot"), arms(data)).counts)[1].mean() > 0.9


def test_bootstrap_samples_are_drawn_within_strata_and_fitted_as_they_are() -> None:
    data = monotone(Strategy.J2R, n=40)
    found = resample(fit_normal(data), 12, Streams(1, "boot"), arms(data))
    assert (found.counts[:, arms(data) == 1].sum(axis=1) == 20).all()
    assert (found.counts.sum(axis=1) == 40).all()
    ours = compare_samples(fill_means(data, found.normal)[:, :, -1], data.predictors, ARM, found.counts)[:, 0]
    np.testing.assert_allclose(ours, [alone(data, found.subjects(k)) for k in range(12)], atol=1e-8)


def test_a_bootstrap_sample_knows_neither_the_order_of_the_subjects_nor_how_many_samples_there_are() -> None:
    data, streams = monotone(n=40), Streams(3, "boot")
    turned = data.only(np.random.default_rng(1).permutation(40).astype(np.intp))
    found = resample(fit_normal(data), 7, streams, arms(data))
    other = resample(fit_normal(turned), 4, streams, arms(turned))
    back = [turned.labels.index(label) for label in data.labels]
    np.testing.assert_array_equal(other.counts[:, back], found.counts[:4])
    np.testing.assert_allclose(other.normal.covariances, found.normal.covariances[:4], rtol=1e-8)


def test_the_size_of_a_block_does_not_matter() -> None:
    data, streams = monotone(Strategy.J2R, gaps=3), Streams(4, "blocks")
    normal = resample(fit_normal(data), 11, streams, arms(data)).normal
    for drawn_from in (None, streams):
        whole = [sets for _, sets in completed_sets(data, normal, drawn_from)]
        parts = list(completed_sets(data, normal, drawn_from, held=4 * data.outcomes.size))
        assert [len(sets) for _, sets in parts] == [4, 4, 3]
        np.testing.assert_array_equal(np.concatenate([sets for _, sets in parts]), whole[0])
        assert parts[-1][0] == slice(8, 11)


def sparse() -> Incomplete:
    """A trial in which one subject, S000, is seen at both of the last two visits."""
    whole = monotone(n=24, seed=4)
    outcomes = np.random.default_rng(5).normal(size=(24, 3)) + 2 * np.random.default_rng(6).normal(size=(24, 1))
    outcomes[:, 2] = np.where(np.arange(24) < 12, outcomes[:, 2], np.nan)
    outcomes[1:12, 1] = np.nan
    return trial(outcomes, arms(whole), whole.predictors[:, 2], np.full(24, 3, dtype=np.intp))


def test_a_fit_that_fails_goes_down_the_ladder() -> None:
    # Without S000 nobody has both of the last visits: their covariance is no longer determined.
    fit = fit_normal(sparse(), ["us", "ar1h", "cs"])
    assert fit.name == "us"
    some = fit.data.only(np.arange(1, 24, dtype=np.intp))
    found = fit.refit(some)
    assert found.how == "ar1h"
    np.testing.assert_allclose(found.normal.covariances, fit_normal(some, ["ar1h"]).normal.covariances, rtol=1e-6)


def test_a_search_that_fails_is_begun_elsewhere_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = fit_normal(monotone(n=30))
    expected = leave_one_out(fit)
    covariances = expected.normal.covariances.copy()
    nowhere = (expected.normal, np.zeros(30, dtype=bool))
    monkeypatch.setattr(samples, "fit_together", lambda *_: nowhere)
    monkeypatch.setattr(Fitted, "_from_here", lambda *_: None)
    found = leave_one_out(fit)
    assert {(one.name, one.how) for one in found.otherwise} == {(label, OTHER_STARTS) for label in fit.data.labels}
    np.testing.assert_allclose(found.normal.covariances, covariances, rtol=1e-6)


def test_the_samples_without_one_are_those_of_an_array() -> None:
    counts = leave_one_out(fit_normal(monotone(n=30))).counts
    np.testing.assert_array_equal(counts[3:7], (1 - np.eye(30))[3:7])
    np.testing.assert_array_equal(counts[5], (1 - np.eye(30))[5])
    np.testing.assert_array_equal(np.asarray(counts), 1 - np.eye(30))


def test_a_fit_that_is_lost_is_named_with_its_reason() -> None:
    # Of the four subjects of site 1 only S001 is seen at the last visit: without it nothing says what the others had.
    plain = monotone(n=40)
    assert not plain.missing[1].any()
    outcomes, own = plain.outcomes.copy(), np.array([1, 11, 21, 31])
    outcomes[own[1:], 2] = np.nan
    data = with_sites(replace(plain, outcomes=outcomes), np.isin(np.arange(40), own).astype(float))
    found = leave_one_out(fit_normal(data, ["us", "cs"]))
    assert [one.name for one in found.lost] == ["S001"]
    assert "visit 3: no outcome seen there says what is assumed of S011, S021, S031" in found.lost[0].reason
    assert found.n_wanted == len(found.names) + 1 == 40
    assert "S001" not in found.names
    assert len(found.counts) == len(found.normal.coefficients) == 39


def test_the_only_subject_of_a_site_may_be_left_out() -> None:
    plain = monotone(Strategy.J2R, n=40)
    site = np.where(np.arange(40) == 1, 2.0, np.arange(40) % 4 // 2)
    assert not plain.missing[1].any()
    data = with_sites(plain, site)
    found = leave_one_out(fit_normal(data))
    assert found.lost == ()
    combination = np.array([[0.0, 1.0, 0.0, 0.0, 0.0]])
    ours = compare_samples(fill_means(data, found.normal)[:, :, -1], data.predictors, combination, found.counts)
    without = with_sites(plain.only(np.delete(np.arange(40), 1)), np.delete(site, 1))
    filled = fill_means(without, fit_normal(without).normal)
    alone = compare(filled[:, -1], without.predictors, combination[:, :4]).estimates[0]
    assert ours[1, 0] == pytest.approx(alone, abs=1e-8)


def test_a_sample_without_a_site_is_of_no_use_to_those_of_the_site() -> None:
    # Two of 40 are of site 1, one of whom leaves: where neither is drawn (chance 0.95^20 = 0.36 in an arm of 20), no
    # mean is known for the one who left.
    plain = monotone(n=40)
    site = np.isin(np.arange(40), [0, 2]).astype(float)
    assert plain.missing[0].any()
    fit, strata = fit_normal(with_sites(plain, site)), arms(plain)
    everybody = resample(fit, 60, Streams(9, "site"), strata)
    own = resample(fit, 60, Streams(9, "site"), strata, everybody=False)
    drawn = {name: counts[[0, 2]] for name, counts in zip(own.names, own.counts, strict=True)}
    assert own.lost == () or all("S000" in one.reason for one in own.lost)
    assert sum(not counts.any() for counts in drawn.values()) > 5
    lost = {one.name for one in everybody.redrawn}
    assert lost >= {name for name, counts in drawn.items() if not counts.any()}
    assert all("assumed of S000" in one.reason for one in everybody.redrawn)
    # Each was drawn again from its own stream: nobody is lost, and the others are as they were.
    assert (everybody.lost, len(everybody.names)) == ((), everybody.n_wanted)
    kept = [place for place, name in enumerate(everybody.names) if name not in lost]
    np.testing.assert_array_equal(everybody.counts[kept], own.counts[kept])


def test_what_a_sample_does_not_determine_is_said() -> None:
    predictors = np.column_stack([np.ones(6), [0.0, 0, 0, 1, 1, 1]])
    counts = np.array([[1.0, 1, 1, 1, 1, 1], [2.0, 2, 2, 0, 0, 0]])
    with pytest.raises(FitError, match="sample 2: its predictors do not determine"):
        compare_samples(np.zeros((2, 6)), predictors, np.array([[0.0, 1.0]]), counts)


def test_what_cannot_be_is_said() -> None:
    data = monotone(n=40)
    fit = fit_normal(data)
    with pytest.raises(ArgumentError, match="0 bootstrap samples"):
        resample(fit, 0, Streams(1, "none"), arms(data))
    with pytest.raises(ArgumentError, match="differ in length"):
        resample(fit, 5, Streams(1, "none"), arms(data)[1:])
    with pytest.raises(ArgumentError, match="'uns' is not available"):
        fit_normal(data, ["uns"])
