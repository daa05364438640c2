"""What the sensitivity analyses say of a primary result: how far their estimates lie apart, and whether they agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from trialstats.methods.answers import answer_by
from trialstats.methods.entry import Answer
from trialstats.report.amounts import estimate
from trialstats.report.content import ReportContent
from trialstats.report.phrases import Phrase, Row, of_the_analysis, records, take
from trialstats.report.words import absent
from trialstats.results.kinds import Kind, no_difference
from trialstats.results.rows import UNSHIFTED
from trialstats.trialfile.completion.words import listed
from trialstats.trialfile.parts.analysis import Estimating
from trialstats.trialfile.parts.estimands import Estimand

__all__ = ["NONE_PLANNED", "told_sensitivity"]

SENSITIVITY = "sensitivity"
NONE_PLANNED = "No sensitivity analysis is planned."
NONE_OF_IT = "No sensitivity analysis is planned of this comparison."


@dataclass(frozen=True)
class Beside:
    """A sensitivity analysis by its label, and its row of the comparison that the primary one made; None without."""

    label: str
    row: Row | None


def told_sensitivity(
    content: ReportContent, name: str, estimand: Estimand, compared: list[Row]
) -> list[tuple[Phrase, ...]]:
    """Say it of each comparison of a primary analysis; compared: its rows that answer the estimand's question.

    The analyses are those of the same estimand with the role `sensitivity`. Of a tipping point it is said where the
    result turns; its other points are assumptions on the way there, and no estimates of their own.
    """
    question = getattr(content.trial.analyses[name], "estimand", None)
    planned = {
        key: analysis
        for key, analysis in content.trial.analyses.items()
        if isinstance(analysis, Estimating) and analysis.estimand == question and analysis.role == SENSITIVITY
    }
    if not planned:
        return [(Phrase(NONE_PLANNED),)]
    told: list[tuple[Phrase, ...]] = []
    for row in compared:
        if absent(row["estimate"]):
            continue
        rows = {key: same_comparison(take(content.rows, analysis=key), row) for key in planned}
        turning = [key for key in planned if rows[key]["kind"].eq(Kind.TIPPING_POINT).any()]
        about_it = [key for key in turning if is_about(take(content.rows, analysis=key), row)]
        beside = [
            Beside(analysis.label or key, answering(rows[key], answer_by(analysis, estimand), row))
            for key, analysis in planned.items()
            if key not in turning
        ]
        which = [*criterion(row), *([f"{row['ARM']} against {row['REFERENCE']}"] if len(compared) > 1 else [])]
        named = f"{', '.join(which)}: " if which else ""
        said = [*agreement(row, beside), *(turned(rows[key]) for key in about_it)]
        told += [(Phrase(named), *sentence) for sentence in said or [(Phrase(NONE_OF_IT),)]]
    return told


def same_comparison(rows: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Keep the rows that compare the same arms in the same outcome at the same visit; over all visits, of no visit."""
    keys = {key: str(row[key]) for key in ("PARAMCD", "ARM", "REFERENCE") if not absent(row[key])}
    found = take(rows, **keys)
    return found if absent(row["AVISIT"]) else found[found["AVISIT"].isna() | found["AVISIT"].eq(row["AVISIT"])]


def answering(rows: pd.DataFrame, answer: Answer | None, row: Row) -> Row | None:
    """Find the row that answers as the primary one does, if the analysis has an answer of that kind."""
    if answer is None or answer.kind != row["kind"]:
        return None
    found = [
        one
        for one in records(take(rows, kind=answer.kind))
        if (None if absent(one["variable"]) else one["variable"]) == answer.variable and not absent(one["estimate"])
    ]
    same = [one for one in found if criterion(one) == criterion(row)]
    others = len({str(one["group"]) for one in found}) > 1  # criteria, none of which is that of the comparison
    return next(iter(of_the_analysis(same or ([] if criterion(row) and others else found))), None) if found else None


def criterion(row: Row) -> list[str]:
    """Name the event that a comparison is of, such as the criterion of responders, where its kind is of events."""
    said = Kind(row["kind"]).traits.sentence
    is_of_event = said is not None and "{event}" in said.words
    return [str(row["group"])] if is_of_event and not absent(row["group"]) else []


def agreement(row: Row, beside: list[Beside]) -> Iterator[tuple[Phrase, ...]]:
    """Say how far apart the estimates lie, and which intervals say another thing than that of the analysis itself."""
    found = {each.label: each.row for each in beside if each.row is not None}
    if found:
        low, high = (choose(found.values(), key=lambda one: float(one["estimate"])) for choose in (min, max))
        alone = f"In the sensitivity analysis ({next(iter(found))})"
        start = f"In {len(found)} sensitivity analyses" if len(found) > 1 else alone
        span = (estimate(low), Phrase(" to "), estimate(high)) if low is not high else (estimate(low),)
        yield (Phrase(f"{start} the estimate is "), *span, Phrase(f"{verdict(row, found)}."))
    silent = [each.label for each in beside if each.row is None]
    if silent:
        yield (Phrase(f"No estimate of the same kind: {listed(silent)}."),)


def verdict(row: Row, found: Mapping[str, Row]) -> str:
    """Say whether the intervals lie on the same side of no difference, or hold it, as the primary one does."""
    sides = {label: where for label, one in found.items() if (where := side(one)) is not None}
    own = side(row)
    if own is None or not sides:
        return ""
    null = f"{no_difference(Kind(row['kind'])):g}"
    others = [label for label, where in sides.items() if where != own]
    if others:
        what = f"holds {null}" if own == 0 else f"lies on one side of {null}"
        return f"; the interval of this analysis {what}, unlike that of {listed(others)}"
    if len(found) > 1:
        every = "all their intervals" if len(sides) == len(found) else f"the intervals of {len(sides)} of them"
        return f"; {every} {'hold' if own == 0 else 'lie on the same side of'} {null}, as that of this analysis"
    verb = "holds" if own == 0 else "lies on the same side of"
    return f"; its interval {verb} {null}, as that of this analysis"


def side(row: Row) -> int | None:
    """Say on which side of no difference the interval lies: -1 below, 1 above, 0 where it holds it; None without."""
    if absent(row["conf_low"]) or absent(row["conf_high"]):
        return None
    null = no_difference(Kind(row["kind"]))
    return int(row["conf_low"] > null) - int(row["conf_high"] < null)


def is_about(rows: pd.DataFrame, row: Row) -> bool:
    """Tell whether a tipping point analysis is about a comparison: it shifts the arm that is compared.

    One that shifts this arm and the reference moves the reference under the comparisons of other arms too; these are
    not its question. One that shifts the reference alone is about every comparison with it.
    """
    points = take(rows, kind=Kind.TIPPING_POINT)
    shifted = set(points.loc[points["variable"].eq(points["ARM"]), "variable"])
    return not shifted or row["ARM"] in shifted


def turned(rows: pd.DataFrame) -> tuple[Phrase, ...]:
    """Say where a result turns: by how much what is imputed would have to be shifted, or that it does not turn."""
    points = records(take(rows, kind=Kind.TIPPING_POINT))
    here = [row for row in points if row["group"] == UNSHIFTED] or points
    row = here[0]
    if absent(row["estimate"]):
        why = "it was not found where the result turns" if absent(row["reason"]) else row["reason"]
        return (Phrase(f"Tipping point: where what is imputed of {row['variable']} is shifted, {why}."),)
    shift = estimate(row)
    return (
        Phrase(f"Tipping point: the result turns where what is imputed of {row['variable']} is shifted by "),
        shift,
        Phrase("."),
    )
