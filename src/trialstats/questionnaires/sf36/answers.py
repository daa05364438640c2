"""The answers as given: are all 36 items there, and is every code one the item has?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.questionnaires.answers import find_wrong_answers, read_answers
from trialstats.questionnaires.sf36.versions import ITEMS, Version, load_version

__all__ = ["check", "read_codes"]

MISSING = 0

# A file read from disk names its columns by text.
BY_TEXT = {str(item): item for item in ITEMS}


def check(items: pd.DataFrame, version: str = "v1") -> pd.DataFrame:
    """Find the answers that are no code of their item.

    Parameters
    ----------
    items
        n questionnaires by 36 columns named 1 to 36 (numbers or text), in any order, with any index; raw codes,
        missing where a question was not answered.
    version
        "v1", "v2" or "rand36".

    Returns
    -------
    DataFrame, a row per offending cell, in the order of `items`: `index` (its label; a tuple for several
    levels), `item`, `value` (as found), `allowed` (such as "1 to 5"). Fractions, infinities, text (numerals
    too) and booleans are findings; missing values are not.

    Raises
    ------
    SpecError for a version that is not available; DataError naming missing, unknown and repeated columns.
    """
    return find_wrong_answers(items.rename(columns=BY_TEXT), load_version(version))


def read_codes(items: pd.DataFrame, version: Version) -> dict[int, NDArray[np.int8]]:
    """Return the codes of each item, n each, 0 where missing; DataError if `check` has findings."""
    answers = read_answers(items.rename(columns=BY_TEXT), version)
    return {item: np.nan_to_num(answers[item], nan=MISSING).astype(np.int8) for item in ITEMS}
