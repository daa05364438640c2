"""One table for a paper: means and standard deviations by arm and visit, beside the adjusted differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from trialstats.display.look import Look
from trialstats.display.table.cells import Record, count_cell, decimals, estimate_cell, p_cell, pair_cell
from trialstats.display.table.choose import (
    arms_of,
    choose,
    confidence,
    distinct,
    find,
    only,
    parameter_name,
    population_of,
    visits_of,
)
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.display.table.labels import MEAN_SD
from trialstats.methods.continuous.options import JournalTable
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL

__all__ = ["tabulate"]

BETTER = {"lower": "lower is better", "higher": "higher is better"}
MEASURES = {"AVAL": MEAN_SD, "CHG": "Change, mean (SD)", "PCHG": "Percent change, mean (SD)"}
VISIT, ANALYSIS = "Visit", "Analysis"
INTERVAL = "CI: confidence interval."
SPREAD = "SD: standard deviation. CI: confidence interval."
DESCRIBED = "Means and standard deviations are of the values recorded; n: subjects with a value."


@dataclass(frozen=True)
class Piece:
    """A column of each arm: its label, of which measure it is, and how its cells are written."""

    label: str
    measure: str | None
    write: Callable[[Record | None], Cell]


def tabulate(table: JournalTable, rows: pd.DataFrame, look: Look) -> TableData:
    """Lay out a group for each parameter, and each analysis that compares it; a line for each visit."""
    means = [record for record in choose(table, rows, [Kind.SUMMARY]) if record["ARM"] != ALL]
    differences = [record for record in choose(table, rows, [Kind.DIFFERENCE]) if record["AVISIT"] is not None]
    arms, active = arms_of(means, look), arms_of(differences, look)
    pieces = described(distinct(means, "measure", tuple(MEASURES)))
    groups, stubs = [], set()
    for code in distinct([*means, *differences], "PARAMCD", table.parameters):
        own, compared = only(means, PARAMCD=code), by_analysis(only(differences, PARAMCD=code), table)
        if beside_each_other(own, compared):
            stubs.add(ANALYSIS)
            label = f"{compared[0][0]['AVISIT']}: {heading(compared[0], [], several=False)}"
            groups.append(Group(label, analyses(compared, active)))
            continue
        stubs.add(VISIT)
        for part in compared or [[]]:
            written = tuple(lines(own, part, arms, pieces, active, look))
            groups.append(Group(heading([*own, *part], part, several=len(compared) > 1), written))
    return TableData(
        title=table.title,
        number=table.number,
        subtitle=population_of([*means, *differences]),
        columns=(
            *(
                Column(p.label, spanner=arm, align="right" if p.label == "n" else "point")
                for arm in arms
                for p in pieces
            ),
            *difference_columns(active, differences, look),
        ),
        groups=tuple(groups),
        footnotes=(*explained(means, differences, look), *table.footnotes),
        notice=look.notice,
        stub=stubs.pop() if len(stubs) == 1 else "",
    )


def by_analysis(differences: Sequence[Record], table: JournalTable) -> list[list[Record]]:
    """Part the differences of a parameter by the analyses that compare it."""
    return [only(differences, analysis=name) for name in distinct(differences, "analysis", table.analyses)]


def beside_each_other(means: Sequence[Record], compared: Sequence[Sequence[Record]]) -> bool:
    """Tell analyses of one question at one visit: these have a line each and no heading of their own."""
    return not means and len(compared) > 1 and len({record["AVISIT"] for own in compared for record in own}) == 1


def analyses(compared: Sequence[Sequence[Record]], active: Sequence[str]) -> tuple[Row, ...]:
    """Write a line for each analysis."""
    return tuple(
        Row(str(own[0]["label"] or own[0]["analysis"]), tuple(c for arm in active for c in comparison(own, arm)))
        for own in compared
    )


def comparison(records: Sequence[Record], arm: str) -> tuple[Cell, Cell]:
    """Write the adjusted difference of an arm and its p value."""
    record = find(records, ARM=arm)
    return estimate_cell(record, 0 if record is None else decimals(record)), p_cell(record)


def heading(records: Sequence[Record], differences: Sequence[Record], *, several: bool) -> str:
    """Name the parameter, which of its values are better and, where several analyses compare it, the one that does."""
    better = BETTER.get(str(records[0]["better"]), "")
    name = f"{parameter_name(records[0])}{f'; {better}' if better else ''}"
    return f"{name}. {differences[0]['label'] or differences[0]['analysis']}" if several else name


def described(measures: Sequence[str | None]) -> list[Piece]:
    """Choose the columns of an arm: of each measure n, which need not be the same for all, and the mean."""
    return [
        piece
        for measure in measures
        for piece in (Piece("n", measure, count_cell), Piece(MEASURES[str(measure)], measure, mean_cell))
    ]


def difference_columns(active: Sequence[str], differences: Sequence[Record], look: Look) -> list[Column]:
    """Head, for each active arm, its adjusted difference from the reference and the p value."""
    return [
        Column(label, spanner=f"{arm} minus {look.reference}", align="point")
        for arm in active
        for label in (f"Adjusted difference ({confidence(differences)})", "p")
    ]


def lines(
    means: Sequence[Record],
    differences: Sequence[Record],
    arms: Sequence[str],
    pieces: Sequence[Piece],
    active: Sequence[str],
    look: Look,
) -> list[Row]:
    """Write a line for each visit: what was recorded in each arm, and what the model makes of it."""
    written = []
    for visit in visits_of([*means, *differences], look):
        here, compared = only(means, AVISIT=visit), only(differences, AVISIT=visit)
        cells: list[Cell] = []
        for arm in arms:
            cells += [piece.write(find(here, ARM=arm, measure=piece.measure)) for piece in pieces]
        for arm in active:
            cells += comparison(compared, arm)
        written.append(Row(visit or "All visits", tuple(cells)))
    return written


def mean_cell(record: Record | None) -> Cell:
    """Write mean and standard deviation; nothing where nobody has a value, which n says."""
    if record is None or record["n"] == 0:
        return Cell()
    return pair_cell(record, "mean", "sd", decimals(record))


def explained(means: Sequence[Record], differences: Sequence[Record], look: Look) -> list[str]:
    """Say what is recorded and what is modelled, by the names of the analyses that do."""
    notes = [SPREAD, DESCRIBED] if means else [INTERVAL]
    if differences:
        models = [str(record["label"] or record["analysis"]) for record in differences]
        beside = " They are estimated by the model, and so are not the differences of the means beside them."
        notes.append(
            f"Adjusted differences are of the arm minus {look.reference}: {'; '.join(dict.fromkeys(models))}."
            f"{beside if means else ''}"
        )
    return notes
