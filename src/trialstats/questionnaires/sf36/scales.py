"""The eight scales from 0 (worst) to 100 (best).

    raw   = k * mean of the answered recoded items          k items in the scale
    scale = 100 * (raw - low) / span                        low = smallest, low + span = largest raw sum

Putting the person's mean of a scale in the place of its missing items is the same as k times that mean.
It needs half of the items answered (SF-36) or one (RAND-36). In bodily pain, one of two answered, the
answered item's value stands for both, which is what the published keys write as a rule of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.questionnaires.sf36.answers import read_codes
from trialstats.questionnaires.sf36.recoding import recode
from trialstats.questionnaires.sf36.versions import Scale, Version, load_version

__all__ = ["scale_items", "scale_scores"]


def scale_items(items: pd.DataFrame, version: str = "v1") -> dict[str, pd.DataFrame]:
    """Return the recoded items of each scale, as internal consistency (Cronbach's alpha) needs them.

    Parameters
    ----------
    items
        n questionnaires by 36 columns named 1 to 36, raw codes; see `check`.
    version
        "v1", "v2" (recoded values from 1 up) or "rand36" (0 to 100).

    Returns
    -------
    dict of scale name -> DataFrame with the index of `items` and a column per item number; higher is better
    in every column. Nothing is imputed: an unanswered item is missing.

    Raises
    ------
    SpecError and DataError as `check`; DataError also where `check` would have findings.
    """
    instrument = load_version(version)
    codes = read_codes(items, instrument)
    return {
        scale.name: pd.DataFrame({item: recode(item, codes, instrument) for item in scale.items}, index=items.index)
        for scale in instrument.scales
    }


def scale_scores(
    codes: Mapping[int, NDArray[np.int8]], version: Version, half_rule: bool
) -> dict[str, NDArray[np.float64]]:
    """Return the 0-100 score of each scale, NaN where too few of its items are answered."""
    return {scale.name: _scale_score(scale, codes, version, half_rule) for scale in version.scales}


def _scale_score(
    scale: Scale, codes: Mapping[int, NDArray[np.int8]], version: Version, half_rule: bool
) -> NDArray[np.float64]:
    n_items = len(scale.items)
    needed = (n_items + 1) // 2 if half_rule else 1
    total, answered = _total_and_answered(scale, codes, version)
    raw = total * n_items / np.where(answered >= needed, answered, np.nan)
    return 100 * (raw - scale.low) / scale.span


def _total_and_answered(
    scale: Scale, codes: Mapping[int, NDArray[np.int8]], version: Version
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    # Added item by item, so that a questionnaire's score does not depend on its neighbours in memory.
    total = np.zeros(len(codes[scale.items[0]]))
    answered = np.zeros(len(total), dtype=np.int8)
    for item in scale.items:
        is_answered = codes[item] > 0
        np.add(total, recode(item, codes, version), out=total, where=is_answered)
        answered += is_answered
    return total, answered
