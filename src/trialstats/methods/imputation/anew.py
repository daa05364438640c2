"""A summary over time made anew of completed courses: what is imputed, and what is analysed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.standardised import Scale
from trialstats.errors import FitError
from trialstats.methods.imputation.completed.options import MmrmOf, RespondersOf
from trialstats.methods.shared.inputs import Inputs, MadeOfCourses
from trialstats.methods.shared.scope import of_parameter

__all__ = ["Anew", "imputed_records", "imputed_values", "without_hindrance"]

Floats = NDArray[np.float64]

# What is imputed: the value of what is summed up, whose change a model with the baseline tells as well.
MEASURED = "AVAL"


@dataclass(frozen=True)
class Anew:
    """How completed courses of n subjects become one value each.

    measure: that of the summary which is analysed. times (n, V), base (n,). columns: where the visits of the window
    after baseline stand among those imputed.
    """

    summary: MadeOfCourses
    measure: str
    times: Floats
    base: Floats
    columns: NDArray[np.intp]

    @property
    def visit(self) -> str:
        """The visit that the value is of: the last of the window."""
        return self.summary.visits[-1]

    @classmethod
    def of(
        cls, summary: MadeOfCourses, measure: str, people: pd.DataFrame, records: pd.DataFrame, visits: tuple[str, ...]
    ) -> Anew:
        """Gather what is known of `people`; FitError for a visit of the window that is not imputed."""
        after = [visit for number, visit in enumerate(summary.visits) if number or visit in visits]
        if lost := [visit for visit in after if visit not in visits]:
            raise FitError(f"{', '.join(lost)} of the window of the summary is none of the visits imputed")
        columns = np.array([visits.index(visit) for visit in after], dtype=np.intp)
        base, times = course_of(summary, people, records)
        return cls(summary, measure, times, base, columns)

    def completed(self, sets: Floats, scale: Scale) -> Floats:
        """Make the values (..., n, 1) of completed sets (..., n, T), both on `scale`."""
        values = scale.centre + scale.unit * sets[..., self.columns]
        if len(self.columns) < len(self.summary.visits):  # the window begins at baseline
            first = np.broadcast_to(self.base[:, None], (*values.shape[:-1], 1))
            values = np.concatenate([first, values], axis=-1)
        made = self.summary.completed(values, self.times, self.base)
        if self.measure != MEASURED:
            made = made - self.base
        if self.measure == "PCHG":
            made = 100 * made / self.base
        return np.asarray((made - scale.centre) / scale.unit)[..., None]


def course_of(summary: MadeOfCourses, people: pd.DataFrame, records: pd.DataFrame) -> tuple[Floats, Floats]:
    """Give the baseline (n,) and the times (n, V) of subjects."""
    subjects = [str(name) for name in people["USUBJID"]]
    if "BASE" in records:
        base = records.groupby("USUBJID", observed=True)["BASE"].first().reindex(subjects).to_numpy(dtype=float)
    else:
        base = np.full(len(subjects), np.nan)
    return base, summary.times(records, subjects)


def without_hindrance(
    summary: MadeOfCourses, measure: str, people: pd.DataFrame, records: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Leave out whose course would have no summary whatever is imputed, and count them by the reason."""
    base, times = course_of(summary, people, records)
    reasons = summary.hindrances(times, base)
    if measure != MEASURED:
        reasons = np.where((reasons == "") & np.isnan(base), "BASE missing", reasons)
    if measure == "PCHG":
        reasons = np.where((reasons == "") & (base == 0), "BASE is 0", reasons)
    counts = {str(reason): int((reasons == reason).sum()) for reason in dict.fromkeys(reasons.tolist()) if reason}
    return people[reasons == ""].reset_index(drop=True), counts


def imputed_records(inputs: Inputs, paramcd: str) -> pd.DataFrame:
    """Take the records of what is imputed for a parameter: its own, or those of what it is made of."""
    return of_parameter(inputs, inputs.courses[paramcd].of if paramcd in inputs.courses else paramcd)


def imputed_values(analysis: Any, inputs: Inputs, paramcd: str) -> Any:
    """Give the analysis with the value that is imputed: where a summary is made anew, the value of its parts.

    Raises FitError for what one value a subject cannot be asked.
    """
    summary = inputs.courses.get(paramcd)
    if summary is None:
        return analysis
    if isinstance(analysis.analysis, MmrmOf):
        raise FitError("a summary over time is one value a subject: analyse it by ancova, not by mmrm")
    if not summary.has_change and analysis.measure != MEASURED and not isinstance(analysis.analysis, RespondersOf):
        raise FitError(
            "it is a total or measures improvement from baseline, and has no change of its own: say `value: AVAL`"
        )
    return analysis.model_copy(update={"value": MEASURED})
