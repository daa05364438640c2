"""A biomarker by arm and visit: what lies beyond the limits of quantification, and what can be said all the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.methods.laboratory.options import Concentrations
from trialstats.methods.laboratory.rows import Beyond
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.limited import (
    LOCATIONS,
    SUBSTITUTIONS,
    beyond,
    geometric,
    intervals,
    location,
)
from trialstats.methods.shared.quantification.rows import Flag, Limit
from trialstats.methods.shared.rows import NO_VALUE
from trialstats.methods.shared.scope import arm_sizes, by_parameter, visits
from trialstats.methods.shared.summary import QUARTILES
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["run"]

INFERENCE = (
    "No inference. Results below the lower limit of quantification (BLQFL) and above the upper (ALQFL) are results: n "
    "counts them, shares are of n. Median, quartiles, minimum and maximum are given as numbers where they are the same "
    "wherever the results beyond a limit lie, else as the bound that they do not reach. "
)
READ = ("USUBJID", "AVISIT", "TRT01P", "AVAL", *Limit, *Flag)
SIDES = {Flag.BELOW: (Beyond.BELOW, Limit.LOWER), Flag.ABOVE: (Beyond.ABOVE, Limit.UPPER)}


def run(analysis: Concentrations, inputs: Inputs) -> Result:
    """Describe every result at every visit, and give each as a row of its own for the figure.

    Rows, all of measure AVAL, per PARAMCD, AVISIT and ARM: summary with n (results) and total (subjects of the arm in
    the population); count of those below (variable BLQFL) and above (ALQFL), of n; a summary for each of LOCATIONS
    (variable), with the number, or with level `<` or `>` and the bound as value; geometric_mean with estimate and cv,
    whose group names what stands for results below. Per subject: value, of level `<LLOQ` or `>ULOQ` with the limit as
    value where there is no number. Per PARAMCD: value with variable ALLOQ or AULOQ, the limits (group: the batch).
    """
    sizes = arm_sizes(inputs, analysis.population)
    collector = Collector(inputs.name)
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=True)
        records = records[records["AVISIT"].isin(seen)]
        records = records[[name for name in (*READ, analysis.limits_by) if name in records]]
        used = records[records["AVAL"].notna() | beyond(records, Flag.BELOW) | beyond(records, Flag.ABOVE)]
        counts = {"in": len(records), "neither a number nor beyond a limit": len(records) - len(used)}
        at = {"PARAMCD": paramcd, "measure": "AVAL"}
        collector.exclude(at, {**counts, "used": len(used)})
        collector.add(*_limits(used, at, analysis.limits_by))
        for visit, arm in product(seen, inputs.arms):
            own = used[(used["AVISIT"] == visit) & (used["TRT01P"] == arm)]
            place = {**at, "AVISIT": visit, "ARM": arm}
            collector.add(*_counted(own, place, sizes[arm]))
            mean: Row = {**place, "kind": Kind.GEOMETRIC_MEAN, "group": SUBSTITUTIONS[analysis.substitution][1]}
            with collector.attempt(place, [mean]):
                collector.add({**mean, **geometric(own, analysis.substitution)})
            collector.add_many({**place, "kind": Kind.VALUE}, _values(own))
    share = SUBSTITUTIONS[analysis.substitution][1]
    is_above = any(row.get("level") == Beyond.ABOVE for row in collector.rows)
    above = "; results above the upper limit stand at that limit" if is_above else ""
    named = f"Geometric means and CVs put {share} in the place of results below the limit{above}. "
    return collector.result(software="numpy", inference=f"{INFERENCE}{named}{QUARTILES}")


def _counted(own: pd.DataFrame, at: Row, total: int) -> list[Row]:
    """Describe the results of one arm at one visit, whatever stands for those below the limit."""
    n, none = len(own), {"reason": NO_VALUE}
    rows: list[Row] = [{**at, "kind": Kind.SUMMARY, "n": n, "total": total, **({} if n else none)}]
    for flag, (level, _) in SIDES.items():
        count = int(beyond(own, flag).sum())
        share = {"percent": 100 * count / n} if n else none
        rows.append({**at, "kind": Kind.COUNT, "variable": flag, "level": level, "count": count, "total": n, **share})
    low, high = intervals(own)
    for name in LOCATIONS:
        found = location(low, high, name) if n else none
        rows.append({**at, "kind": Kind.SUMMARY, "variable": name, **found})
    return rows


def _values(own: pd.DataFrame) -> dict[str, NDArray[Any]]:
    """Give each subject's result, a column a key or statistic: the number, or the limit that it lies beyond.

    First those below, then those above, then the numbers.
    """
    marks = {flag: beyond(own, flag).to_numpy(dtype=bool) for flag in SIDES}
    measured = ~marks[Flag.BELOW] & ~marks[Flag.ABOVE]
    parts: list[tuple[NDArray[np.int64], str, str | None]] = [
        (np.flatnonzero(marks[flag]), limit, level) for flag, (level, limit) in SIDES.items()
    ]
    parts.append((np.flatnonzero(measured), "AVAL", None))
    subjects = own["USUBJID"].to_numpy(dtype=object)
    values = [own[name].to_numpy(dtype=float)[at] if len(at) else np.empty(0) for at, name, _ in parts]
    return {
        "USUBJID": np.concatenate([subjects[at] for at, _, _ in parts]),
        "level": np.concatenate([np.full(len(at), level, dtype=object) for at, _, level in parts]),
        "value": np.concatenate(values),
    }


def _limits(records: pd.DataFrame, at: Row, by: str | None) -> Iterator[Row]:
    """Give each limit that was in force, by batch: of several in one batch the most frequent, else the larger."""
    for _, limit in SIDES.values():
        if limit not in records or records[limit].isna().all():
            continue
        batches = records[by].astype("string") if by else pd.Series(pd.NA, index=records.index, dtype="string")
        counts = records.groupby([batches.rename("batch"), limit], dropna=False).size().reset_index(name="number")
        counts = counts.sort_values(["number", limit], ascending=False).drop_duplicates("batch")
        for row in counts.sort_values(["batch", limit]).to_dict("records"):
            name = {} if pd.isna(row["batch"]) else {"group": str(row["batch"])}
            yield {**at, "kind": Kind.VALUE, "variable": limit, **name, "value": row[limit], "count": row["number"]}
