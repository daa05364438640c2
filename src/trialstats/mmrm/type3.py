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

__all__ = ["type3_rows"]


def type3_rows(design: Design) -> dict[str, Floats]:
    """The rows (r, p) of each term but the intercept, by the term as the formula writes it.

    Raises FitError where the formula codes a factor in a way that cannot be turned into sums to zero.
    """
    summed = _sum_coded(design)
    matrix = summed.get_model_matrix(design.frame, context={}, output="numpy")
    coded = np.asarray(matrix, dtype=float)
    to_sums, _, rank, _ = np.linalg.lstsq(coded, design.predictors)
    if rank < coded.shape[1] or not np.allclose(coded @ to_sums, design.predictors, atol=1e-8 * _size(design)):
        raise FitError("type III tests need a formula whose factors can be coded by contrasts that sum to zero")
    slices = matrix.model_spec.term_slices
    names = [str(term) for term in design.spec.formula]
    return {name: to_sums[places] for name, places in zip(names, slices.values(), strict=True) if name != "1"}


def _size(design: Design) -> float:
    return float(np.abs(design.predictors).max())


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
