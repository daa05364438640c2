"""Sessions attended, energy and fluence by a variable of the session: wavelength, class of device."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.methods.exposure.options import Exposure
from trialstats.methods.exposure.received import LABELS
from trialstats.methods.exposure.rows import NOT_APPLICABLE, NOT_RECORDED, Counted, Received
from trialstats.methods.exposure.sessions import DOSED, ENERGY, FLUENCE, SessionRecords, words_of
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.summary import summarise
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row
from trialstats.trialfile.parts.levels import in_natural_order

__all__ = ["by_groups"]

# What is added up over the sessions of a level, and the column of each session that holds it.
DOSES = {Received.ENERGY: ENERGY, Received.CUMULATIVE: FLUENCE}


def by_groups(
    analysis: Exposure, inputs: Inputs, records: SessionRecords, table: pd.DataFrame, words: Mapping[Received, Row]
) -> list[Row]:
    """Count, for each level of each variable of `by`, sessions (`events`) and the subjects who had one.

    Rows, `group` the variable's label: count (variable EVENTS, level; events over all levels add up to the sessions
    attended) and, where there is a dose, summary (variable ENERGY, CUMFLU, level) of the subjects with such a session,
    whose every such session has one. words: unit and digits of the doses that there are.
    """
    arm = records.rows["USUBJID"].map(table.set_index("USUBJID")["TRT01P"].astype(str))
    sizes = table["TRT01P"].astype(str).value_counts()
    rows: list[Row] = []
    for variable, label in _labels(analysis, inputs).items():
        levels, order = _levels(records.rows, variable, words_of(inputs, analysis, variable).unit)
        for level in order:
            for name in inputs.arms:
                own = records.rows[(arm == name) & (levels == level)]
                at = {"ARM": name, "group": label, "level": level, "total": int(sizes.get(name, 0))}
                rows.append(
                    {**at, "kind": Kind.COUNT, "variable": Counted.EVENTS, "events": len(own), **_subjects(own, at)}
                )
                rows += [
                    {
                        **at,
                        "kind": Kind.SUMMARY,
                        "variable": dose,
                        "PARAM": LABELS[dose],
                        **words[dose],
                        **_sum(own, column),
                    }
                    for dose, column in (DOSES.items() if own[DOSED].any() else ())
                    if dose in words
                ]
    return rows


def _labels(analysis: Exposure, inputs: Inputs) -> dict[str, str]:
    """Name each variable by its label, or by itself where another has the same label."""
    labels = {name: words_of(inputs, analysis, name).label for name in analysis.by}
    shared = [label for label in labels.values() if list(labels.values()).count(label) > 1]
    return {name: name if label in shared else label for name, label in labels.items()}


def _levels(rows: pd.DataFrame, variable: str, unit: str | None) -> tuple[pd.Series, list[str]]:
    """Write each session's level, with its unit; list the levels in order, those without a value last."""
    values = rows[variable]
    if pd.api.types.is_numeric_dtype(values.dtype):
        written = {value: f"{value:g} {unit}" if unit else f"{value:g}" for value in sorted(values.dropna().unique())}
    else:
        written = {value: str(value) for value in in_natural_order(values.dropna().unique())}
    absent = rows[DOSED].map({True: NOT_RECORDED, False: NOT_APPLICABLE})
    levels = values.map(written).astype("object").where(values.notna(), absent).astype("str")
    return levels, [
        *dict.fromkeys(written.values()),
        *(name for name in (NOT_APPLICABLE, NOT_RECORDED) if (levels[values.isna()] == name).any()),
    ]


def _subjects(own: pd.DataFrame, at: Row) -> Row:
    count = own["USUBJID"].nunique()
    return {"count": count, **({"percent": 100 * count / at["total"]} if at["total"] else {})}


def _sum(own: pd.DataFrame, column: str) -> Row:
    groups = own[own[DOSED]].groupby("USUBJID")[column]
    totals = groups.sum().where(groups.count() == groups.size())
    return {"total": len(totals), **summarise(totals)}
