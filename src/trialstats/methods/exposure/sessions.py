"""Treatment sessions as they were recorded: who attended, what energy and fluence each gave, and what is not known.

Fluence is energy / area, of sessions with both, and never with an area of zero. A session that gives no dose by
design (sham) has neither: they do not apply to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.exposure.options import Sessions
from trialstats.methods.shared.impossible import refuse_negative, refuse_twice
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.occurrences.events import under_treatment
from trialstats.trialfile.parts.crossover import APERIOD
from trialstats.trialfile.parts.levels import is_one_of

__all__ = ["SessionRecords", "take_sessions", "words_of"]

# Names that the columns get whatever the trial file calls them.
DATE, ENERGY, FLUENCE, DOSED = "_date", "_energy", "_fluence", "_dosed"


@dataclass(frozen=True)
class SessionRecords:
    """rows: the sessions attended by the subjects asked for, with USUBJID, the variables of the dataset and _date,
    _energy, _fluence (missing where not known or not applicable) and _dosed (False where none by design).

    planned: how many rows each subject has, attended or not. counts: `in`, reasons, `used`, of rows. energy and
    fluence: the same, of the sessions attended.
    """

    rows: pd.DataFrame
    planned: pd.Series[int]
    counts: Mapping[str, int]
    energy: Mapping[str, int]
    fluence: Mapping[str, int]

    def until(self, last: pd.Series) -> tuple[SessionRecords, dict[str, int]]:
        """Keep the sessions up to each subject's day in `last` (dates by USUBJID), and count those left out.

        A session without a date, or of a subject without a day, cannot be placed and is left out.
        """
        end = self.rows["USUBJID"].map(last)
        dated, known = self.rows[DATE].notna(), end.notna()
        within = dated & known & (self.rows[DATE] <= end)
        left_out = {
            "no date": int((~dated).sum()),
            "no day to count to": int((dated & ~known).sum()),
            "after the visit": int((dated & known & ~within).sum()),
        }
        counts = {"in": len(self.rows), **{k: v for k, v in left_out.items() if v}, "used": int(within.sum())}
        return replace(self, rows=self.rows[within]), counts


def words_of(inputs: Inputs, options: Sessions, variable: str | None) -> Outcome:
    """Give what the trial file says of a variable of the sessions."""
    known = inputs.columns.get(options.sessions, {})
    return known.get(variable or "", Outcome(variable or ""))


def take_sessions(options: Sessions, inputs: Inputs, people: pd.DataFrame) -> SessionRecords:
    """Take the sessions of `people` (rows of ADSL).

    Raises SpecError for a variable that the dataset does not have, DataError where a subject has a session twice and
    for an energy below 0.
    """
    data = inputs.datasets[options.sessions]
    _refuse_unknown(options, inputs, data)
    placed, left_out = data, {}
    for reason, condition in (under_treatment(data, options.date) if inputs.paired else {}).items():
        keep = condition.reindex(placed.index)
        left_out[reason] = int((~keep).sum())
        placed = placed[keep]
    own = placed[placed["USUBJID"].isin(people["USUBJID"])]
    if options.sequence:
        within = [APERIOD] if inputs.paired else []  # sessions may be numbered in each period
        refuse_twice(own, options.sequence, options.sessions, within)
    unknown = _blank(own, list(options.attended))
    attended = ~unknown & _chosen(own, options.attended)
    left_out |= {
        "not a subject of the population": len(placed) - len(own),
        "attendance not recorded": int(unknown.sum()),
        "not attended": int((~unknown & ~attended).sum()),
    }
    rows = own[attended].sort_values(["USUBJID", *([options.date] if options.date else [])], kind="stable")
    rows, energy, fluence = _with_doses(rows.reset_index(drop=True), options)
    planned = own.groupby("USUBJID").size().reindex(people["USUBJID"], fill_value=0)
    return SessionRecords(rows, planned, _counts(len(data), left_out), energy, fluence)


def _counts(total: int, left_out: Mapping[str, int]) -> dict[str, int]:
    found = {reason: count for reason, count in left_out.items() if count}
    return {"in": total, **found, "used": total - sum(found.values())}


def _refuse_unknown(options: Sessions, inputs: Inputs, data: pd.DataFrame) -> None:
    named = [name for names in options.variables_named.values() for name in names]
    absent = [name for name in dict.fromkeys(named) if name not in data.columns]
    if absent:
        raise SpecError(f"analyses.{inputs.name}: {options.sessions} has no variable {', '.join(absent)}")


def _blank(rows: pd.DataFrame, names: Sequence[str]) -> pd.Series[bool]:
    blank = pd.Series(False, index=rows.index)
    for name in names:
        blank |= rows[name].isna()
    return blank


def _chosen(rows: pd.DataFrame, chosen: Mapping[str, Sequence[str]]) -> pd.Series[bool]:
    """Tell the rows in which every variable holds one of its texts; all where nothing is asked."""
    kept = pd.Series(True, index=rows.index)
    for name, texts in chosen.items():
        kept &= is_one_of(rows[name], texts)
    return kept


def _with_doses(rows: pd.DataFrame, options: Sessions) -> tuple[pd.DataFrame, dict[str, int], dict[str, int]]:
    dosed = ~_chosen(rows, options.no_dose) if options.no_dose else pd.Series(True, index=rows.index)
    nothing = pd.Series(float("nan"), index=rows.index)
    energy = rows[options.energy].astype("float64") if options.energy else nothing
    area = rows[options.area].astype("float64") if options.area else nothing
    refuse_negative(rows[dosed], [options.energy], options.sessions)
    no_energy = dosed & energy.isna()
    no_area = dosed & ~no_energy & area.isna()
    zero = dosed & ~no_energy & (area <= 0)
    without = {"no dose by design": int((~dosed).sum()), f"{options.energy} missing": int(no_energy.sum())}
    areas = {f"{options.area} missing": int(no_area.sum()), f"{options.area} not above zero": int(zero.sum())}
    made = rows.assign(
        **{
            DATE: rows[options.date] if options.date else pd.Series(pd.NaT, index=rows.index, dtype="datetime64[ns]"),
            DOSED: dosed,
            ENERGY: energy.where(dosed),
            FLUENCE: (energy / area.where(area > 0)).where(dosed),
        }
    )
    counted = _counts(len(rows), without) if options.energy else {}
    return made, counted, _counts(len(rows), {**without, **areas}) if options.area else {}
