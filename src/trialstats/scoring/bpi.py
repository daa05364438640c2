"""The Brief Pain Inventory: pain severity and pain interference, each 0 (best) to 10.

    from trialstats.scoring import bpi

    findings = bpi.check(items)      # codes that cannot be, one row each
    scores = bpi.score(items)        # severity, interference
    table = bpi.parameters()         # PARAMCD, label, unit, range, mcid of each column

Severity is the mean of worst, least, average and present pain. All four are needed: no published rule for fewer was
found, and a mean without the worst or the least pain is another scale. Interference is the mean of the answered ones
of seven items, if at least four are answered (User Guide).

Licence notice. This module holds arithmetic and published constants only, and no wording of any question. The Brief
Pain Inventory is copyright of Charles S. Cleeland; it may not be used or reproduced without permission, and nothing
here is a licence.
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

NAME = "bpi"


def check(items: pd.DataFrame) -> pd.DataFrame:
    """Find the answers that are no code of their item: a row each (index, item, value, allowed).

    items: n forms by the columns worst, least, average, now, activity, mood, walking, work, relations, sleep and
    enjoyment, in any order, with any index; codes 0 to 10, missing where a question was not answered.
    """
    return check_answers(items, load_form(NAME))


def score(items: pd.DataFrame) -> pd.DataFrame:
    """Score forms (see `check`): severity and interference, n rows with the index of `items`.

    Raises DataError for missing, unknown or repeated columns, and for answers that are no code of their item.
    Source: Cleeland CS, The Brief Pain Inventory User Guide, 2009.
    """
    form = load_form(NAME)
    return pd.DataFrame(score_answers(read_answers(items, form), form), index=items.index)


def scale_items(items: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the answers that each score is made of."""
    return items_of_scores(items, load_form(NAME))


def parameters() -> pd.DataFrame:
    """Describe the columns that `score` returns: PARAMCD, label, unit, kind, low, high, better, mcid, mcid_source."""
    return describe_scores(load_form(NAME))
