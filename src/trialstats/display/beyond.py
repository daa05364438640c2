"""The note under estimates that results beyond a limit of quantification fell out of, in a table or figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trialstats.display.table.cells import Record
from trialstats.display.table.choose import choose, distinct, only
from trialstats.results.kinds import Kind

if TYPE_CHECKING:
    import pandas as pd

    from trialstats.trialfile.parts.display import Display

__all__ = ["notes_of_beyond"]

BIASED = (
    "{label}: {count:.0f} of {total:.0f} records lie beyond a limit of quantification, or have a baseline that does "
    "({arms}). They have no number and are left out: the estimates are of the rest and biased. An analysis by method "
    "censored uses all results."
)


def notes_of_beyond(display: Display, rows: pd.DataFrame) -> list[str]:
    """Say, for each analysis and parameter of a display, how many records were left out so, by arm."""
    records = choose(display, rows, [Kind.BEYOND_LIMIT])
    analyses = distinct(records, "analysis")
    return [
        said(own, several=len(analyses) > 1)
        for analysis in analyses
        for code in distinct(only(records, analysis=analysis), "PARAMCD")
        for own in [only(records, analysis=analysis, PARAMCD=code)]
    ]


def said(own: Sequence[Record], *, several: bool) -> str:
    """Say it of one parameter of an analysis, which is named where there are several."""
    first = own[0]
    names = [first["label"] or first["analysis"]] if several else []
    return BIASED.format(
        label=": ".join([*names, first["PARAM"] or first["PARAMCD"]]),
        count=sum(record["count"] for record in own),
        total=sum(record["total"] for record in own),
        arms=", ".join(f"{record['ARM']} {record['count']:.0f}" for record in own),
    )
