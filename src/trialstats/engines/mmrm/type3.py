"""Type III hypotheses: what each term adds to a model that has all the others (SAS HTYPE=3).

With every factor coded by contrasts that sum to zero, the hypothesis of a term is that its own coefficients are
zero. The user's coding spans the same space, so those coefficients are combinations of the user's: both
codings are evaluated at the same rows and one is solved for the other. As in SAS, a factor that is
crossed with a covariate is tested where the covariate is zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import formulaic
import numpy as np
import pandas as pd
from formulaic.errors import FormulaicError
from formulaic.parser.types import Factor, Term

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.design import Design
from trialstats.engines.mmrm.formula import is_column
from trialstats.engines.mmrm.plain_columns import plain_columns
from trialstats.engines.mmrm.setup import Setup, root_weights
from trialstats.errors import FitError

__all__ = ["type3_rows"]

# How much of a column of length one may lie outside the space of the predictors: no more than rounding.
ELSEWHERE = 1e-8
ROUNDING = 1e-9
# The least singular value of columns of length one that are independent, far from zero as they may lie.
DEPENDENT = 1e-9
# So many columns are looked at together.
BLOCK = 32


def type3_rows(setup: Setup) -> dict[str, Floats]:
    """The rows (r, p) of each term but the intercept, by the term as the formula writes it.

    A switch (true or false) is a factor of two levels, where the model holds what that takes, else a number. Raises
    FitError where the formula codes a factor in a way that cannot be turned into sums to zero.
    """
    for matrix, places in _sum_coded_rows(setup.design):
        to_sums = _to_sums(setup, matrix)
        if to_sums is not None:
            names = [str(term) for term in setup.design.coding.terms]
            return {name: to_sums[own] for name, own in zip(names, places, strict=True) if name != "1"}
    raise FitError("type III tests need a formula whose factors can be coded by contrasts that sum to zero")


def _sum_coded_rows(design: Design) -> Iterator[tuple[Floats, list[slice]]]:
    """The rows with their factors coded to sum to zero, and the places of each term; switches as factors, then not."""
    if design.coding.plain is not None:
        yield from _sum_coded_columns(design)
        return
    factors = _coded_columns(design)
    for categorical in (factors | _switches(design), factors):
        matrix = _evaluated(*_sum_coded(design, categorical))
        if matrix is not None:
            yield np.asarray(matrix, dtype=float), list(matrix.model_spec.term_slices.values())


def _sum_coded_columns(design: Design) -> Iterator[tuple[Floats, list[slice]]]:
    """As `_sum_coded_rows`, of a formula that names columns only."""
    frame = design.frame
    switches = {name: frame[name].astype("category") for name in _switches(design)}
    for rows in (frame.assign(**switches), frame) if switches else (frame,):
        plain = plain_columns(design.coding.terms, rows)
        matrix = None if plain is None else plain.matrix(rows, sums_to_zero=True)
        if plain is not None and matrix is not None:
            yield matrix, plain.of_terms


def _evaluated(summed: Any, rows: pd.DataFrame) -> Any:
    try:
        return summed.get_model_matrix(rows, context={}, output="numpy")
    except FormulaicError:
        return None


def _to_sums(setup: Setup, matrix: Floats) -> Floats | None:
    """T (p, p) with X = matrix T, or None where the two do not span the same space."""
    basis, root, p = setup.basis, root_weights(setup.design)[:, None], len(setup.basis.to_terms)
    if matrix.shape[1] != p:
        return None
    length: Floats = np.empty(p)
    in_basis: Floats = np.empty((p, p))
    # Columns of length one, in the basis of the predictors: no unit is left to decide what is independent.
    for start in range(0, p, BLOCK):
        own = slice(start, start + BLOCK)
        coded = matrix[:, own] * root
        length[own] = np.linalg.norm(coded, axis=0)
        if not length[own].all():
            return None
        coded /= length[own]
        in_basis[:, own] = basis.scores(coded)
        if np.linalg.norm(coded - basis.from_scores(in_basis[:, own]), axis=0).max() > ELSEWHERE:
            return None
    if np.linalg.matrix_rank(in_basis, tol=DEPENDENT) < p:
        return None
    solved = np.asarray(np.linalg.solve(in_basis, basis.from_terms), dtype=float)
    to_sums: Floats = _cleared(solved, basis.to_terms) / length[:, None]
    return to_sums


def _cleared(rows: Floats, to_terms: Floats) -> Floats:
    """Set to zero what is no more than rounding, each weight taken times the least-squares error of its coefficient."""
    parts = np.abs(rows) * np.linalg.norm(to_terms, axis=1)
    return np.where(parts > ROUNDING * parts.max(axis=1, keepdims=True), rows, 0.0)


def _sum_coded(design: Design, categorical: dict[str, str]) -> tuple[Any, pd.DataFrame]:
    """The right-hand side with the factors of `categorical` coded to sum to zero, in the same order, and its rows.

    Columns stand under names of their own: theirs may be no words, or those of functions, such as C.
    """
    frame = design.frame
    prefix = "column"
    while any(str(name).startswith(prefix) for name in frame.columns):
        prefix += "_"
    aliases = {name: f"{prefix}{k}" for k, name in enumerate(frame.columns)}

    def recoded(factor: Any) -> Any:
        if factor.expr in categorical:
            return Factor(f"C({aliases[categorical[factor.expr]]}, contr.sum)", eval_method="python")
        return Factor(aliases[factor.expr], eval_method="lookup") if is_column(factor) else factor

    terms = [Term([recoded(factor) for factor in term.factors]) for term in design.coding.terms]
    # An expression, such as log(BASE), is left as it is written, and so are the columns that it may need.
    plain = frame.drop(columns=[name for name in ("C", "contr") if name in aliases])
    rows = pd.concat([plain, frame.set_axis(list(aliases.values()), axis=1)], axis=1)
    return formulaic.Formula(terms, _ordering="none"), rows


def _switches(design: Design) -> dict[str, str]:
    """The columns of true and false that stand in the formula by their names."""
    factors = {factor.expr for term in design.coding.terms for factor in term.factors if is_column(factor)}
    return {name: name for name in factors if pd.api.types.is_bool_dtype(design.frame[name].dtype)}


def _coded_columns(design: Design) -> dict[str, str]:
    """The factor expressions that formulaic codes by contrasts, with the one column each rests on."""
    found = {}
    for factor in design.coding.spec.factor_contrasts:
        variables = design.coding.spec.factor_variables[factor]
        columns = [factor.expr] if is_column(factor) else sorted(str(n) for n in variables if str(n) in design.frame)
        if len(columns) == 1:
            found[str(factor.expr)] = columns[0]
    return found
