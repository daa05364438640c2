"""The analytic derivatives agree with differences, for every structure."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines.mmrm import contractions
from trialstats.engines.mmrm.cells import Cells
from trialstats.engines.mmrm.covariance import STRUCTURES, Grouped
from trialstats.engines.mmrm.derivatives import (
    expected_information,
    gradient,
    observed_information,
    slopes,
    sum_subjects,
)
from trialstats.engines.mmrm.design import Roles, build_design
from trialstats.engines.mmrm.likelihood import whiten
from trialstats.engines.mmrm.setup import set_up
from trialstats.validate.second_opinion import random_trial

VISITS = 4
TIMES = np.array([0.0, 1.0, 2.5, 6.0])
each_structure = pytest.mark.parametrize("name", [*STRUCTURES, "us by arm", "adh by arm", "sp_exp at own times"])


def build(name):
    """A structure over four visits; its cells are the arms, or subjects with times of their own."""
    word, _, how = name.partition(" ")
    apart = np.abs(TIMES[:, None] - TIMES)[None]
    if how == "by arm":
        return Grouped((STRUCTURES[word].build(VISITS, apart), STRUCTURES[word].build(VISITS, apart)))
    if how == "at own times":
        return STRUCTURES[word].build(VISITS, apart * np.random.default_rng(0).uniform(0.8, 1.2, 30)[:, None, None])
    return STRUCTURES[word].build(VISITS, apart)


def differences(f, at, step):
    """Central differences of f along each coordinate, extrapolated once; shape (len(at), *f.shape)."""

    def central(h):
        return np.array([(f(at + h * e) - f(at - h * e)) / (2 * h) for e in np.eye(len(at))])

    return (4 * central(step) - central(2 * step)) / 3


def covariance_like(seed):
    root = np.random.default_rng(seed).normal(size=(VISITS, 2 * VISITS))
    return root @ root.T / VISITS


def problem(reml, structure, seed=3):
    """A trial of 30 subjects, each assigned to one of the structure's cells."""
    data = random_trial(seed, 30, VISITS, 0.25)
    setup = set_up(build_design("Y ~ BASE + ARM*VISIT", data, Roles("ID", "VISIT")), reml=reml)
    cells = np.arange(structure.n_cells)
    of_subject = np.arange(setup.design.n_subjects) % structure.n_cells
    return setup.lay_out(Cells(of_subject, cells, np.tile(TIMES, (len(cells), 1)), TIMES))


def sums_at(problem_, structure, theta):
    return sum_subjects(problem_, whiten(problem_, structure.matrices(theta)))


@each_structure
def test_start_is_a_positive_definite_member(name):
    structure = build(name)
    theta = structure.start(covariance_like(1))
    assert theta.shape == (structure.n_theta,)
    matrices = structure.matrices(theta)
    assert matrices.shape == (structure.n_cells, VISITS, VISITS)
    assert np.linalg.eigvalsh(matrices).min() > 0
    if structure.n_cells == 1 and not name.startswith("sp_"):
        np.testing.assert_allclose(structure.matrices(structure.start(matrices[0])), matrices)


@each_structure
@pytest.mark.parametrize("seed", [1, 2])
def test_derivatives_of_the_matrix(name, seed):
    structure = build(name)
    theta = structure.start(covariance_like(seed)) + 0.1 * np.random.default_rng(seed).normal(size=structure.n_theta)
    weight = covariance_like(seed + 10) - np.eye(VISITS) + np.zeros((structure.n_cells, 1, 1))
    np.testing.assert_allclose(structure.first(theta), differences(structure.matrices, theta, 1e-3), atol=1e-9)
    bends = differences(lambda t: np.tensordot(structure.first(t), weight, 3), theta, 1e-3)
    np.testing.assert_allclose(structure.second(theta, weight), bends, atol=1e-8 * structure.n_cells)


def in_sas_parameters(name, phi):
    """S of SAS's parameters: variances and correlations, or the range."""
    word = name.partition(" ")[0]
    n_scales = VISITS if word in ("toeph", "ar1h", "csh", "adh") else 1
    sd = np.sqrt(np.broadcast_to(phi[:n_scales], VISITS)) if n_scales == 1 else np.sqrt(phi[:VISITS])
    rho, apart = phi[n_scales:], np.abs(TIMES[:, None] - TIMES)
    steps = np.abs(np.subtract.outer(np.arange(VISITS), np.arange(VISITS)))
    if word in ("ar1", "ar1h"):
        correlation = rho[0] ** steps
    elif word == "csh":
        correlation = np.where(steps == 0, 1.0, rho[0])
    elif word == "toeph":
        correlation = np.concatenate([[1.0], rho])[steps]
    elif word in ("ad", "adh"):
        between = np.array([[np.prod(rho[min(a, b) : max(a, b)]) for a in range(VISITS)] for b in range(VISITS)])
        correlation = between
    else:
        correlation = np.exp(-((apart / rho[0]) ** (1 if word == "sp_exp" else 2)))
    return np.outer(sd, sd) * correlation


def sas_parameters(name, matrix):
    """SAS's parameters of a member."""
    word = name.partition(" ")[0]
    variances = np.diag(matrix) if word in ("toeph", "ar1h", "csh", "adh") else matrix[:1, 0]
    correlation = matrix / np.sqrt(np.outer(np.diag(matrix), np.diag(matrix)))
    if word.startswith("sp_"):
        power = 1 if word == "sp_exp" else 2
        rho = [(TIMES[1] - TIMES[0]) / (-np.log(correlation[0, 1])) ** (1 / power)]
    elif word == "toeph":
        rho = correlation[0, 1:]
    elif word in ("ad", "adh"):
        rho = np.diag(correlation, 1)
    else:
        rho = correlation[0, 1:2]
    return np.concatenate([variances, rho])


@pytest.mark.parametrize("name", ["toeph", "ar1", "ar1h", "csh", "ad", "adh", "sp_exp", "sp_gau"])
def test_curvature_is_that_in_the_parameters_of_sas(name):
    structure = build(name)
    theta = structure.start(covariance_like(3))
    spread = np.random.default_rng(1).normal(size=(structure.n_theta, 2 * structure.n_theta))
    spread = 0.01 * spread @ spread.T
    phi = sas_parameters(name, structure.matrices(theta)[0])
    np.testing.assert_allclose(in_sas_parameters(name, phi), structure.matrices(theta)[0])
    turn = differences(lambda t: sas_parameters(name, structure.matrices(t)[0]), theta, 1e-4).T
    step = 2e-3 * np.abs(phi)
    slope = lambda at: differences_by(lambda f: in_sas_parameters(name, f), at, step / 8)  # noqa: E731
    bends = differences_by(slope, phi, step)
    expected = np.einsum("kl,klab->ab", turn @ spread @ turn.T, bends)
    np.testing.assert_allclose(
        structure.curvature(theta, spread)[0], expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max()
    )


@pytest.mark.parametrize("name", ["us", "toep", "cs", "us by arm"])
def test_linear_structures_have_no_curvature(name):
    structure = build(name)
    assert not structure.curvature(structure.start(covariance_like(3)), np.eye(structure.n_theta)).any()


def differences_by(f, at, step):
    """As `differences`, with a step for each coordinate."""
    return np.array([(f(at + h) - f(at - h)) / (2 * h.sum()) for h in np.diag(step)])


@each_structure
@pytest.mark.parametrize("reml", [True, False])
def test_gradient_and_information_of_the_likelihood(name, reml):
    structure = build(name)
    problem_ = problem(reml, structure)
    theta = structure.start(covariance_like(4))

    def loglik(t):
        return np.asarray(whiten(problem_, structure.matrices(t)).loglik)

    def slope(t):
        return gradient(sums_at(problem_, structure, t), structure.first(t))

    sums, first = sums_at(problem_, structure, theta), structure.first(theta)
    np.testing.assert_allclose(slope(theta), differences(loglik, theta, 1e-3), rtol=1e-6, atol=1e-6)
    second = structure.second(theta, sums.balance)
    information = observed_information(sums, first, second, slopes(sums, first))
    np.testing.assert_allclose(information, -differences(slope, theta, 1e-3), rtol=1e-6, atol=1e-6)


@each_structure
@pytest.mark.parametrize("reml", [True, False])
def test_expected_information(name, reml):
    """1/2 tr(P V_k P V_l) with dense matrices; V^-1 in place of P for ML."""
    structure = build(name)
    problem_ = problem(reml, structure)
    theta = structure.start(covariance_like(4))
    stack = problem_.stack
    v, v_k, x = stacked(structure.matrices(theta), structure.first(theta), stack)
    vi = np.linalg.inv(v)
    p = vi - vi @ x @ np.linalg.inv(x.T @ vi @ x) @ x.T @ vi if reml else vi
    expected = 0.5 * np.array([[np.trace(p @ a @ p @ b) for b in v_k] for a in v_k])
    sums, first = sums_at(problem_, structure, theta), structure.first(theta)
    np.testing.assert_allclose(expected_information(sums, first, slopes(sums, first)), expected, rtol=1e-9, atol=1e-9)


@each_structure
def test_both_orders_of_summing_agree(name, monkeypatch):
    """Subjects first, or parameters first: the same numbers."""
    structure = build(name)
    problem_ = problem(True, structure)
    theta = structure.start(covariance_like(4))
    sums, first = sums_at(problem_, structure, theta), structure.first(theta)
    each = sums.of_inverse - sums.of_predictors
    spread = np.eye(structure.n_theta) + 0.1
    found = []
    for direct in (True, False):
        monkeypatch.setattr(contractions, "carry_through", lambda *_, answer=direct: answer)
        found.append(
            (
                contractions.products(sums.turned, first, sums.stack),
                contractions.quadratic(sums.by_pattern, each, first, sums.stack),
                contractions.sandwiched(sums.by_pattern, first, spread, sums.stack),
            )
        )
    for one, two in zip(*found, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-9)


def stacked(s, first, stack):
    """V, dV/dtheta and X of the whole trial, dense."""
    seen = stack.observed[stack.pattern]
    n = seen.sum()
    v, v_k = np.zeros((n, n)), np.zeros((len(first), n, n))
    start = 0
    for visits, cell in zip(seen, stack.cell[stack.pattern], strict=True):
        here = np.flatnonzero(visits)
        block = slice(start, start + len(here))
        v[block, block] = s[cell][np.ix_(here, here)]
        v_k[:, block, block] = first[:, cell][:, here][:, :, here]
        start += len(here)
    return v, v_k, stack.rows[:, :, :-1][seen]
