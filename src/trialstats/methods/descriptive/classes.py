"""Classes, such as those of severity: their numbers are no amounts, so that they are counted and have no mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from trialstats.methods.descriptive.rows import CLASS
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.rows import NO_VALUE
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["class_rows", "classes_of", "without_class"]


def classes_of(inputs: Inputs, paramcd: str, values: pd.Series[float]) -> Mapping[float, str] | None:
    """Name the classes of a parameter by their numbers, in the order of the form; None of what is an amount.

    A value that no class has makes amounts of them all, so that every value is counted or in the mean.
    """
    classes = inputs.outcomes[paramcd].levels if paramcd in inputs.outcomes else None
    return classes if classes and set(values.dropna().astype(float)) <= set(classes) else None


def class_rows(
    records: pd.DataFrame,
    paramcd: str,
    classes: Mapping[float, str],
    visits: Sequence[str],
    inputs: Inputs,
    sizes: Mapping[str, int],
) -> Iterator[Row]:
    """Count the classes at each visit and in each arm.

    Rows: kind summary with n, the subjects in any class, and total, those of the arm in the population; and kind count
    (variable CLASS, level its name) with count and percent of total, which is that n.
    """
    for visit in visits:
        for arm in inputs.arms:
            own = records.loc[(records["AVISIT"] == visit) & (records["TRT01P"] == arm), "AVAL"].dropna()
            at = {"PARAMCD": paramcd, "measure": "AVAL", "AVISIT": visit, "ARM": arm}
            reason = {} if own.size else {"reason": NO_VALUE}
            yield {**at, "kind": Kind.SUMMARY, "n": own.size, "total": sizes[arm], **reason}
            for number, name in classes.items():
                count = int((own == number).sum())
                share = {"percent": 100 * count / own.size} if own.size else reason
                counted = {"n": own.size, "count": count, "total": own.size}
                yield {**at, "kind": Kind.COUNT, "variable": CLASS, "level": name, **counted, **share}


def without_class(records: pd.DataFrame) -> dict[str, int]:
    """Count the records that are in no class."""
    absent = int(records["AVAL"].isna().sum())
    return {"in": len(records), "AVAL missing": absent, "used": len(records) - absent}
