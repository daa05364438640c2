"""The Neuropathic Pain Symptom Inventory: its total, 0 (best) to 100.

    from trialstats.scoring import npsi

    scores = npsi.score(items)       # total
    findings = npsi.check(items)     # codes that cannot be, one row each

The total is the sum of the ten descriptors, 0 to 10 each; all ten are needed, for no published rule for fewer was
found. The two temporal items (4 and 7 of the form) may be among the columns: they are in no score and are not looked
at. The five subscores are not computed: which items belong to which could not be confirmed in a readable source.

Licence notice. This module holds arithmetic and published constants only, and no wording of any question. The
inventory belongs to its authors (Bouhassira and colleagues); whether a study needs a licence was not checked here,
and nothing here is one.
"""

from __future__ import annotations

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

NAME = "npsi"


def check(items: pd.DataFrame) -> pd.DataFrame:
    """Find the answers that are no code of their item: a row each (index, item, value, allowed).

    items: n forms by the columns q1, q2, q3, q5, q6 and q8 to q12 (codes 0 to 10, missing where not answered), and q4
    and q7 or not; in any order, with any index.
    """
    return check_answers(items, load_form(NAME))


def score(items: pd.DataFrame) -> pd.DataFrame:
    """Score forms (see `check`): total, n rows with the index of `items`.

    Raises DataError for missing, unknown or repeated columns, and for answers that are no code of their item.
    Source: Bouhassira et al., Pain 2004;108:248-257.
    """
    form = load_form(NAME)
    return pd.DataFrame(score_answers(read_answers(items, form), form), index=items.index)


def scale_items(items: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the answers that the total is made of."""
    return items_of_scores(items, load_form(NAME))


def parameters() -> pd.DataFrame:
    """Describe the columns that `score` returns: PARAMCD, label, unit, kind, low, high, better, mcid, mcid_source."""
    return describe_scores(load_form(NAME))
