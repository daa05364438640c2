"""From a formula and a data frame to the outcome, the predictors and who was seen when."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

import formulaic
import numpy as np
import pandas as pd
from formulaic.errors import FormulaicError
from formulaic.transforms import TRANSFORMS

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Floats, Integers
from trialstats.mmrm.frame import level_codes, select_rows
from trialstats.mmrm.names import shorten

__all__ = ["Design", "Roles", "build_design"]


@dataclass(frozen=True)
class Roles:
    """The columns that are not in the formula: who, when, and what else a fit may be told."""

    subject: str
    visit: str
    group: str | None = None
    time: str | None = None
    weights: str | None = None

    @property
    def columns(self) -> list[str]:
        return [name for name in (self.subject, self.visit, self.group, self.time, self.weights) if name is not None]


@dataclass(frozen=True)
class Design:
    """What a fit is made of, one entry for each of the n rows used.

    predictors (n, p), outcome (n,), terms (p names), subject and visit codes (n,), visits (T
    labels in their order), groups, times and weights (n,) where they were named, frame (the rows used, with
    the caller's index), excluded; and of the right-hand side its columns and formulaic's spec, which codes
    new rows in the same way.
    """

    predictors: Floats
    outcome: Floats
    terms: tuple[str, ...]
    subjects: Integers
    subject_labels: pd.Index
    visits: Integers
    visit_labels: pd.Index
    groups: Integers | None
    group_labels: pd.Index | None
    times: Floats | None
    weights: Floats | None
    frame: pd.DataFrame
    excluded: pd.DataFrame
    columns: frozenset[str]
    spec: Any
    roles: Roles

    @property
    def n_obs(self) -> int:
        return len(self.outcome)

    @property
    def n_subjects(self) -> int:
        return int(self.subjects.max()) + 1

    @property
    def n_visits(self) -> int:
        return len(self.visit_labels)


def build_design(formula: str, data: pd.DataFrame, roles: Roles) -> Design:
    """Build the design of `formula` on `data`.

    Raises FitError where the formula cannot be read or has no outcome, where a column is
    unknown, for the faults of `select_rows`, for two rows of one subject and visit, for an outcome or predictor that
    is not finite, for a time that is not a number and a weight that is not positive.
    """
    parsed = _parse(formula)
    left, right = _variables(parsed.lhs), _variables(parsed.rhs)
    used = select_rows(data, sorted(left | right), roles.columns)
    frame = used.frame
    outcome, matrix = _evaluate(parsed, frame)
    predictors = np.asarray(matrix, dtype=float)
    terms = tuple(str(name) for name in matrix.model_spec.column_names)
    _refuse_outcome(outcome, frame.index, formula)
    _refuse_predictors(predictors, terms)
    subjects, subject_labels = pd.factorize(frame[roles.subject])
    visits, visit_labels = level_codes(frame[roles.visit])
    _refuse_duplicates(frame, subjects, visits, roles)
    groups, group_labels = (None, None) if roles.group is None else level_codes(frame[roles.group])
    return Design(
        predictors=predictors,
        outcome=outcome,
        terms=terms,
        subjects=subjects.astype(np.intp),
        subject_labels=pd.Index(subject_labels),
        visits=visits,
        visit_labels=visit_labels,
        groups=groups,
        group_labels=group_labels,
        times=_numbers(frame, "time", roles.time),
        weights=_positive(frame, roles.weights),
        frame=frame,
        excluded=used.excluded,
        columns=right,
        spec=matrix.model_spec,
        roles=roles,
    )


def _parse(formula: str) -> Any:
    try:
        parsed = formulaic.Formula(formula)
    except FormulaicError as error:
        raise FitError(f"cannot read the formula {formula!r}: {_plain(error)}") from error
    if not hasattr(parsed, "lhs") or not hasattr(parsed, "rhs"):
        raise FitError(f"the formula {formula!r} names no outcome: write outcome ~ predictors")
    return parsed


def _variables(side: Any) -> frozenset[str]:
    """The columns that one side of a formula needs.

    formulaic does not count those inside its own functions that keep a state (poly, bs): read them here.
    """
    found: set[str] = set()
    for factor in {factor.expr for term in side for factor in term.factors}:
        try:
            nodes = list(ast.walk(ast.parse(factor, mode="eval")))
        except SyntaxError:  # a name in backticks, which formulaic has counted
            continue
        called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
        found |= {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called}
    counted = {str(name) for name in side.required_variables}
    return frozenset(counted | (found - set(TRANSFORMS)))


def _evaluate(parsed: Any, frame: pd.DataFrame) -> tuple[Floats, Any]:
    # An empty context: a name in the formula is a column or one of formulaic's own functions,
    # never a variable that happens to exist in the caller.
    try:
        both = parsed.get_model_matrix(frame, context={}, na_action="raise", output="numpy")
    except (FormulaicError, ValueError, TypeError) as error:
        raise FitError(f"cannot evaluate the formula: {_plain(error)}") from error
    outcome = np.asarray(both.lhs, dtype=float)
    if outcome.shape[1] != 1:
        raise FitError(f"the outcome must be one number a row; the formula gives {outcome.shape[1]} columns")
    return outcome[:, 0], both.rhs


def _plain(error: Exception) -> str:
    """The first line of formulaic's message; what follows is the formula with terminal colours."""
    return str(error).strip().splitlines()[0]


def _refuse_outcome(outcome: Floats, index: pd.Index, formula: str) -> None:
    name = formula.split("~")[0].strip()
    bad = ~np.isfinite(outcome)
    if bad.any():
        raise FitError(f"the outcome {name} is not finite in row {shorten(list(index[bad]))}")
    if np.ptp(outcome) == 0:
        raise FitError(f"the outcome {name} is {outcome[0]:g} in every row: nothing to model")


def _refuse_predictors(predictors: Floats, terms: tuple[str, ...]) -> None:
    faulty = np.flatnonzero(~np.isfinite(predictors).all(axis=0))
    if len(faulty):
        raise FitError(f"not finite in some rows: {shorten([terms[j] for j in faulty])}")


def _refuse_duplicates(frame: pd.DataFrame, subjects: Integers, visits: Integers, roles: Roles) -> None:
    pair = subjects * (int(visits.max()) + 1) + visits
    if np.bincount(pair).max() > 1:
        twice = frame[frame.duplicated([roles.subject, roles.visit])].drop_duplicates([roles.subject, roles.visit])
        which = shorten([f"{s} at {v}" for s, v in zip(twice[roles.subject], twice[roles.visit], strict=True)])
        raise FitError(f"more than one row for a subject and visit ({roles.subject}, {roles.visit}): {which}")


def _numbers(frame: pd.DataFrame, role: str, name: str | None) -> Floats | None:
    if name is None:
        return None
    if not pd.api.types.is_numeric_dtype(frame[name].dtype):
        raise FitError(f"{role}={name!r} must be a column of numbers, not of {frame[name].dtype}")
    return frame[name].to_numpy(dtype=float)


def _positive(frame: pd.DataFrame, name: str | None) -> Floats | None:
    weights = _numbers(frame, "weights", name)
    if weights is not None and (weights <= 0).any():
        raise FitError(f"weights={name!r} must be positive; not so in row {shorten(list(frame.index[weights <= 0]))}")
    return weights
