"""painDETECT: total, -1 (best) to 38, and its category.

    from trialstats.scoring import paindetect

    scores = paindetect.score(items)       # total; category: 1 unlikely, 2 unclear, 3 likely
    findings = paindetect.check(items)     # codes that cannot be, one row each

The total is the sum of seven items of 0 to 5, of the pain course pattern (0, -1, +1 or +1 for its four pictures) and
of radiation (2 or 0). All nine are needed: no published rule for fewer was found. A neuropathic component is unlikely
up to 12, unclear from 13 to 18 and likely from 19 on. Some pages give the course as -1 to 2; that would make 39
possible, is not what the published table says, and is refused.

Licence notice. This module holds arithmetic and published constants only, and no wording of any question. painDETECT
belongs to its owners, who license its use; nothing here is a licence.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from trialstats.scoring.forms import (
    check_answers,
    describe_scores,
    items_of_scores,
    load_form,
    read_answers,
    score_answers,
)

__all__ = ["check", "parameters", "scale_items", "score"]

NAME = "paindetect"


def check(items: pd.DataFrame) -> pd.DataFrame:
    """Find the answers that are no code of their item: a row each (index, item, value, allowed).

    items: n forms by the columns q1 to q7 (0 to 5), course (-1, 0, 1) and radiation (0, 2), in any order, with any
    index; missing where not answered.
    """
    return check_answers(items, load_form(NAME))


def score(items: pd.DataFrame) -> pd.DataFrame:
    """Score forms (see `check`): total and category, n rows with the index of `items`.

    Raises DataError for missing, unknown or repeated columns, and for answers that are no code of their item.
    Source: Freynhagen et al., Curr Med Res Opin 2006;22:1911-1920.
    """
    form = load_form(NAME)
    scores = score_answers(read_answers(items, form), form)
    first = list(form.constants["category"]["first_total_of_category"].values())
    total = scores["total"]
    category = 1.0 + np.searchsorted(first, total, side="right")
    return pd.DataFrame({**scores, "category": np.where(np.isnan(total), np.nan, category)}, index=items.index)


def scale_items(items: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the answers that the total is made of."""
    return items_of_scores(items, load_form(NAME))


def parameters() -> pd.DataFrame:
    """Describe the columns that `score` returns: PARAMCD, label, unit, kind, low, high, better, mcid, mcid_source."""
    form = load_form(NAME)
    table = describe_scores(form)
    words: dict[str, Any] = form.constants["category"]
    row = [words["PARAMCD"], words["label"], "1 to 3", "category", 1.0, 3.0, words["better"], np.nan, None]
    return pd.concat([table, pd.DataFrame([row], index=["category"], columns=table.columns)])
