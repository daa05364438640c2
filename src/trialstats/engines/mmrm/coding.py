"""How the right-hand side of a formula turns rows into predictors, the rows of the fit and new ones alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from trialstats.engines.mmrm.arrays import Floats
from trialstats.engines.mmrm.formula import evaluate_side, model_matrix
from trialstats.engines.mmrm.plain_columns import PlainColumns, plain_columns

__all__ = ["NO_FORMULA", "Coding", "code_rows"]


@dataclass(frozen=True)
class Coding:
    """terms: the right-hand side; frame: the rows of the fit; plain: its columns where it names columns only."""

    terms: Any = field(repr=False)
    frame: pd.DataFrame = field(repr=False)
    plain: PlainColumns | None

    @cached_property
    def spec(self) -> Any:
        """formulaic's own account of the columns."""
        return self._by_formulaic.model_spec

    @cached_property
    def _by_formulaic(self) -> Any:
        return evaluate_side(self.terms, self.frame)

    @property
    def names(self) -> tuple[str, ...]:
        """Of the p columns, as formulaic writes them."""
        return self.plain.names if self.plain is not None else tuple(map(str, self.spec.column_names))

    @property
    def by_levels(self) -> set[str]:
        """The columns of the frame that are coded by their levels, numbers coded by C() among them."""
        if self.plain is not None:
            return set(self.plain.levels)
        spec = self.spec
        return {str(variable) for factor in spec.factor_contrasts for variable in spec.factor_variables[factor]}

    @property
    def fitted(self) -> Floats:
        """(n, p): the predictors of the fit. Raises FitError where they cannot be worked out."""
        matrix = None if self.plain is None else self.plain.matrix(self.frame)
        return np.asarray(self._by_formulaic, dtype=float) if matrix is None else matrix

    def matrix(self, frame: pd.DataFrame) -> Floats:
        """(r, p): the predictors of the rows of `frame`. Raises FitError for what was not so in the fit."""
        matrix = None if self.plain is None else self.plain.matrix(frame)
        return model_matrix(self.spec, frame) if matrix is None else matrix


def code_rows(terms: Any, frame: pd.DataFrame) -> Coding:
    """The coding of the right-hand side `terms` on the rows of a fit."""
    return Coding(terms, frame, plain_columns(terms, frame))


# Of predictors that were given as an array: there are no other rows to be coded.
NO_FORMULA = code_rows((), pd.DataFrame())
