"""What became of the subjects: screened, randomised, in each population, completed, stopped and why."""

from __future__ import annotations

import pandas as pd

from trialstats.methods.descriptive.options import DispositionMethod
from trialstats.methods.descriptive.rows import Disposition
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.people import began_periods, ends_known, is_yes, randomised, reasons, was
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.rows import ALL
from trialstats.results.shape import Result, Row

__all__ = ["run"]


def run(analysis: DispositionMethod, inputs: Inputs) -> Result:
    """Count subjects by arm and over all (ARM "All").

    Rows: kind count, variable one of SCREENED and NOTRAND (over all only: who was not randomised has no arm), RAND,
    PERIOD (of a crossover trial; level = the period that they began), each population flag, COMPLETED, DISCONTINUED,
    DCSREAS (level = the reason), NOTKNOWN (randomised, and nobody says how it ended). All but the first two count
    randomised subjects alone, of whom percent is (total); COMPLETED, DISCONTINUED and NOTKNOWN add up to RAND.
    """
    adsl = inputs.adsl
    inside = randomised(adsl)
    outside = int((~inside).sum())
    base = {"kind": Kind.COUNT, "ARM": ALL}
    collector = Collector(inputs.name)
    collector.add(
        {**base, "variable": Disposition.SCREENED, "count": len(adsl), "n": len(adsl)},
        {**base, "variable": Disposition.NOT_RANDOMISED, "count": outside, "n": outside},
    )
    conditions: dict[str, pd.Series[bool]] = {Disposition.RANDOMISED: inside}
    conditions |= {flag: chosen & inside for flag, chosen in _populations(inputs).items()}
    known = ends_known(adsl)
    if known:
        conditions |= _ends(adsl)
    for level, condition in began_periods(adsl).items():
        collector.add(*_count(condition, {"variable": Disposition.PERIOD, "level": level}, inputs))
    for variable, condition in conditions.items():
        collector.add(*_count(condition, {"variable": variable}, inputs))
        if variable == Disposition.DISCONTINUED:
            collector.add(*_reasons(condition, inputs))
    return collector.result(**_notes(inputs, inside, known))


def _populations(inputs: Inputs) -> dict[str, pd.Series[bool]]:
    return {flag: is_yes(inputs.adsl, flag) for flag in inputs.populations}


def _ends(adsl: pd.DataFrame) -> dict[str, pd.Series[bool]]:
    completed, stopped = was(adsl, Disposition.COMPLETED), was(adsl, Disposition.DISCONTINUED)
    return {
        Disposition.COMPLETED: completed,
        Disposition.DISCONTINUED: stopped,
        Disposition.NOT_KNOWN: randomised(adsl) & ~completed & ~stopped,
    }


def _reasons(stopped: pd.Series[bool], inputs: Inputs) -> list[Row]:
    given = reasons(inputs.adsl, Disposition.REASON)
    if given is None:
        return []
    rows: list[Row] = []
    for level in sorted(given[stopped].unique()):
        keys = {"variable": Disposition.REASON, "level": str(level)}
        rows += _count(stopped & (given == level).astype(bool), keys, inputs)
    return rows


def _count(condition: pd.Series[bool], keys: Row, inputs: Inputs) -> list[Row]:
    arms = {arm: (inputs.adsl["TRT01P"] == arm).fillna(False).astype(bool) for arm in inputs.arms}
    everybody, inside = pd.Series(True, index=inputs.adsl.index), randomised(inputs.adsl)
    rows: list[Row] = []
    for arm, of_arm in {**arms, ALL: everybody}.items():
        count, total = int((condition & of_arm).sum()), int((inside & of_arm).sum())
        row = {"kind": Kind.COUNT, "ARM": arm, **keys, "n": count, "count": count, "total": total}
        share = {"percent": 100 * count / total} if total else {"reason": "nobody was randomised to this arm"}
        rows.append({**row, **share})
    return rows


def _notes(inputs: Inputs, inside: pd.Series[bool], known: bool) -> Row:
    outside = {flag: int((chosen & ~inside).sum()) for flag, chosen in _populations(inputs).items()}
    return {
        "software": "trialstats",
        "inference": "No inference. Counts and percentages are of the randomised subjects of the arm.",
        "disposition": "how subjects ended the trial was read from the data"
        if known
        else "the trial file has no disposition: who completed and who stopped is not known",
        "populations": dict(inputs.populations),
        "not_randomised_in_population": {flag: count for flag, count in outside.items() if count},
    }
