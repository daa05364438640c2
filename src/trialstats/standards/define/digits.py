"""The digits after the point that are said of a number: those of a measurement, or of a computed one the declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from trialstats.standards.dataset import Dataset, Variable
from trialstats.standards.values import widest
from trialstats.trialfile.trial import Trial

__all__ = ["declared_decimals", "with_shown_digits"]

# The most digits after the point that a trial file can declare (more come of a computation); of what declares none.
MOST_DECIMALS, DECIMALS = 6, 1


def with_shown_digits(variable: Variable, values: pd.Series[Any], decimals: int) -> Variable:
    """Give a variable whose digits are those of a computation, and no measurement's, the declared decimals.

    The values keep all their digits.
    """
    if variable.digits is None or variable.digits <= MOST_DECIMALS:
        return variable
    return replace(variable, digits=decimals, length=widest(values.dropna(), decimals))


def declared_decimals(trial: Trial, dataset: Dataset, variable: Variable, codes: Sequence[str] | None = None) -> int:
    """Give the decimals that the trial file declares: of parameters the most, of a variable of subjects its own."""
    if column := trial.covariates.get(variable.called or variable.name):
        return column.decimals
    declared = trial.datasets.get(dataset.called)
    if declared is None:
        return DECIMALS
    known = {**declared.parameters, **declared.derived}
    return max((said.decimals for code, said in known.items() if codes is None or code in codes), default=DECIMALS)
