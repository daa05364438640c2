"""The rank of a result beyond a limit of quantification: below or above every number, where that can be told."""

from __future__ import annotations

import math

import pandas as pd

from trialstats.errors import FitError
from trialstats.methods.shared.quantification.beyond import BEYOND, has_no_number, is_result_beyond
from trialstats.methods.shared.quantification.bounded import value_ends

__all__ = ["RANKED", "beyond_ranks"]

RANKED = (
    "A result below a limit of quantification ranks below every number, one above a limit above every number, each "
    "tied among themselves."
)
INSTEAD = "use value: AVAL, or method censored"


def beyond_ranks(records: pd.DataFrame, measure: str, policy: str) -> pd.Series[float]:
    """Give minus or plus infinity to the results beyond a limit, NaN to all others.

    Raises FitError where their order cannot be told: of changes; of a result below one limit and a number below that
    limit, or a result below another one; of a limit that is not declared; beside ranks of absent responses.
    """
    ranks = pd.Series(math.nan, index=records.index)
    lost = has_no_number(records, measure)
    if not lost.any():
        return ranks
    if measure != "AVAL":
        raise FitError(f"the order of {int(lost.sum())} changes is not known, since results lie {BEYOND}: {INSTEAD}")
    if policy not in ("exclude", "zero"):
        raise FitError(f"{int(lost.sum())} results lie {BEYOND}: they and absent responses have no common order")
    ends = value_ends(records)
    below, above = lost & ends["high"].lt(math.inf), lost & ends["low"].gt(-math.inf)
    if not (below | above)[lost].all():
        raise FitError(f"results lie {BEYOND} that is not declared: declare it (`limits` of the parameter)")
    numbers = records.loc[~is_result_beyond(records), "AVAL"].astype("float64")
    for side, limits in ((below, ends.loc[below, "high"]), (above, -ends.loc[above, "low"])):
        values = numbers if side is below else -numbers
        if len(set(limits)) > 1:
            raise FitError(f"results beyond several limits ({_list(limits)}) have no known order: use method censored")
        if len(limits) and (values < limits.max()).any():
            raise FitError(
                f"a number beyond {_list(limits)}, the limit of other results, and these have no known order: use "
                "method censored"
            )
    return ranks.mask(below, -math.inf).mask(above, math.inf)


def _list(limits: pd.Series[float]) -> str:
    return ", ".join(f"{abs(limit):g}" for limit in sorted(limits.unique(), key=abs))
