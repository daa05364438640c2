"""How parameters go together with another outcome: over visits within subjects, and in their changes at a visit.

Exploratory: a correlation, even one adjusted for the arm, is no effect of treatment and no proof of a mechanism.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.methods.association.association_data import Gathered, changes_of, gather, other_values, repeated_pairs
from trialstats.methods.association.correlation import adjusted_line, partial_correlation, within_subjects
from trialstats.methods.association.options import Association
from trialstats.methods.association.rows import ON_LOGARITHMS, BelowLimit, Correlated, Counted
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.shared.scope import by_parameter, conf_level, members
from trialstats.methods.shared.used import NO_RECORD
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["run"]

SOFTWARE = (
    "pingouin (correlations of changes and their p values); correlations within subjects, intervals and line by "
    "trialstats"
)


def run(analysis: Association, inputs: Inputs) -> Result:
    """Correlate each parameter with the other outcome (`variable`: its PARAMCD).

    Rows, per PARAMCD: kind correlation, group repeated (r within subjects over visits; events: pairs of values) and
    group change at each AVISIT (r of the changes, adjusted for arm and covariates); n subjects, df those of r. Groups
    end in `, log` where the parameter is on the log scale. Kind point, group as the change's, for figures: of each
    subject (USUBJID, ARM) the change of the parameter (value; the ratio to baseline on the log scale) and of the other
    outcome (estimate); and along the adjusted line (level 1, 2, ...) value, estimate and its interval. Kind count:
    records of the parameter, variables USED, BELOW (below a limit; level: what is done), ABOVE (left out) and
    ABSENT, of total.
    """
    people = members(inputs, analysis.population).set_index("USUBJID")
    other = other_values(analysis, inputs, people.index)
    below_limit = BelowLimit(analysis.below_limit)
    collector = Collector(inputs.name)
    collector.add(_said(analysis.outcome.PARAMCD, Counted.USED, len(other), len(other)))
    for paramcd, records in by_parameter(analysis, inputs):
        gathered = gather(records, other, analysis.scale, below_limit)
        for name, count in gathered.said.items():
            row = _said(paramcd, name, count, gathered.total)
            collector.add({**row, "level": below_limit} if name is Counted.BELOW else row)
        collector.exclude({"PARAMCD": paramcd}, gathered.counts)
        at = {"kind": Kind.CORRELATION, "PARAMCD": paramcd, "variable": analysis.outcome.PARAMCD}
        row = {**at, "group": _group(analysis, Correlated.REPEATED)}
        several, counts = repeated_pairs(gathered.pairs)
        collector.exclude({"PARAMCD": paramcd, "group": row["group"]}, counts)
        with collector.attempt(row):
            collector.add(_repeated(analysis, several, row))
        for visit in _visits(analysis, inputs, gathered):
            row = {**at, "group": _group(analysis, Correlated.CHANGE), "AVISIT": visit}
            frame, counts = changes_of(gathered.pairs, inputs.baseline, visit, people, analysis.covariates)
            collector.exclude({"PARAMCD": paramcd, "AVISIT": visit}, counts)
            with collector.attempt(row):
                estimated, line = _changed(analysis, frame, row)
                collector.add(estimated)
                collector.add_many({**_place(row), "kind": Kind.POINT}, _points(analysis, frame))
                collector.add(*line)
    return collector.result(software=SOFTWARE, inference=_inference(analysis), brief=_brief(analysis, inputs))


def _group(analysis: Association, name: Correlated) -> str:
    return f"{name}{ON_LOGARITHMS}" if analysis.scale == "log" else name


def _said(paramcd: str, variable: Counted, count: int, total: int) -> Row:
    row = {"kind": Kind.COUNT, "PARAMCD": paramcd, "variable": variable, "count": count, "total": total}
    return {**row, "percent": 100 * count / total} if total else {**row, "reason": NO_RECORD}


def _visits(analysis: Association, inputs: Inputs, gathered: Gathered) -> list[str]:
    return [visit for visit in inputs.after_baseline if visit in (analysis.changes_at or set(gathered.pairs["AVISIT"]))]


def _repeated(analysis: Association, pairs: pd.DataFrame, row: Row) -> Row:
    counted = {"n": pairs["USUBJID"].nunique(), "events": len(pairs)}
    return {**row, **counted, **within_subjects(pairs, conf_level(analysis))}


def _place(row: Row) -> Row:
    return {key: row[key] for key in ("PARAMCD", "AVISIT", "group", "variable")}


def _points(analysis: Association, frame: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Give the changes of each subject, a column a key or statistic."""
    return {
        "USUBJID": frame["USUBJID"].to_numpy(dtype=object),
        "ARM": frame["TRT01P"].astype(str).to_numpy(dtype=object),
        "value": _shown(analysis, frame["x"]),
        "estimate": frame["y"].to_numpy(dtype=float),
    }


def _changed(analysis: Association, frame: pd.DataFrame, row: Row) -> tuple[Row, list[Row]]:
    """Estimate the correlation of changes, and the points of the adjusted line."""
    level = conf_level(analysis)
    terms = [*(["TRT01P"] if len(frame["TRT01P"].unique()) > 1 else []), *analysis.covariates]
    estimated = {**row, "n": len(frame), **partial_correlation(frame, terms, level)}
    line = adjusted_line(frame, terms, level)
    places = _shown(analysis, pd.Series([point["x"] for point in line]))
    along = [
        {
            **_place(row),
            "kind": Kind.POINT,
            "level": str(place),
            **{k: point[k] for k in ("estimate", "conf_low", "conf_high")},
            "conf_level": level,
            "value": float(value),
        }
        for place, (point, value) in enumerate(zip(line, places, strict=True), start=1)
    ]
    return estimated, along


def _shown(analysis: Association, change: pd.Series[float]) -> NDArray[np.float64]:
    """Give changes as a figure shows them: ratios where values are logarithms."""
    values = change.to_numpy(dtype=float)
    return np.asarray(np.exp(values) if analysis.scale == "log" else values, dtype=np.float64)


def _brief(analysis: Association, inputs: Inputs) -> str:
    names = ["the arm", *covariates_named(analysis.covariates, inputs)]
    return f"Correlations of changes are adjusted for {list_of(names)}."


def _inference(analysis: Association) -> str:
    covariates = ", ".join(["treatment arm", *analysis.covariates])
    scale = " The parameters are on the log scale." if analysis.scale == "log" else ""
    below = {
        BelowLimit.EXCLUDED: "Results below a limit have no number: they are left out and counted",
        BelowLimit.HALF_LIMIT: "Results below a limit count as half of it",
    }[BelowLimit(analysis.below_limit)]
    return (
        "Exploratory; no conclusion on mechanism or effect rests on it. Repeated-measures correlation "
        "over visits within subjects, not adjusted for time or arm (Bakdash & Marusich, Front Psychol 2017;8:456), and "
        f"partial correlation of the changes at a visit given {covariates}. Intervals by Fisher's z with standard "
        f"error 1 / sqrt(df - 1).{scale} {below}. Results above a limit are left out. No adjustment for "
        "multiplicity."
    )
