"""The facts of every row of results, from the analysis results data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from trialstats.explain.facts import RowFacts, Seen, Statistic
from trialstats.explain.sentences import direction, sentence

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ABOUT", "row_facts"]

# The keys of a row that say what it is about, in their order in its id, and the words of its parameter.
ABOUT = ("kind", "PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "group", "variable", "level", "USUBJID", "PARAM")
NO_NUMBER = "reason"  # `stat_name` of the row that says why there is no number


def row_facts(
    ard: pd.DataFrame, better: Mapping[str, str], shown: Mapping[str, tuple[Seen, ...]]
) -> dict[str, RowFacts]:
    """Give the facts of every row, by its id, in the order of the analysis results data.

    ard: see `trialstats.results.ard.gather`. better: `lower` or `higher`, of the rows that know it, by id.
    shown: what displays print of each row.
    """
    heads = ard.drop_duplicates("row_id").astype(object)
    texts = heads.where(heads.notna(), None)
    # A covariate or an intercurrent event may be named by any key of a row, so that these stay as they are.
    about = {
        str(row_id): {key: str(value) for key, value in zip(ABOUT, values, strict=True) if value is not None}
        for row_id, *values in texts[["row_id", *ABOUT]].itertuples(index=False, name=None)
    }
    analyses = dict(zip(texts["row_id"].astype(str), texts["analysis"].astype(str), strict=True))
    statistics = statistics_of(ard)
    reasons = dict(ard.loc[ard["reason"].notna(), ["row_id", "reason"]].itertuples(index=False, name=None))
    return {
        row_id: RowFacts(
            id=row_id,
            analysis=analyses[row_id],
            kind=keys["kind"],
            sentence=sentence({**keys, "analysis": analyses[row_id]}),
            direction=direction(keys, better.get(row_id)),
            about=keys,
            statistics=tuple(statistics.get(row_id, ())),
            reason=reasons.get(row_id),
            seen=shown.get(row_id, ()),
        )
        for row_id, keys in about.items()
    }


def statistics_of(ard: pd.DataFrame) -> dict[str, list[Statistic]]:
    """Gather the numbers of each row."""
    numbers = ard[ard["stat_name"].ne(NO_NUMBER) & ard["stat"].notna()]
    units = numbers["unit"].astype(object).where(numbers["unit"].notna(), None)
    found: dict[str, list[Statistic]] = {}
    columns = (numbers["row_id"], numbers["id"], numbers["stat_name"], numbers["stat"].astype(float), units)
    for row_id, id_, name, value, unit in zip(*(column.tolist() for column in columns), strict=True):
        found.setdefault(row_id, []).append(Statistic(id_, name, value, unit))
    return found
