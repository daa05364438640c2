"""Arrays by subject and visit as the engine for repeated measures takes them: the rows that were observed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from trialstats.engines.imputation.data import Floats, Integers
from trialstats.engines.mmrm.coding import NO_FORMULA
from trialstats.engines.mmrm.design import Design, Roles
from trialstats.errors import FitError

__all__ = ["design_of"]


def design_of(
    outcomes: Floats, predictors: Floats, terms: Sequence[str], labels: Sequence[str], cell: Integers
) -> Design:
    """Lay out the outcomes (n, T) that are no NaN, on predictors (n, T, p); cell (n,): whose matrix a subject has.

    Raises FitError where nobody of a cell has an outcome.
    """
    subjects, visits = (found.astype(np.intp) for found in np.nonzero(~np.isnan(outcomes)))
    seen, codes = np.unique(subjects, return_inverse=True)
    n_cells = int(cell.max()) + 1
    if set(cell[seen].tolist()) != set(range(n_cells)):
        raise FitError("nobody of an arm has an outcome")
    return Design(
        predictors=predictors[subjects, visits],
        outcome=outcomes[subjects, visits],
        terms=tuple(terms),
        subjects=codes.astype(np.intp),
        subject_labels=pd.Index([labels[i] for i in seen]),
        visits=visits,
        visit_labels=pd.RangeIndex(outcomes.shape[1]),
        groups=cell[subjects] if n_cells > 1 else None,
        group_labels=pd.RangeIndex(n_cells) if n_cells > 1 else None,
        times=None,
        weights=None,
        frame=pd.DataFrame(index=pd.RangeIndex(len(subjects))),
        excluded=pd.DataFrame(),
        columns=frozenset(),
        coding=NO_FORMULA,
        roles=Roles("subject", "visit"),
    )
