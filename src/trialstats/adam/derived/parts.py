"""What derived parameters are made of: numbers and words of others, a row a subject and visit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.trialfile.parts.parameters import is_number

__all__ = ["PLACE", "Made", "Parts", "none_of", "spread"]

PLACE = ["USUBJID", "AVISIT"]
KEYS = ("USUBJID", "VISIT", "AVISIT", "ADT", "ADY")


@dataclass(frozen=True)
class Parts:
    """The analysis records of some parameters.

    numbers, texts: AVAL and AVALC, a column a parameter, indexed by USUBJID and AVISIT (NaN where there is none).
    first: what the derived records take over, by the same order of rows: the keys of the earliest part.
    """

    numbers: pd.DataFrame
    texts: pd.DataFrame
    first: pd.DataFrame

    def says(self, paramcd: str, texts: Iterable[str]) -> pd.Series[bool]:
        """Tell where a parameter has one of these results, words or numbers."""
        found = self.texts[paramcd].isin([*texts])
        return found | self.numbers[paramcd].isin([float(text) for text in texts if is_number(text)])

    def result(self, paramcd: str) -> pd.Series[str]:
        """Write what a parameter says: its word, else its number."""
        numbers = self.numbers[paramcd].map("{:g}".format, na_action="ignore").astype("str")
        return self.texts[paramcd].fillna(numbers)


@dataclass(frozen=True)
class Made:
    """What a rule made: a value for each subject and visit (NaN: none), and why there is none."""

    values: pd.Series[float]
    reasons: pd.Series[str]


def spread(records: pd.DataFrame, paramcds: Sequence[str]) -> Parts:
    """Spread the analysis records of parameters over columns, in the order in which they are named.

    They are sorted by day and by that order: neither the day nor the last digit depends on the order of a file.
    """
    names = list(dict.fromkeys(paramcds))
    own = records[records["PARAMCD"].isin(names) & (records["ANL01FL"] == "Y") & records["AVISIT"].notna()]
    rank = own["PARAMCD"].map({name: rank for rank, name in enumerate(names)})
    days = [name for name in ("ADT",) if name in own]
    own = own.assign(_rank=rank).sort_values([*days, "_rank"], kind="stable").drop(columns="_rank")
    first = own[[name for name in KEYS if name in own]].drop_duplicates(PLACE).reset_index(drop=True)
    at = pd.MultiIndex.from_frame(first[PLACE])
    texts = own["AVALC"] if "AVALC" in own else pd.Series(pd.NA, index=own.index, dtype="str")

    def columns(values: pd.Series) -> pd.DataFrame:
        table = own[[*PLACE, "PARAMCD"]].assign(value=values)
        return table.pivot(index=PLACE, columns="PARAMCD", values="value").reindex(at, columns=names)  # noqa: PD010

    return Parts(columns(own["AVAL"]).astype("float64"), columns(texts.str.strip()).astype("str"), first)


def none_of(parts: pd.DataFrame) -> pd.Series[str]:
    """Say which parts have no number: `no value of A, B`."""
    patterns, which = np.unique(parts.isna().to_numpy(), axis=0, return_inverse=True)
    said = np.array([f"no value of {', '.join(parts.columns[absent])}" for absent in patterns], dtype="object")
    return pd.Series(said[which.ravel()], index=parts.index, dtype="str")
