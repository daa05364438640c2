"""The DN4 (douleur neuropathique 4): the number of items answered yes, of ten or, in the interview version, seven.

    from trialstats.scoring import dn4

    scores = dn4.score(items)                                     # total, 0 to 10
    scores = dn4.score(items, version="interview", cut_off=4)     # total, 0 to 7; positive, 0 or 1

All items are needed: no published rule for fewer was found. No cut-off is shipped, for the sources disagree (of ten:
4 in the original, 5 best in a Dutch validation; of seven: 3 and 4): whoever wants one declares it.

Licence notice. This module holds arithmetic and published constants only, and no wording of any question. The DN4
belongs to its authors (Bouhassira and colleagues); whether a study needs a licence was not checked here, and nothing
here is one.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from trialstats.errors import SpecError
from trialstats.scoring.forms import (
    Form,
    check_answers,
    describe_scores,
    items_of_scores,
    load_form,
    read_answers,
    score_answers,
)

__all__ = ["check", "parameters", "scale_items", "score"]

FORMS = {"full": "dn4", "interview": "dn4_interview"}

Version = Literal["full", "interview"]


def check(items: pd.DataFrame, version: Version = "full") -> pd.DataFrame:
    """Find the answers that are no code of their item: a row each (index, item, value, allowed).

    items: n forms by the columns q1 to q10 (interview: q1 to q7), in any order, with any index; 1 yes, 0 no, missing
    where not answered.
    """
    return check_answers(items, form_of(version))


def score(items: pd.DataFrame, version: Version = "full", cut_off: int | None = None) -> pd.DataFrame:
    """Score forms (see `check`): total and, with a cut-off, positive (1: total at or above it, else 0).

    Returns n rows with the index of `items`.
    Raises SpecError for another version and for a cut-off that the total cannot reach or always does; DataError for
    missing, unknown or repeated columns, and for answers that are no code of their item.
    Source: Bouhassira et al., Pain 2005;114:29-36.
    """
    form = form_of(version)
    refuse_cut_off(form, cut_off)
    scores = score_answers(read_answers(items, form), form)
    if cut_off is not None:
        total = scores["total"]
        scores["positive"] = np.where(np.isnan(total), np.nan, (total >= cut_off).astype(float))
    return pd.DataFrame(scores, index=items.index)


def scale_items(items: pd.DataFrame, version: Version = "full") -> dict[str, pd.DataFrame]:
    """Return the answers that the total is made of."""
    return items_of_scores(items, form_of(version))


def parameters(version: Version = "full", cut_off: int | None = None) -> pd.DataFrame:
    """Describe the columns that `score` returns: PARAMCD, label, unit, kind, low, high, better, mcid, mcid_source."""
    form = form_of(version)
    table = describe_scores(form)
    if cut_off is None:
        return table
    words: dict[str, Any] = form.constants["positive"]
    label = f"{words['label']} of {cut_off}"
    row = [words["PARAMCD"], label, "0 or 1", "category", 0.0, 1.0, words["better"], np.nan, None]
    return pd.concat([table, pd.DataFrame([row], index=["positive"], columns=table.columns)])


def form_of(version: str) -> Form:
    """Load a version; SpecError names those there are."""
    if version not in FORMS:
        raise SpecError(f"there is no DN4 version {version!r}; available: {', '.join(FORMS)}")
    return load_form(FORMS[version])


def refuse_cut_off(form: Form, cut_off: int | None) -> None:
    """Raise SpecError for a cut-off that nobody or everybody reaches."""
    highest = len(form.items)
    if cut_off is not None and not 1 <= cut_off <= highest:
        raise SpecError(f"{form.title}: a cut-off is from 1 to {highest}, not {cut_off}")
