"""Nerves described: how many responses were measured, absent, not done and missing, and what was measured."""

from __future__ import annotations

import math

import pandas as pd
from scipy import stats

from trialstats.methods.nerve.options import Nerves
from trialstats.methods.nerve.rows import COLD, FLAGGED, MISSING
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.rows import RESPONSES, Response
from trialstats.methods.shared.scope import arm_sizes, by_parameter, conf_level, visits
from trialstats.methods.shared.summary import QUARTILES, summarise
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["run"]

PLACE = {"group": "NVLOC", "variable": "NVATTR", "level": "NVLAT"}

INFERENCE = (
    "No inference. A response is absent where it was looked for and not found; means are of what was measured, with t "
    f"intervals. {QUARTILES} Counts are of `total`, the subjects of the arm in the population."
)


def run(analysis: Nerves, inputs: Inputs) -> Result:
    """Describe every parameter with a nerve, by visit and arm.

    Rows: summary (AVAL; group the nerve, variable the attribute, level the side): n mean sd median q1 q3 minimum
    maximum of what was measured, and the t interval of the mean.
    count (variable RESPSTAT; level PRESENT, ABSENT, NOT DONE or MISSING), which add up to total, the subjects of the
    arm in the population. count (variable
    TEMPFL, level Y) where cold limbs are flagged.
    """
    sizes = arm_sizes(inputs, analysis.population)
    collector = Collector(inputs.name)
    for paramcd, records in by_parameter(analysis, inputs):
        place = _place(records)
        if not place:
            continue  # a derived parameter is of no single nerve and side
        collector.exclude({"PARAMCD": paramcd, "measure": "AVAL"}, _left_out(records))
        for visit in visits(analysis, inputs, records, with_baseline=True):
            here = records[(records["AVISIT"] == visit) & records["TRT01P"].notna()]
            for arm in inputs.arms:
                at = {"PARAMCD": paramcd, "measure": "AVAL", "AVISIT": visit, "ARM": arm}
                collector.add(*_describe(here[here["TRT01P"] == arm], at, place, sizes[arm], conf_level(analysis)))
    return collector.result(software="numpy", inference=INFERENCE)


def _place(records: pd.DataFrame) -> Row:
    """Give nerve, attribute and side of a parameter, as keys; empty where it has no nerve."""
    told = {key: records[name].dropna() for key, name in PLACE.items() if name in records}
    place = {key: str(words.iloc[0]) for key, words in told.items() if len(words)}
    return place if "group" in place else {}


def _left_out(records: pd.DataFrame) -> dict[str, int]:
    status = _status(records)
    counts = {"in": len(records)}
    counts |= {
        f"response {word.lower()}": int((status == word).sum())
        for word in (Response.ABSENT, Response.NOT_DONE, MISSING)
    }
    return {**counts, "used": int((status == Response.PRESENT).sum())}


def _status(records: pd.DataFrame) -> pd.Series[str]:
    """Tell what each record holds; a text that is neither absent nor not done is missing."""
    known = records[RESPONSES] if RESPONSES in records else pd.Series(pd.NA, index=records.index)
    return known.astype("string").fillna(MISSING).mask(records["AVAL"].notna(), Response.PRESENT)


def _describe(own: pd.DataFrame, at: Row, place: Row, total: int, level: float) -> list[Row]:
    counts: dict[str, int] = {word: int((_status(own) == word).sum()) for word in Response}
    # Subjects without any record are as missing as those with an empty one.
    counts[MISSING] = total - sum(counts.values())
    summary = summarise(own["AVAL"])
    rows: list[Row] = [{**at, **place, "kind": Kind.SUMMARY, **summary, **_interval(summary, level)}]
    rows += [_count(at, RESPONSES, word, count, total) for word, count in counts.items()]
    if COLD in own:
        rows.append(_count(at, COLD, FLAGGED, int((own[COLD] == FLAGGED).sum()), total))
    return rows


def _count(at: Row, variable: str, level: str, count: int, total: int) -> Row:
    share = {"percent": 100 * count / total} if total else {}
    return {**at, "kind": Kind.COUNT, "variable": variable, "level": level, "count": count, "total": total, **share}


def _interval(summary: Row, level: float) -> Row:
    """Give the t interval of the mean; none where there is no SD."""
    if not summary.get("sd"):
        return {}
    half = float(stats.t.ppf((1 + level) / 2, summary["n"] - 1)) * summary["sd"] / math.sqrt(summary["n"])
    return {"conf_low": summary["mean"] - half, "conf_high": summary["mean"] + half, "conf_level": level}
