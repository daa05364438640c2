"""What became of the subjects: screened, randomised, in each population, completed, stopped and why."""

from __future__ import annotations

import re

import pandas as pd

from trialstats.methods.descriptive.options import DispositionMethod
from trialstats.methods.descriptive.rows import NO_REASON, Disposition
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.crossover import PLANNED, actual_variable, period_name, start_variable

__all__ = ["run"]


def run(analysis: DispositionMethod, inputs: Inputs) -> Result:
    """Count subjects by arm and over all (ARM "All").

    Rows: kind count, variable one of SCREENED and NOTRAND (over all only: who was not randomised has no arm), RAND,
    PERIOD (of a crossover trial; level = the period that they began), each population flag, COMPLETED, DISCONTINUED,
    DCSREAS (level = the reason), NOTKNOWN (randomised, and nobody says how it ended). All but the first two count
    randomised subjects alone, of whom percent is (total); COMPLETED, DISCONTINUED and NOTKNOWN add up to RAND.
    """
    adsl = inputs.adsl
    randomised = _randomised(adsl)
    outside = int((~randomised).sum())
    base = {"kind": Kind.COUNT, "ARM": ALL}
    collector = Collector(inputs.name)
    collector.add(
        {**base, "variable": Disposition.SCREENED, "count": len(adsl), "n": len(adsl)},
        {**base, "variable": Disposition.NOT_RANDOMISED, "count": outside, "n": outside},
    )
    conditions: dict[str, pd.Series[bool]] = {Disposition.RANDOMISED: randomised}
    conditions |= {flag: chosen & randomised for flag, chosen in _populations(inputs).items()}
    known = _has_disposition(adsl)
    if known:
        conditions |= _ends(adsl[["EOSSTT"]], randomised)
    for level, condition in _periods(adsl, randomised).items():
        collector.add(*_count(condition, {"variable": Disposition.PERIOD, "level": level}, inputs, randomised))
    for variable, condition in conditions.items():
        collector.add(*_count(condition, {"variable": variable}, inputs, randomised))
        if variable == Disposition.DISCONTINUED:
            collector.add(*_reasons(condition, inputs, randomised))
    return collector.result(**_notes(inputs, randomised, known))


def _randomised(adsl: pd.DataFrame) -> pd.Series[bool]:
    return adsl["RANDFL"].eq("Y").fillna(False).astype(bool) if "RANDFL" in adsl else adsl["TRT01P"].notna()


def _periods(adsl: pd.DataFrame, randomised: pd.Series[bool]) -> dict[str, pd.Series[bool]]:
    """Tell who began each period of a crossover trial: a treatment was taken in it, or else it has a first day.

    Nothing where the trial has no periods, or does not say who began every one.
    """
    length = sum(re.fullmatch(PLANNED, name) is not None for name in adsl.columns)
    began: dict[str, pd.Series[bool]] = {}
    for period in range(1, length + 1):
        told = next((name for name in (actual_variable(period), start_variable(period)) if name in adsl), None)
        if length < 2 or told is None:
            return {}
        began[period_name(period)] = adsl[told].notna() & randomised
    return began


def _has_disposition(adsl: pd.DataFrame) -> bool:
    return "EOSSTT" in adsl and bool(adsl["EOSSTT"].notna().any())


def _populations(inputs: Inputs) -> dict[str, pd.Series[bool]]:
    return {flag: (inputs.adsl[flag] == "Y").fillna(False).astype(bool) for flag in inputs.populations}


def _ends(adsl: pd.DataFrame, randomised: pd.Series[bool]) -> dict[str, pd.Series[bool]]:
    completed, stopped = (
        (adsl["EOSSTT"] == status).fillna(False).astype(bool) & randomised
        for status in (Disposition.COMPLETED, Disposition.DISCONTINUED)
    )
    return {
        Disposition.COMPLETED: completed,
        Disposition.DISCONTINUED: stopped,
        Disposition.NOT_KNOWN: randomised & ~completed & ~stopped,
    }


def _reasons(stopped: pd.Series[bool], inputs: Inputs, randomised: pd.Series[bool]) -> list[Row]:
    if Disposition.REASON not in inputs.adsl:
        return []
    reasons = inputs.adsl[Disposition.REASON].astype("string").fillna("").str.strip().replace("", NO_REASON)
    levels = list(reasons[stopped].value_counts().sort_index(kind="stable").index)
    rows: list[Row] = []
    for level in levels:
        keys = {"variable": Disposition.REASON, "level": str(level)}
        rows += _count(stopped & (reasons == level).astype(bool), keys, inputs, randomised)
    return rows


def _count(condition: pd.Series[bool], keys: Row, inputs: Inputs, randomised: pd.Series[bool]) -> list[Row]:
    arms = {arm: (inputs.adsl["TRT01P"] == arm).fillna(False).astype(bool) for arm in inputs.arms}
    everybody = pd.Series(True, index=inputs.adsl.index)
    rows: list[Row] = []
    for arm, of_arm in {**arms, ALL: everybody}.items():
        count, total = int((condition & of_arm).sum()), int((randomised & of_arm).sum())
        row = {"kind": Kind.COUNT, "ARM": arm, **keys, "n": count, "count": count, "total": total}
        share = {"percent": 100 * count / total} if total else {"reason": "nobody was randomised to this arm"}
        rows.append({**row, **share})
    return rows


def _notes(inputs: Inputs, randomised: pd.Series[bool], known: bool) -> Row:
    outside = {flag: int((chosen & ~randomised).sum()) for flag, chosen in _populations(inputs).items()}
    return {
        "software": "trialstats",
        "inference": "No inference. Counts and percentages are of the randomised subjects of the arm.",
        "disposition": "how subjects ended the trial was read from the data"
        if known
        else "the trial file has no disposition: who completed and who stopped is not known",
        "populations": dict(inputs.populations),
        "not_randomised_in_population": {flag: count for flag, count in outside.items() if count},
    }
