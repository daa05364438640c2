"""The twin of a model of random coefficients."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

from trialstats.methods.continuous.mixed_model import days_of, time_of
from trialstats.methods.continuous.mixed_records import course_of, mixed_records
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.continuous.rows import DAY
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import of_parameter
from trialstats.results.kinds import Kind
from trialstats.trialfile.parts.days import elapsed
from trialstats.twins.twin import SAS, Asked, NoTwin, R, Twin, make_twin
from trialstats.twins.visits import visits_of

__all__ = ["twin"]

KINDS = (Kind.LSMEAN, Kind.DIFFERENCE, Kind.SLOPE)

# The time of the model in the records: from the first visit, or from day 1.
TIME = "TIME"
DDFM = {"kr": "kr", "kr_linear": "kr(linear)", "satterthwaite": "satterthwaite", "residual": "residual"}
DDF_IN_R = ("kr", "kr_linear", "kr_expected", "satterthwaite", "residual", "inf")


def twin(asked: Asked) -> Twin:
    """Write it. Raises NoTwin, with the reason."""
    analysis = asked.analysis
    assert isinstance(analysis, Mixed)
    if analysis.vcov is not None:
        raise NoTwin(f"vcov: {analysis.vcov} with its degrees of freedom is not written in SAS or R yet")
    if any(fit.get("singular") for fit in asked.fits):
        raise NoTwin("a variance was estimated as 0, at the edge, where programs differ in what they count")
    time, kept = time_of(analysis), []
    for fit in asked.fits:
        own = of_parameter(asked.inputs, str(fit["PARAMCD"]))
        frame, _ = mixed_records(analysis, course_of(analysis, asked.inputs, own))
        if time is not None:
            when = elapsed(frame[time]) if time == DAY else frame[time] - frame[time].min()
            frame = frame.assign(**{TIME: when.astype(float)})
        kept.append(frame)
    timed = [TIME] if time is not None else []
    columns = ["PARAMCD", "USUBJID", "TRT01P", "AVISIT", "AVISITN", *timed, analysis.measure, *analysis.covariates]
    records = pd.concat(kept, ignore_index=True)[columns]
    arms = [arm for arm in asked.inputs.arms if (records["TRT01P"].astype(str) == arm).any()]
    in_order = sorted(arms, key=str.encode)
    visits = visits_of(records)
    estimates = (
        of_visits(analysis, asked.inputs, arms, in_order, list(visits))
        if time is None or analysis.time == "categorical"
        else of_slopes(analysis, arms, in_order, asked.inputs.reference, days_of(analysis) if time == DAY else 1.0)
    )
    return make_twin(
        asked,
        "mixed",
        KINDS,
        records,
        lacking=lacking(analysis),
        paramcds=[str(fit["PARAMCD"]) for fit in asked.fits],
        time=TIME if time is not None else None,
        per=days_of(analysis) if time == DAY else 1.0,
        ddfm=DDFM.get(analysis.ddf),
        categories=[name for name in analysis.covariates if not pd.api.types.is_numeric_dtype(records[name].dtype)],
        visits=visits,
        baseline=asked.inputs.baseline,
        in_order=in_order,
        estimates=estimates,
    )


def of_visits(
    analysis: Mixed, inputs: Inputs, arms: list[str], in_order: list[str], visits: list[str]
) -> list[dict[str, Any]]:
    """List the means and differences as combinations of cells: (coefficient, place of the arm, place of the visit)."""

    def cell(coefficient: int, arm: str, visit: str) -> tuple[int, int, int]:
        return coefficient, in_order.index(arm) + 1, visits.index(visit) + 1

    measure, reference, baseline = analysis.measure, inputs.reference, inputs.baseline
    means = [
        {"kind": "lsmean", "measure": measure, "place": (visit, arm), "cells": [cell(1, arm, visit)]}
        for visit, arm in product(visits, arms)
    ]
    from_baseline = measure == "AVAL"
    changed = [
        {
            "kind": "difference",
            "measure": "CHG" if from_baseline else measure,
            "place": (visit, arm, reference),
            "cells": [
                cell(1, arm, visit),
                cell(-1, reference, visit),
                *([cell(-1, arm, str(baseline)), cell(1, reference, str(baseline))] if from_baseline else []),
            ],
        }
        for visit, arm in product([visit for visit in visits if visit in inputs.after_baseline], arms)
        if arm != reference
    ]
    return [*means, *changed]


def of_slopes(
    analysis: Mixed, arms: list[str], in_order: list[str], reference: str, per: float
) -> list[dict[str, Any]]:
    """List the slopes and their differences as coefficients of the time, and of it by arm."""

    def by_arm(parts: dict[str, float]) -> list[float]:
        return [parts.get(arm, 0.0) for arm in in_order]

    def row(place: tuple[str, ...], time: float, parts: dict[str, float]) -> dict[str, Any]:
        keys = {"kind": "slope", "measure": analysis.measure, "place": place}
        return {**keys, "cells": None, "time": time, "by_arm": by_arm(parts)}

    slopes = [row((arm,), per, {arm: per}) for arm in arms]
    active = [arm for arm in arms if arm != reference]
    return [*slopes, *(row((arm, reference), 0.0, {arm: per, reference: -per}) for arm in active)]


def lacking(analysis: Mixed) -> dict[str, str]:
    """Say why there is no program in a language."""
    found = {}
    for language, known in ((SAS, DDFM), (R, DDF_IN_R)):
        if analysis.ddf not in known:
            found[language] = f"ddf: {analysis.ddf} is another method in {language}"
    return found
