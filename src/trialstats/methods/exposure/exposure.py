"""Exposure: sessions attended, adherence, energy and fluence by arm."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from trialstats.methods.exposure.exposure_groups import by_groups
from trialstats.methods.exposure.exposure_weeks import weekly
from trialstats.methods.exposure.options import Exposure
from trialstats.methods.exposure.received import BY_DESIGN, LABELS, per_subject, without_dose
from trialstats.methods.exposure.rows import ADHERED, Account, Counted, Received
from trialstats.methods.exposure.sessions import take_sessions, words_of
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.events import DAYS_UNDER
from trialstats.methods.shared.rows import NO_SUBJECT_IN_POPULATION
from trialstats.methods.shared.scope import members
from trialstats.methods.shared.summary import QUARTILES, summarise
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.cuts import Bands, edges

__all__ = ["check", "run"]

# What sessions that give no dose by design have none of.
DOSES = (Received.ENERGY, Received.FLUENCE, Received.CUMULATIVE)


def check(analysis: Exposure, inputs: Inputs) -> None:
    """Refuse sessions that cannot be."""
    take_sessions(analysis, inputs, members(inputs, analysis.population))


def run(analysis: Exposure, inputs: Inputs) -> Result:
    """Describe, by arm, what the subjects of the population received; who has no session received none. Of a crossover
    trial it is by treatment, of who had it.

    Rows: summary (variable DAYS, SESSIONS, ADHERENC, PERWEEK, ENERGY, FLUENCE, CUMFLU; n subjects, total the arm's);
    count of subjects (variable BAND, its level; ATLEAST, level k: k sessions or more; ADHERENT); count with `events`,
    the sessions themselves, over all (variable EVENTS) and, with `group`, by each variable of `by`; point, by week.
    """
    people = members(inputs, analysis.population)
    records = take_sessions(analysis, inputs, people)
    table = per_subject(records, people, analysis.planned)
    no_dose = without_dose(records, people, inputs.arms) if analysis.energy else []
    collector = Collector(inputs.name, "subjects")
    collector.add(*_summaries(analysis, inputs, table, no_dose))
    collector.add(*_attendance(analysis, inputs, table))
    collector.add(*by_groups(analysis, inputs, records, table, dict(_measures(analysis, inputs))))
    collector.exclude({"variable": Account.ATTENDED}, records.counts)
    if analysis.date and _has_day_one(inputs):
        points, dated = weekly(records, people, inputs)
        collector.add(*points)
        collector.exclude({"variable": Account.BY_WEEK}, dated)
    if analysis.energy:
        collector.exclude({"variable": Account.ENERGY}, records.energy)
    if analysis.area:
        collector.exclude({"variable": Account.FLUENCE}, records.fluence)
    for arm in inputs.arms:
        collector.note("subjects", _told(inputs, table, arm, analysis, no_dose))
    return collector.result(software="trialstats", inference=_words(analysis, inputs))


def _has_day_one(inputs: Inputs) -> bool:
    """Tell whether weeks can be counted: of treatments that a subject has in several periods there is no one start."""
    return inputs.day_one is not None and bool(inputs.adsl[inputs.day_one].notna().any())


def _measures(analysis: Exposure, inputs: Inputs) -> Iterator[tuple[Received, Row]]:
    """Name what is summarised, with its unit and digits."""
    if inputs.paired and inputs.adsl[DAYS_UNDER].notna().any():
        yield Received.DAYS, {"unit": "days", "decimals": 1}
    yield Received.SESSIONS, {"decimals": 1}
    yield Received.ADHERENCE, {"unit": "% of sessions planned", "decimals": 1}
    if analysis.date:
        yield Received.PER_WEEK, {"decimals": 2}
    if analysis.energy:
        energy = words_of(inputs, analysis, analysis.energy)
        area = words_of(inputs, analysis, analysis.area)
        yield Received.ENERGY, {"unit": energy.unit, "decimals": energy.decimals}
        if analysis.area:
            unit = f"{energy.unit}/{area.unit}" if energy.unit and area.unit else None
            # An area has two or three digits more before the point than one.
            words: Row = {"unit": unit, "decimals": min(energy.decimals + 2, 6)}
            yield Received.FLUENCE, words
            yield Received.CUMULATIVE, {**words, "decimals": min(energy.decimals + 1, 6)}


def _summaries(analysis: Exposure, inputs: Inputs, table: pd.DataFrame, no_dose: list[str]) -> Iterator[Row]:
    for variable, words in _measures(analysis, inputs):
        for arm in inputs.arms:
            own = table.loc[table["TRT01P"] == arm, variable]
            row = {
                "kind": Kind.SUMMARY,
                "ARM": arm,
                "variable": variable,
                "PARAM": LABELS[variable],
                **words,
                "total": len(own),
            }
            if arm in no_dose and variable in DOSES:
                yield {**row, "n": 0, "reason": BY_DESIGN}
            else:
                yield {**row, **summarise(own)}


def _attendance(analysis: Exposure, inputs: Inputs, table: pd.DataFrame) -> list[Row]:
    bands = _bands(analysis, table)
    band = pd.cut(table[Received.SESSIONS], edges(bands), right=False, labels=list(bands)).astype("str")
    most = int(max(table["PLANNED"].max(), table[Received.SESSIONS].max())) if len(table) else 0
    adhered = _adhered(analysis, table)
    rows: list[Row] = []
    for arm in inputs.arms:
        own = table["TRT01P"] == arm
        total = int(own.sum())
        at = {"kind": Kind.COUNT, "ARM": arm, "total": total}
        rows.append(
            {
                **at,
                "variable": Counted.EVENTS,
                "PARAM": "Sessions attended, all subjects",
                "events": float(table.loc[own, Received.SESSIONS].sum()),
            }
        )
        rows += [
            {
                **at,
                "variable": Counted.BAND,
                "level": level,
                "PARAM": "Number of sessions attended",
                **_share(int((own & (band == level)).sum()), total),
            }
            for level in bands
        ]
        rows += [
            {
                **at,
                "variable": Counted.AT_LEAST,
                "level": str(k),
                "value": float(k),
                "PARAM": "Sessions attended, at least",
                **_share(int((own & (table[Received.SESSIONS] >= k)).sum()), total),
            }
            for k in range(most + 1)
        ]
        if adhered is not None:
            words = {"variable": Counted.ADHERENT, "level": ADHERED, "PARAM": f"Adherent ({_threshold(analysis)})"}
            limit = {"value": float(analysis.adherent)} if analysis.adherent else {}
            rows.append({**at, **words, **limit, **_share(int((own & adhered).sum()), total)})
    return rows


def _bands(analysis: Exposure, table: pd.DataFrame) -> Bands:
    """Give the categories of attendance: declared, or none, some, and enough to adhere."""
    if analysis.bands:
        return analysis.bands
    enough = analysis.adherent or 0
    if analysis.adherent_percent and analysis.planned and len(set(table["PLANNED"])) == 1:
        enough = math.ceil(round(table["PLANNED"].iloc[0] * analysis.adherent_percent / 100, 9))
    if enough < 2:
        return {"No session": (None, 1.0), "1 or more": (1.0, None)}
    some = "1" if enough == 2 else f"1 to {enough - 1}"
    return {"No session": (None, 1.0), some: (1.0, float(enough)), f"{enough} or more": (float(enough), None)}


def _adhered(analysis: Exposure, table: pd.DataFrame) -> pd.Series[bool] | None:
    if analysis.adherent:
        return table[Received.SESSIONS] >= analysis.adherent
    if analysis.adherent_percent:
        needed = analysis.adherent_percent * table["PLANNED"]
        return (table["PLANNED"] > 0) & (100 * table[Received.SESSIONS] >= needed)
    return None


def _threshold(analysis: Exposure) -> str:
    if analysis.adherent:
        return f"{analysis.adherent} or more sessions attended"
    return f"{analysis.adherent_percent:g}% or more of the sessions planned"


def _share(count: int, total: int) -> Row:
    if total == 0:
        return {"count": count, "reason": NO_SUBJECT_IN_POPULATION}
    return {"count": count, "percent": 100 * count / total}


def _told(inputs: Inputs, table: pd.DataFrame, arm: str, analysis: Exposure, no_dose: list[str]) -> Row:
    """Count, for the notes, the subjects of an arm who are special in some way."""
    own = table[table["TRT01P"] == arm]
    told: Row = {
        "ARM": arm,
        "n_subjects": len(own),
        "no session attended": int((own[Received.SESSIONS] == 0).sum()),
        "more sessions than planned": int((own[Received.SESSIONS] > own["PLANNED"]).sum()),
    }
    if analysis.energy:
        told["total energy not known"] = 0 if arm in no_dose else int(own[Received.ENERGY].isna().sum())
    return told


def _words(analysis: Exposure, inputs: Inputs) -> str:
    planned = (
        f"{analysis.planned} sessions are planned for each subject{' in each period' if inputs.paired else ''}."
        if analysis.planned
        else "The sessions planned for a subject are the rows that the subject has, attended or not."
    )
    adherent = f" Adherent: {_threshold(analysis)}." if analysis.adherent or analysis.adherent_percent else ""
    energy = (
        " Total energy and cumulative fluence are added up over the sessions attended and are missing where a session "
        "that gives a dose has no value; fluence is energy / area, of sessions with both and an area above zero. "
        "Sessions that give no dose by design have no energy and no fluence: these do not apply."
    )
    arms = (
        " By treatment received: a subject stands under each treatment that it had, with the sessions of its periods; "
        "days under treatment are those of the periods, from the first to the last, without the time between them."
        if inputs.paired
        else ""
    )
    weeks = (
        f" By week: sessions attended by the end of each week from {inputs.day_one} (day 1), a mean over all subjects "
        "of the arm."
        if analysis.date and _has_day_one(inputs)
        else ""
    )
    return (
        "No inference. Subjects of the population without any session count as having attended none. "
        f"{planned}{adherent} Sessions per week: 7 (sessions - 1) / days from the first to the last."
        f"{energy if analysis.energy else ''}{weeks}{arms} {QUARTILES}"
    )
