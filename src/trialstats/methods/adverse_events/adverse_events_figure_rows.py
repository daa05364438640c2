"""The terms of a dot plot: which of them, in which order, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from trialstats.display.figure.choose import NothingEstimated
from trialstats.display.look import Look
from trialstats.display.numbers import number
from trialstats.errors import DataError
from trialstats.methods.adverse_events.options import AdverseEventsFigure
from trialstats.methods.shared.occurrences.rows import ANY
from trialstats.results.kinds import Kind

__all__ = ["Terms", "choose_terms"]

KEYS = ["group", "variable"]


@dataclass(frozen=True)
class Terms:
    """The terms drawn from the top down, as (body system, term); their rows; and a note on what is left out."""

    order: tuple[tuple[str, str], ...]
    shares: pd.DataFrame
    differences: pd.DataFrame
    note: str

    def label(self, term: tuple[str, str]) -> str:
        """Name a term; with its body system where two systems have one of that name."""
        same = [other for other in self.order if other[1] == term[1]]
        return term[1] if len(same) == 1 else f"{term[1]} ({term[0]})"


def choose_terms(figure: AdverseEventsFigure, rows: pd.DataFrame, look: Look) -> Terms:
    """Choose the terms that enough subjects of an arm had, at most so many, and order them.

    Raises DataError where there are no rows of terms, and NothingEstimated where no term is left.
    """
    of_terms = rows[rows["group"].notna() & (rows["variable"] != ANY).fillna(False) & rows["level"].isna()]
    shares = of_terms[(of_terms["kind"] == Kind.COUNT) & of_terms["ARM"].isin(look.arms)]
    differences = of_terms[of_terms["kind"] == Kind.RISK_DIFFERENCE]
    if not (rows["kind"] == Kind.COUNT).any():
        raise DataError(f"{figure.kind} figure: no rows of kind count in the results of {', '.join(figure.analyses)}")
    if shares.empty:
        raise NothingEstimated(f"{figure.kind} figure: no adverse event was counted")
    highest = shares.groupby(KEYS)["percent"].max().fillna(0)
    frequent = highest[highest >= figure.at_least_percent]
    if frequent.empty:
        limit = number(figure.at_least_percent, 0)
        raise NothingEstimated(f"{figure.kind} figure: no term reached {limit}% of the subjects of an arm")
    subjects = shares.groupby(KEYS)["count"].sum().reindex(frequent.index)
    kept = ranked(subjects, -1)[: figure.most]
    order = tuple(ordered(figure, kept, highest, differences))
    note = left_out(figure, len(highest), len(frequent), len(order))
    return Terms(order, of_these(shares, order), of_these(differences, order), note)


def ranked(values: pd.Series, sign: int) -> list[tuple[str, str]]:
    """Sort terms by a number, those of the same number by name; the last digits of a fraction tell none apart."""
    return sorted(values.index, key=lambda term: (sign * round(float(values[term]), 9), term[1], term[0]))


def ordered(
    figure: AdverseEventsFigure, terms: list[tuple[str, str]], highest: pd.Series, differences: pd.DataFrame
) -> list[tuple[str, str]]:
    """Put the terms in the order that the figure asks for."""
    if figure.order == "name":
        return sorted(terms, key=lambda term: (term[1], term[0]))
    if figure.order == "percent" or differences["estimate"].isna().all():
        return ranked(highest.loc[terms], -1)
    return ranked(differences.groupby(KEYS)["estimate"].max().reindex(terms).fillna(-1000.0), -1)


def of_these(rows: pd.DataFrame, order: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """Take the rows of the terms drawn, from the top down."""
    place = {term: position for position, term in enumerate(order)}
    where = [place.get(term) for term in zip(rows["group"], rows["variable"], strict=True)]
    return rows.assign(row=pd.array(where, dtype="Int64")).dropna(subset="row").sort_values("row", kind="stable")


def left_out(figure: AdverseEventsFigure, total: int, frequent: int, drawn: int) -> str:
    """Say how many terms are not drawn, and why."""
    limit = f"{number(figure.at_least_percent, 0 if float(figure.at_least_percent).is_integer() else 1)}%"
    parts = []
    if total > frequent:
        parts.append(f"{total - frequent} which fewer than {limit} of the subjects of every arm had")
    if frequent > drawn:
        parts.append(f"{frequent - drawn} less frequent than the {drawn} drawn")
    return f"Not drawn, of {total} terms: {'; '.join(parts)}." if parts else f"All {total} terms are drawn."
