"""The analytic derivatives agree with differences, for every structure."""

from __future__ import annotations

import numpy as np
import pytest
from mmrm_data import random_trial

from trialstats.mmrm.basis import orthonormalise
from trialstats.mmrm.covariance import STRUCTURES
from trialstats.mmrm.derivatives import (
    expected_information,
    gradient,
    observed_information,
    sum_subjects,
)
from trialstats.mmrm.design import build_design
from trialstats.mmrm.likelihood import Problem, whiten
from trialstats.mmrm.patterns import stack_subjects

each_structure = pytest.mark.parametrize("name", list(STRUCTURES))
VISITS = 4


def differences(f, at, step):
    """Central differences of f along each coordinate, extrapolated once; shape (len(at), *f.shape)."""

    def central(h):
        return np.array([(f(at + h * e) - f(at - h * e)) / (2 * h) for e in np.eye(len(at))])

    return (4 * central(step) - central(2 * step)) / 3


def covariance_like(seed):
    root = np.random.default_rng(seed).normal(size=(VISITS, 2 * VISITS))
    return root @ root.T / VISITS


def problem(reml, seed=3):
    data = random_trial(seed, 30, VISITS, 0.25)
    design = build_design("Y ~ BASE + ARM*VISIT", data, subject="ID", visit="VISIT")
    basis = orthonormalise(design.predictors, design.outcome, design.terms)
    columns = np.column_stack([basis.columns, basis.residual])
    stack = stack_subjects(columns, design.subjects, design.visits, VISITS)
    return Problem(stack, reml, basis.log_det)


@each_structure
def test_start_is_a_positive_definite_member(name):
    structure = STRUCTURES[name].build(VISITS)
    theta = structure.start(covariance_like(1))
    assert theta.shape == (structure.n_theta,)
    np.testing.assert_allclose(structure.matrix(structure.start(structure.matrix(theta))), structure.matrix(theta))
    assert np.linalg.eigvalsh(structure.matrix(theta))[0] > 0


@each_structure
@pytest.mark.parametrize("seed", [1, 2])
def test_derivatives_of_the_matrix(name, seed):
    structure = STRUCTURES[name].build(VISITS)
    theta = structure.start(covariance_like(seed)) + 0.1 * np.random.default_rng(seed).normal(size=structure.n_theta)
    weight = covariance_like(seed + 10) - np.eye(VISITS)
    np.testing.assert_allclose(structure.first(theta), differences(structure.matrix, theta, 1e-3), atol=1e-9)
    bends = differences(lambda t: np.tensordot(structure.first(t), weight, 2), theta, 1e-3)
    np.testing.assert_allclose(structure.second(theta, weight), bends, atol=1e-8)


@each_structure
@pytest.mark.parametrize("reml", [True, False])
def test_gradient_and_information_of_the_likelihood(name, reml):
    structure, problem_ = STRUCTURES[name].build(VISITS), problem(reml)
    theta = structure.start(covariance_like(4))

    def loglik(t):
        return np.asarray(whiten(problem_, structure.matrix(t)).loglik)

    def slope(t):
        return gradient(sum_subjects(problem_, whiten(problem_, structure.matrix(t))), structure.first(t))

    sums = sum_subjects(problem_, whiten(problem_, structure.matrix(theta)))
    np.testing.assert_allclose(slope(theta), differences(loglik, theta, 1e-3), rtol=1e-7, atol=1e-7)
    information = observed_information(sums, structure.first(theta), structure.second(theta, sums.balance))
    np.testing.assert_allclose(information, -differences(slope, theta, 1e-3), rtol=1e-7, atol=1e-7)


@each_structure
@pytest.mark.parametrize("reml", [True, False])
def test_expected_information(name, reml):
    """1/2 tr(P V_k P V_l) with dense matrices; V^-1 in place of P for ML."""
    structure, problem_ = STRUCTURES[name].build(VISITS), problem(reml)
    theta = structure.start(covariance_like(4))
    s, first = structure.matrix(theta), structure.first(theta)
    rows = problem_.stack.rows[:, :, :-1]
    seen = problem_.stack.observed[problem_.stack.pattern]
    v, v_k, x = stacked(s, first, rows, seen)
    vi = np.linalg.inv(v)
    p = vi - vi @ x @ np.linalg.inv(x.T @ vi @ x) @ x.T @ vi if reml else vi
    expected = 0.5 * np.array([[np.trace(p @ a @ p @ b) for b in v_k] for a in v_k])
    sums = sum_subjects(problem_, whiten(problem_, s))
    np.testing.assert_allclose(expected_information(sums, first), expected, rtol=1e-9, atol=1e-9)


def stacked(s, first, rows, seen):
    """V, dV/dtheta and X of the whole trial, dense."""
    n = seen.sum()
    v, v_k = np.zeros((n, n)), np.zeros((len(first), n, n))
    start = 0
    for visits in seen:
        here = np.flatnonzero(visits)
        block = slice(start, start + len(here))
        v[block, block] = s[np.ix_(here, here)]
        v_k[:, block, block] = first[:, here][:, :, here]
        start += len(here)
    return v, v_k, rows[seen]
