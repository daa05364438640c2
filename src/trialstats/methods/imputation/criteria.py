"""Who of the subjects of completed sets is a responder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.rounding import PART
from trialstats.methods.imputation.completed.options import Bounded
from trialstats.methods.imputation.options import Imputing
from trialstats.methods.imputation.values import Values
from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.responses.improvement import enough_percent, enough_points
from trialstats.methods.shared.responses.status import criterion_name, direction, refuse_negative, threshold
from trialstats.trialfile.parts.estimands import Composite

__all__ = ["Response", "name_of"]

Floats = NDArray[np.float64]
Switches = NDArray[np.bool_]

BOUNDS = {"at_most": "At most", "at_least": "At least", "below": "Below", "above": "Above"}


@dataclass(frozen=True)
class Response:
    """What tells of completed sets who responds.

    base (n,): the value at baseline, NaN where nothing rests on it. never (n, T): who is no responder at a visit,
    whatever the value, for an intercurrent event.
    """

    measure: str
    values: Values
    base: Floats
    better: str
    never: Switches

    @classmethod
    def of(cls, analysis: Imputing, inputs: Inputs, values: Values, records: pd.DataFrame, paramcd: str) -> Response:
        """Gather what is known of the subjects; FitError for baselines below zero where percentages are asked for."""
        people = values.people
        base = people["BASE"].to_numpy(dtype=float) if analysis.needs_baseline else np.full(len(people), np.nan)
        made = records[assigned(records, Composite.NON_RESPONDER)]
        never = np.zeros((len(people), len(values.reported)), dtype=bool)
        for place, visit in enumerate(values.reported):
            never[:, place] = people["USUBJID"].isin(made.loc[made["AVISIT"] == visit, "USUBJID"])
        better = direction(inputs, paramcd) if analysis.needs_direction else ""
        return cls(analysis.measure, values, base, better, never)

    def told(self, sets: Floats, visit: int, criterion: Bounded, asked: float) -> Switches:
        """Tell who responds at a visit in what is made of completed sets (..., n, R), on the scale of the values."""
        value = self._value(self.values.scale.centre + self.values.scale.unit * sets[..., visit])
        if criterion.bound is not None:
            responds = is_within(value, criterion.bound[0], asked)
        elif criterion.percent is not None:
            refuse_negative(pd.DataFrame({"BASE": self.base}))
            responds = enough_percent(self.base, value, self.better, asked)
        else:
            responds = enough_points(self.base, value, self.better, asked)
        return responds & ~self.never[:, visit]

    def _value(self, measured: Floats) -> Floats:
        """Give the value that a change or percent change stands for."""
        if self.measure == "CHG":
            return measured + self.base
        return self.base * (1 + measured / 100) if self.measure == "PCHG" else measured


def is_within(value: Floats, key: str, bound: float) -> Switches:
    """Tell which values a bound allows; two that differ by no more than rounding are the same."""
    near = PART * np.maximum(np.abs(value), abs(bound))
    above = value - bound
    if key == "at_most":
        return np.asarray(above <= near)
    if key == "at_least":
        return np.asarray(above >= -near)
    return np.asarray(above < -near if key == "below" else above > near)


def name_of(criterion: Bounded, inputs: Inputs, paramcd: str) -> tuple[str, float]:
    """Name a criterion, `At least 30% improvement` or `At most 7 points`; and give its threshold."""
    if criterion.bound is None:
        return criterion_name(criterion, inputs, paramcd), threshold(criterion, inputs, paramcd)
    key, bound = criterion.bound
    unit = inputs.outcomes[paramcd].unit or ""
    return criterion.label or f"{BOUNDS[key]} {bound:g} {unit}".rstrip(), bound
