"""What a formula says: its two sides, the columns that each needs, and its value on rows."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import formulaic
import numpy as np
import pandas as pd
from formulaic.errors import DataMismatchWarning, FormulaicError
from formulaic.formula import SimpleFormula
from formulaic.parser.types import Factor
from formulaic.transforms import TRANSFORMS

from trialstats.engines.mmrm.arrays import Floats
from trialstats.errors import ArgumentError, FitError

__all__ = ["columns_of", "evaluate_outcome", "evaluate_side", "is_column", "model_matrix", "parse_formula"]

NUMBER = r"\d+(\.\d*)?|\.\d+"


def parse_formula(formula: Any) -> Any:
    """The formula with its `lhs` and `rhs`. Raises ArgumentError where it is none, or has no outcome or predictor."""
    if not isinstance(formula, str):
        raise ArgumentError(f"the formula must be a text such as 'CHG ~ BASE + TRTP*AVISIT', not {formula!r}")
    return _parse(formula)


@lru_cache(maxsize=256)
def _parse(formula: str) -> Any:
    unread = [name for name in re.findall("`([^`]*)`", formula) if not name or re.fullmatch(NUMBER, name)]
    if unread:
        raise ArgumentError(
            [f"`{name}` is not read as a column, but as a number or nothing: rename it" for name in unread]
        )
    try:
        parsed = formulaic.Formula(formula)
    except (FormulaicError, SyntaxError) as error:
        raise ArgumentError(
            f"cannot read the formula {formula!r}: {_plain(error)}; a column whose name is no word is written in "
            "backticks, `Base (mm)`"
        ) from error
    if not hasattr(parsed, "lhs") or not hasattr(parsed, "rhs"):
        raise ArgumentError(f"the formula {formula!r} names no outcome: write outcome ~ predictors")
    if not isinstance(parsed.lhs, SimpleFormula) or not isinstance(parsed.rhs, SimpleFormula):
        raise ArgumentError(f"the formula {formula!r} has a part after |, which this model has no use for")
    if not len(parsed.rhs):
        raise ArgumentError(f"the formula {formula!r} has no predictor: write outcome ~ 1 for a mean alone")
    return parsed


def columns_of(side: Any, data: pd.DataFrame) -> frozenset[str]:
    """The columns of `data` that one side of a formula needs, and names in it that are none and mean nothing else.

    Raises ArgumentError where a function that it calls has the name of a column that it needs.
    """
    factors = {factor.expr: factor for term in side for factor in term.factors}
    found: set[str] = set()
    called: set[str] = set()
    for factor in factors.values():
        if is_column(factor):
            found.add(factor.expr)
        elif factor.eval_method is Factor.EvalMethod.PYTHON:
            names, functions = _names(factor.expr)
            found |= {name for name in names if name not in TRANSFORMS or name in data.columns}
            # What formulaic has counted: those it is given as text, Q("BASE"), among them.
            found |= set(map(str, factor.token.required_variables)) - set(TRANSFORMS) if factor.token else set()
            called |= functions
    hidden = sorted(called & found & set(data.columns))
    if hidden:
        raise ArgumentError([f"{name} is a column and a function of the formula: rename the column" for name in hidden])
    return frozenset(found)


def is_column(factor: Any) -> bool:
    """Whether a factor of a term is a column by its name, rather than something to be worked out."""
    return bool(factor.eval_method is Factor.EvalMethod.LOOKUP)


def evaluate_side(side: Any, frame: pd.DataFrame) -> Any:
    """The model matrix of one side. Raises FitError where it cannot be worked out."""
    return _get(side, frame, na_action="raise", output="numpy")


def evaluate_outcome(side: Any, frame: pd.DataFrame) -> Floats:
    """The outcome (n,) on the left-hand side. Raises FitError where it cannot be worked out."""
    factors = [factor for term in side for factor in term.factors]
    if len(factors) == 1 and is_column(factors[0]) and frame[factors[0].expr].dtype in (np.float64, np.int64):
        return np.asarray(frame[factors[0].expr], dtype=float)
    outcome = np.asarray(evaluate_side(side, frame), dtype=float)
    if outcome.shape[1] != 1:
        raise FitError(f"the outcome must be one number a row; the formula gives {outcome.shape[1]} columns")
    return outcome[:, 0]


def model_matrix(spec: Any, frame: pd.DataFrame) -> Floats:
    """(r, p): rows coded as `spec`, the right-hand side of a fit, codes them. Raises FitError as `evaluate`."""
    matrix = np.asarray(_get(spec, frame, na_action="raise"), dtype=float)
    # A formula of an intercept alone asks for no column, and formulaic then makes no row.
    return matrix if len(matrix) == len(frame) else np.ones((len(frame), matrix.shape[1]))


def _get(what: Any, frame: pd.DataFrame, **options: Any) -> Any:
    # An empty context: a name in the formula is a column or one of formulaic's own functions,
    # never a variable that happens to exist in the caller.
    with warnings.catch_warnings():
        warnings.simplefilter("error", DataMismatchWarning)
        try:
            return what.get_model_matrix(frame, context={}, **options)
        except (FormulaicError, DataMismatchWarning, ValueError, TypeError, SyntaxError, AttributeError) as error:
            raise FitError(f"cannot evaluate the formula: {_plain(error)}") from error


def _names(expression: str) -> tuple[set[str], set[str]]:
    """The names in a Python expression, and those of them that are called as functions; formulaic does not count all.

    A name in backticks stands for itself.
    """
    parts = re.split("`([^`]*)`", expression)
    quoted = {f"quoted_{k}_": name for k, name in enumerate(parts[1::2])}
    plain = "".join(part for pair in zip_longest(parts[::2], quoted, fillvalue="") for part in pair)
    nodes = list(ast.walk(ast.parse(plain, mode="eval")))
    called = {
        id(node.func): node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    names = {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in called}
    return {quoted.get(name, name) for name in names}, set(called.values())


def _plain(error: Exception) -> str:
    """The first line of formulaic's message; what follows is the formula with terminal colours."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
