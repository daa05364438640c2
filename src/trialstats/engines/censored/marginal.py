"""The likelihood of subjects with a random intercept, by adaptive quadrature.

    L_i = integral of prod_j f(y_ij | x_ij'delta + rho z, gamma) phi(z) dz

The rule of each subject is centred at the mode of its integrand and scaled by the curvature there (Liu & Pierce,
Biometrika 1994;81:624-629). For a subject without a censored record the integrand is a normal density: mode and
curvature are the conditional mean and variance of z given its values, and the rule is exact, the closed form.

A subject whose records are all beyond a limit has, with tau much above sigma, a flat integrand with an edge, which no
polynomial about the mode follows. With more than HERMITE nodes the rule is therefore the trapezoid's, from where the
integrand has fallen by exp(-FALL) on one side to where it has on the other. With B = 1 + m rho^2, m the subject's
records, |f(x + iy)| <= f(x) exp(B y^2 / 2) (a record's probability is an integral of normal densities, for each of
which this holds), so that a step h errs by a part of 2 exp(-2 pi^2 / (B h^2)) at most, however sharp the edge
(Trefethen & Weideman, SIAM Review 2014;56:385-458, theorem 5.1).

The derivatives are those of the integral (Louis, J R Stat Soc B 1982;44:226-233), under the same rule:

    gradient  E s,    Hessian  E H + E s s' - (E s)(E s)'

with s and H of the likelihood given z, and E over z given the subject's records.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, roots_hermitenorm

from trialstats.engines.censored.bounds import Floats
from trialstats.engines.censored.newton import Point
from trialstats.engines.censored.records import HALF_LOG_2PI, Terms, terms
from trialstats.engines.censored.scaled import Scaled

__all__ = ["Marginal"]

# Newton's steps towards the mode; a rule that is a little off centre is still a valid rule.
STEPS = 20
NEAR = 1e-7
# Up to so many nodes the rule is Gauss and Hermite's, above it the trapezoid's.
HERMITE = 60
# What lies beyond a fall by exp(-FALL) is no part of the integral that counts; steps of Newton's method to that place.
FALL = 30.0
STEPS_OUT = 15
# Records times nodes that are held at once.
CELLS = 2**19
# Beyond this ratio of tau to sigma nobody has to look.
FAR = 1e5


@dataclass(frozen=True)
class Marginal:
    """Records sorted by subject; subject (n,) numbers them from 0; `nodes` is the number of the rule's points."""

    scaled: Scaled
    subject: NDArray[np.intp]
    nodes: int

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Where each subject's records begin."""
        return np.flatnonzero(np.diff(self.subject, prepend=-1))

    def over_records(self, parts: Floats) -> Floats:
        """Sum over the records of each subject: (n, ...) to (N, ...)."""
        return np.add.reduceat(parts, self.starts, axis=0)

    def loglik(self, theta: Floats) -> float:
        """The log-likelihood alone."""
        return float(sum(part._weigh(theta)[0].sum() for part in self.parts))

    @cached_property
    def parts(self) -> list[Marginal]:
        """The subjects in parts of about CELLS records times nodes, so that many nodes do not take much memory."""
        groups = self.starts // max(CELLS // self.nodes, 1)
        if groups[-1] == 0:
            return [self]
        split = []
        for rows in np.split(np.arange(len(self.subject)), self.starts[np.flatnonzero(np.diff(groups)) + 1]):
            scaled = replace(self.scaled, limits=self.scaled.limits.take(rows), basis=self.scaled.basis[rows])
            split.append(Marginal(scaled, self.subject[rows] - self.subject[rows[0]], self.nodes))
        return split

    @cached_property
    def alike(self) -> list[NDArray[np.intp]]:
        """For each number of records that subjects have, the rows of all who have so many: (subjects, records)."""
        sizes = np.diff(np.append(self.starts, len(self.subject)))
        return [self.starts[sizes == size][:, None] + np.arange(size) for size in np.unique(sizes)]

    def evaluate(self, theta: Floats) -> Point:
        """The log-likelihood at (delta (p,), gamma, rho), with gradient and Hessian."""
        if theta[-2] <= 0 or abs(theta[-1]) > FAR:
            return Point(-np.inf, theta, np.eye(len(theta)))
        points = [part._evaluate(theta) for part in self.parts]
        value, gradient, hessian = points[0].value, points[0].gradient, points[0].hessian
        for point in points[1:]:
            value, gradient, hessian = value + point.value, gradient + point.gradient, hessian + point.hessian
        return Point(value, gradient, hessian)

    def _evaluate(self, theta: Floats) -> Point:
        logliks, shares, z, found = self._weigh(theta)
        share, place, basis = shares[self.subject], z[self.subject], self.scaled.basis
        eta = (share * found.eta).sum(axis=1)
        gradient = np.append(basis.T @ eta, [(share * found.gamma).sum(), (share * place * found.eta).sum()])
        return Point(float(logliks.sum()), gradient, self._curvature(shares, z, found) + self._spread(shares, z, found))

    def _weigh(self, theta: Floats) -> tuple[Floats, Floats, Floats, Terms]:
        # Log-likelihoods (N,), shares of the nodes (N, k), the nodes z (N, k), and the terms of the records at them.
        *_, gamma, rho = theta
        fixed = self.scaled.basis @ theta[:-2]
        centre, width = self._place(fixed, gamma, rho)
        rule = self._hermite(centre, width) if self.nodes <= HERMITE else self._trapezoid(centre, fixed, gamma, rho)
        z, log_weights = rule
        found = terms(self.scaled.limits, fixed[:, None] + rho * z[self.subject], gamma)
        joint = self.over_records(found.loglik) - 0.5 * z**2 + log_weights - HALF_LOG_2PI
        logliks = logsumexp(joint, axis=1)
        return logliks, np.exp(joint - logliks[:, None]), z, found

    def _hermite(self, centre: Floats, width: Floats) -> tuple[Floats, Floats]:
        # Nodes (N, k) and the logarithms of their weights, with which sums of the integrand are its integral.
        points, weights = _gauss(self.nodes)
        z = centre[:, None] + width[:, None] * points
        return z, np.log(weights) + 0.5 * points**2 + np.log(width)[:, None]

    def _trapezoid(self, centre: Floats, fixed: Floats, gamma: float, rho: float) -> tuple[Floats, Floats]:
        # The same of even steps. The integrand's logarithm is concave and bends down by 1 at least: from 2 FALL's
        # root away from the mode, Newton's method comes near the place of the fall from outside.
        def log_integrand(z: Floats) -> tuple[Floats, Floats]:
            found = terms(self.scaled.limits, fixed[:, None] + rho * z[self.subject], gamma)
            return self.over_records(found.loglik) - 0.5 * z**2, rho * self.over_records(found.eta) - z

        top = log_integrand(centre[:, None])[0]
        ends = centre[:, None] + np.sqrt(2 * FALL) * np.array([-1.0, 1.0])
        for _ in range(STEPS_OUT):
            height, slope = log_integrand(ends)
            step = (height - top + FALL) / slope
            ends = ends - step
            if np.abs(step).max() < NEAR:
                break
        length = ends[:, 1] - ends[:, 0]
        z = ends[:, :1] + length[:, None] * np.linspace(0.0, 1.0, self.nodes)
        return z, np.log(length / (self.nodes - 1))[:, None]

    def _place(self, fixed: Floats, gamma: float, rho: float) -> tuple[Floats, Floats]:
        # The mode of each subject's integrand, and the SD of the normal density with its curvature there.
        z = np.zeros((len(self.starts), 1))
        for _ in range(STEPS):
            found = terms(self.scaled.limits, fixed[:, None] + rho * z[self.subject], gamma)
            slope = rho * self.over_records(found.eta) - z
            bend = 1.0 - rho**2 * self.over_records(found.eta_eta)
            z = z + slope / bend
            if np.abs(slope / bend).max() < NEAR:
                break
        return z[:, 0], 1 / np.sqrt(bend[:, 0])

    def _spread(self, shares: Floats, z: Floats, found: Terms) -> Floats:
        # The covariance over z of each subject's score, summed: of delta it is X_i' C_i X_i, C_i that of the slopes by
        # eta of the subject's records, so that no score (p,) is made for each of the nodes.
        basis = self.scaled.basis
        p = basis.shape[1]
        others = [self.over_records(found.gamma), z * self.over_records(found.eta)]
        apart = [other - (shares * other).sum(axis=1)[:, None] for other in others]
        carried, beside = np.empty_like(basis), np.empty((len(basis), 2))
        for rows in self.alike:
            subjects = self.subject[rows[:, 0]]
            slopes, weights = found.eta[rows], shares[subjects][:, None, :]
            slopes = slopes - (weights * slopes).sum(axis=2)[:, :, None]
            weighted = weights * slopes
            carried[rows] = np.matmul(np.matmul(weighted, slopes.swapaxes(1, 2)), basis[rows])
            for column, own in enumerate(apart):
                beside[rows, column] = (weighted * own[subjects][:, None, :]).sum(axis=2)
        spread = np.empty((p + 2, p + 2))
        spread[:p, :p] = basis.T @ carried
        spread[:p, p:] = basis.T @ beside
        spread[p:, :p] = spread[:p, p:].T
        spread[p:, p:] = [[(shares * one * other).sum() for other in apart] for one in apart]
        return spread

    def _curvature(self, shares: Floats, z: Floats, found: Terms) -> Floats:
        # The mean of the Hessian given z, summed over all records.
        share, place, basis = shares[self.subject], z[self.subject], self.scaled.basis
        by_eta, by_both = share * found.eta_eta, share * found.eta_gamma
        p = basis.shape[1]
        hessian = np.empty((p + 2, p + 2))
        hessian[:p, :p] = basis.T @ (by_eta.sum(axis=1)[:, None] * basis)
        hessian[:p, p] = hessian[p, :p] = basis.T @ by_both.sum(axis=1)
        hessian[:p, p + 1] = hessian[p + 1, :p] = basis.T @ (by_eta * place).sum(axis=1)
        hessian[p, p] = (share * found.gamma_gamma).sum()
        hessian[p, p + 1] = hessian[p + 1, p] = (by_both * place).sum()
        hessian[p + 1, p + 1] = (by_eta * place**2).sum()
        return hessian


@cache
def _gauss(nodes: int) -> tuple[Floats, Floats]:
    points, weights = roots_hermitenorm(nodes)
    return points, weights
