"""What is said beside a primary comparison: which way is better, what it is adjusted for, what of a margin is shown."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from trialstats.display.margins import conclusion, statistics_of
from trialstats.report.content import ReportContent
from trialstats.report.phrases import Phrase, Row, records, take
from trialstats.report.words import absent
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.trialfile.parts.analysis import Estimating

__all__ = ["adjustment", "direction", "tested"]

WAYS = {
    Kind.RISK_DIFFERENCE: {"lower": "A smaller share is better.", "higher": "A larger share is better."},
    Kind.ODDS_RATIO: {"lower": "Smaller odds are better.", "higher": "Larger odds are better."},
    Kind.HAZARD_RATIO: {"lower": "A lower hazard is better.", "higher": "A higher hazard is better."},
}
# The options that name what a model adjusts for, and the comparisons that strata are of: no rank test is.
ADJUSTING = ("adjusted", "covariates", "modifiers")
WITHIN_STRATA = (Kind.RISK_DIFFERENCE, Kind.HAZARD_RATIO, Kind.WIN_RATIO)
KEYS = ("PARAMCD", "AVISIT", "ARM", "REFERENCE", "group")


def margins_of(row: Row, rows: pd.DataFrame) -> list[Row]:
    """Find the tests of a margin that are of a comparison."""
    found = records(take(rows, kind=Kind.MARGIN))
    return [one for one in found if all(one[key] == row[key] or absent(row[key]) for key in KEYS)]


def tested(row: Row, rows: pd.DataFrame) -> list[Phrase]:
    """Say whether non-inferiority or equivalence is shown, by which margin, as the table and the figure do."""
    return [
        Phrase(f" {conclusion(one)}", f"{one['id']}:{','.join(statistics_of(one))}")
        for one in margins_of(row, rows)
        if not absent(one["estimate"])
    ]


def direction(row: Row, rows: pd.DataFrame) -> list[Phrase]:
    """Say which way is better, of an event or a hazard; rows: all of the analysis, which says it of its event."""
    ways = WAYS.get(row["kind"])
    if ways is None:
        return []
    keys = {key: row[key] for key in ("PARAMCD", "group") if not absent(row[key])}
    named = row["better"] if row["kind"] == Kind.HAZARD_RATIO else None
    events = take(rows, kind=Kind.VALUE, **keys)
    # The threshold of a response is of the parameter, whose better way is not that of responding.
    said = [named, *events.loc[events["variable"].ne(Told.THRESHOLD), "better"]]
    better = next((str(one) for one in said if not absent(one)), None)
    return [Phrase(f" {ways[better]}")] if better in ways else []


def adjustment(row: Row, analysis: Estimating, content: ReportContent) -> list[Phrase]:
    """Say what a comparison is adjusted for, or within which strata arms are compared."""
    said = analysis.subject_variables
    names = [name for key in ADJUSTING for name in said.get(key, ())]
    if names:
        return [Phrase(f" It is adjusted for {listed(called(name, content) for name in dict.fromkeys(names))}.")]
    if row["kind"] in WITHIN_STRATA and (strata := said.get("strata", ())):
        return [Phrase(f" Arms are compared within the strata of {listed(called(name, content) for name in strata)}.")]
    return []


def called(name: str, content: ReportContent) -> str:
    covariate = content.trial.covariates.get(name)
    return "the value at baseline" if name == "BASE" else (covariate and covariate.label) or name


def listed(names: Iterable[str]) -> str:
    """`Age`, `Age and Sex`, `Age, Sex and Site`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
