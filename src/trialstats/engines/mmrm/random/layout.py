"""Records with random coefficients laid out for the likelihood: the effects' columns, the stack, each cell's Z."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from trialstats.engines.mmrm.arrays import Floats, Integers
from trialstats.engines.mmrm.covariance import RandomCoefficients, Structure, Variances, autoregressive_visits
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.likelihood import Problem
from trialstats.engines.mmrm.patterns import stack_subjects
from trialstats.engines.mmrm.random.turned import Turned, turn
from trialstats.engines.mmrm.random.words import Effects
from trialstats.errors import FitError

__all__ = ["Layout", "effect_columns", "lay_out", "levels_of"]


@dataclass(frozen=True)
class Layout:
    """raw (n, q) = Z as it is meant, basis (q, q): the engine's Z is raw basis, in which the effects have no unit.

    loads (C, T, q) = Z of each cell, times the root of the case weights; residual: the structure of R; position (N,):
    where each subject stands in the problem's stack; turned: how the records were turned, None over visits.
    """

    effects: Effects
    problem: Problem
    raw: Floats
    basis: Floats
    loads: Floats
    residual: Structure
    position: Integers
    turned: Turned | None = field(repr=False)

    def structure(self, entries: tuple[tuple[int, int], ...]) -> RandomCoefficients:
        """The covariance whose factor has these entries free."""
        return RandomCoefficients(self.loads, entries, self.residual)


def effect_columns(effects: Effects, times: Floats | None, n: int) -> Floats:
    """Z (n, q): ones and, with a slope, the times."""
    ones = np.ones(n)
    return ones[:, None] if not effects.slope or times is None else np.column_stack([ones, times])


def levels_of(design: Design, residual: str) -> Integers:
    """(N,): the level of each subject's residual variance."""
    codes = np.zeros(design.n_subjects, dtype=np.intp)
    if residual == "by_group" and design.groups is not None:
        codes[design.subjects] = design.groups
        if (codes[design.subjects] != design.groups).any():
            raise FitError(f"group {design.roles.group}: it changes within a subject")
    return codes


def lay_out(design: Design, effects: Effects, residual: str, columns: Floats, *, reml: bool, constant: float) -> Layout:
    """Lay out `columns` (n, p + 1), the predictors' basis and the outcome, both times the root of the weights.

    Raises FitError where the times are all one, which is no slope.
    """
    raw = effect_columns(effects, design.times, design.n_obs)
    if effects.slope and np.ptp(raw[:, 1]) <= 1e-12 * np.abs(raw[:, 1]).max():
        raise FitError(f"{design.roles.time} is {raw[0, 1]:g} in every row: there is no slope over it")
    basis = _basis(raw, diagonal=effects.diagonal)
    root = np.ones(1) if design.weights is None else np.sqrt(design.weights)
    z = (raw @ basis) * root[:, None]
    if residual == "ar1":
        return _over_visits(design, effects, columns, raw, basis, z, reml=reml, constant=constant)
    levels = levels_of(design, residual)
    turned = turn(columns, z, design.subjects, levels)
    own = Variances(turned.levels, z.shape[1], int(levels.max()) + 1)
    problem = Problem(turned.stack, reml, constant)
    return Layout(effects, problem, raw, basis, turned.loads, own, turned.position, turned)


def _basis(raw: Floats, *, diagonal: bool) -> Floats:
    """Effects without a unit: orthonormal where the data may correlate them, else each of length one by itself."""
    inner = raw.T @ raw / len(raw)
    if diagonal:
        return np.diag(1.0 / np.sqrt(np.diag(inner)))
    # By hand, so that times far from zero lose no digit: 1, (t - mean) / SD.
    if raw.shape[1] == 1:
        return np.eye(1)
    mean, deviation = raw[:, 1].mean(), raw[:, 1].std()
    return np.array([[1.0, -mean / deviation], [0.0, 1.0 / deviation]])


def _over_visits(
    design: Design,
    effects: Effects,
    columns: Floats,
    raw: Floats,
    basis: Floats,
    z: Floats,
    *,
    reml: bool,
    constant: float,
) -> Layout:
    """One cell for all where Z is the same for all who were seen at a visit, else a cell for each subject."""
    n_visits, q = design.n_visits, z.shape[1]
    first = np.zeros((n_visits, q))
    first[design.visits] = z
    if np.allclose(z, first[design.visits], rtol=1e-14, atol=0.0):
        cell, loads = np.zeros(design.n_subjects, dtype=np.intp), first[None]
    else:
        cell, loads = np.arange(design.n_subjects, dtype=np.intp), np.zeros((design.n_subjects, n_visits, q))
        loads[design.subjects, design.visits] = z
    stack = stack_subjects(columns, design.subjects, design.visits, n_visits, cell)
    position = np.empty(design.n_subjects, dtype=np.intp)
    position[design.subjects] = stack.place
    problem = Problem(stack, reml, constant)
    return Layout(effects, problem, raw, basis, loads, autoregressive_visits(n_visits), position, None)
