"""Type III hypotheses: what each term adds to a model that has all the others (SAS HTYPE=3).

With every factor coded by contrasts that sum to zero, the hypothesis of a term is that its own coefficients are
zero. The user's coding spans the same space, so those coefficients are combinations of the user's: both
codings are evaluated at the same rows and one is solved for the other. As in SAS, a factor that is
crossed with a covariate is tested where the covariate is zero.
"""

from __future__ import annotations

from typing import Any

import formulaic
import numpy as np

from trialstats.errors import FitError
from trialstats.mmrm.arrays import Floats
from trialstats.mmrm.design import Design
from trialstats.mmrm.setup import Setup, root_weights

__all__ = ["type3_rows"]

# How much of a column of length one may lie outside the space of the predictors: no more than rounding.
ELSEWHERE = 1e-8
ROUNDING = 1e-9


def type3_rows(setup: Setup) -> dict[str, Floats]:
    """The rows (r, p) of each term but the intercept, by the term as the formula writes it.

    Raises FitError where the formula codes a factor in a way that cannot be turned into sums to zero.
    """
    design, basis = setup.design, setup.basis
    summed = _sum_coded(design)
    matrix = summed.get_model_matrix(design.frame, context={}, output="numpy")
    root = root_weights(design)
    coded = np.asarray(matrix, dtype=float) * root[:, None]
    # Columns of length one, in the basis of the predictors: no unit is left to decide what is independent.
    length = np.linalg.norm(coded, axis=0)
    in_basis = basis.columns.T @ (coded / length)
    left_over = coded / length - basis.columns @ in_basis
    if in_basis.shape[0] != in_basis.shape[1] or np.linalg.norm(left_over, axis=0).max() > ELSEWHERE:
        raise FitError("type III tests need a formula whose factors can be coded by contrasts that sum to zero")
    to_sums = _cleared(np.linalg.solve(in_basis, basis.from_terms), basis.to_terms) / length[:, None]
    slices = matrix.model_spec.term_slices
    names = [str(term) for term in design.spec.formula]
    return {name: to_sums[places] for name, places in zip(names, slices.values(), strict=True) if name != "1"}


def _cleared(rows: Floats, to_terms: Floats) -> Floats:
    """Set to zero what is no more than rounding, each weight taken times the least-squares error of its coefficient."""
    parts = np.abs(rows) * np.linalg.norm(to_terms, axis=1)
    return np.where(parts > ROUNDING * parts.max(axis=1, keepdims=True), rows, 0.0)


def _sum_coded(design: Design) -> Any:
    """The right-hand side with every factor coded to sum to zero, its terms in the same order."""
    categorical = _categorical(design)
    terms = [":".join(_recode(factor.expr, categorical) for factor in term.factors) for term in design.spec.formula]
    return formulaic.Formula(" + ".join(["0", *terms] if "1" not in terms else terms), _ordering="none")


def _recode(expression: str, categorical: dict[str, str]) -> str:
    column = categorical.get(expression)
    return expression if column is None else f"C({column}, contr.sum)"


def _categorical(design: Design) -> dict[str, str]:
    """The factor expressions that formulaic codes by contrasts, with the one column each rests on."""
    found = {}
    for factor in design.spec.factor_contrasts:
        columns = sorted(str(name) for name in design.spec.factor_variables[factor] if str(name) in design.frame)
        if len(columns) == 1:
            found[str(factor.expr)] = columns[0]
    return found
