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
from trialstats.mmrm.frame import select_rows, visit_codes
from trialstats.mmrm.names import shorten

__all__ = ["Design", "build_design"]


@dataclass(frozen=True)
class Design:
    """What a fit is made of, one entry for each of the n rows used.

    predictors (n, p), outcome (n,), terms (p names), subject and visit codes (n,), visits (T
    labels in their order), frame (the rows used, with the caller's index), excluded; and of the
    right-hand side its columns and formulaic's spec, which codes new rows in the same way.
    """

    predictors: Floats
    outcome: Floats
    terms: tuple[str, ...]
    subjects: Integers
    visits: Integers
    visit_labels: pd.Index
    frame: pd.DataFrame
    excluded: pd.DataFrame
    columns: frozenset[str]
    spec: Any

    @property
    def n_subjects(self) -> int:
        return int(self.subjects.max()) + 1

    @property
    def n_visits(self) -> int:
        return len(self.visit_labels)


def build_design(formula: str, data: pd.DataFrame, *, subject: str, visit: str) -> Design:
    """Build the design of `formula` on `data`.

    Raises FitError where the formula cannot be read or has no outcome, where a column is
    unknown, for the faults of `select_rows`, and for an outcome or predictor that is not finite.
    """
    parsed = _parse(formula)
    left, right = _variables(parsed.lhs), _variables(parsed.rhs)
    used = select_rows(data, sorted(left | right), subject=subject, visit=visit)
    outcome, matrix = _evaluate(parsed, used.frame)
    predictors = np.asarray(matrix, dtype=float)
    terms = tuple(str(name) for name in matrix.model_spec.column_names)
    _refuse_outcome(outcome, used.frame.index, formula)
    _refuse_predictors(predictors, terms)
    visits, labels = visit_codes(used.frame[visit])
    subjects = pd.factorize(used.frame[subject])[0].astype(np.intp)
    return Design(
        predictors, outcome, terms, subjects, visits, labels, used.frame, used.excluded, right, matrix.model_spec
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
