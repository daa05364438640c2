"""Effect modifiers in a mixed model for repeated measures: at each visit, and over all visits together.

The model has arm by visit by modifier, so that at each visit the difference depends on the modifier in its own way.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial

import numpy as np
import pandas as pd

from trialstats.engines.mmrm import MMRMResult
from trialstats.engines.mmrm.arrays import Floats
from trialstats.methods.continuous.mmrm_design import contrasts_at, estimated, numbers
from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.modifiers.effects import Contrasts, add_effects, ends_of, expected_effects, usable
from trialstats.methods.shared.modifiers.values import is_category, levels_of, people_of
from trialstats.methods.shared.scope import pairs
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["NOBODY", "about_centres", "add_modifiers", "expected_of_modifiers"]

KINDS = (Kind.DIFFERENCE_AT,)
NOBODY = "no complete record at this visit"


def expected_of_modifiers(analysis: Mmrm, inputs: Inputs, at: Row, visits: Sequence[str]) -> list[Row]:
    """List the rows of effects of modifiers at some visits, and the tests over all of them."""
    rows = [row for visit in visits for row in expected_effects(analysis, inputs, {**at, "AVISIT": visit}, KINDS)]
    return [*rows, *(over_visits(at, name) for name in analysis.modifiers if len(visits) > 1)]


def over_visits(at: Row, name: str) -> Row:
    """Give the keys of the test over all visits."""
    return {**at, "kind": Kind.INTERACTION, "variable": name}


def centres_of(analysis: Mmrm, frame: pd.DataFrame) -> dict[str, float]:
    """Give the means over the records of the modifiers that are numbers: the model has them as deviations from these.

    So the type III tests of arm and visit are at the mean, and not where a modifier would be zero.
    """
    return {name: float(frame[name].mean()) for name in analysis.modifiers if not is_category(frame, name)}


def about_centres(analysis: Mmrm, frame: pd.DataFrame) -> pd.DataFrame:
    """Take the modifiers that are numbers as deviations from their means."""
    return frame.assign(**{name: frame[name] - centre for name, centre in centres_of(analysis, frame).items()})


def add_modifiers(
    analysis: Mmrm,
    inputs: Inputs,
    frame: pd.DataFrame,
    at: Row,
    seen: Sequence[str],
    fit: MMRMResult,
    collector: Collector,
) -> None:
    """Add the rows of the modifiers at each visit `seen`, and the tests over all visits of the fit."""
    if not analysis.modifiers:
        return
    _, lost = usable(analysis, inputs, frame)
    step = rounding(frame, analysis.measure)
    people = people_of(frame)
    centres = centres_of(analysis, frame)
    ends = ends_of(analysis, people)

    @cache
    def found(name: str, value: float | str) -> dict[tuple[str, str], Floats]:
        place = value if isinstance(value, str) else value - centres[name]
        return contrasts_at(analysis, fit, inputs.reference, name, place)

    def vector(visit: str, name: str, value: float | str, pair: Row) -> Floats:
        return found(name, value)[str(pair["ARM"]), visit]

    def estimate(row: Floats) -> Row:
        (told,) = fit.contrast(row).assign(reason=None).to_dict("records")
        return estimated(numbers(told), step)

    def test(rows: Floats) -> Row:
        (told,) = fit.test(rows).to_dict("records")
        return {"df": told["den_df"], **{name: told[name] for name in ("num_df", "statistic", "p_value")}}

    visits = [str(visit) for visit in frame["AVISIT"].cat.categories]
    by_visit = {visit: Contrasts(partial(vector, visit), estimate, test, ends) for visit in visits}
    for visit, effects in by_visit.items():
        here = frame[frame["AVISIT"] == visit]
        add_effects(analysis, inputs, {**at, "AVISIT": visit}, KINDS, frame, here, lost, effects, collector)
    for visit in (visit for visit in seen if visit not in by_visit):
        rows_there = expected_effects(analysis, inputs, {**at, "AVISIT": visit}, KINDS, people=people)
        collector.add_without_numbers(rows_there, NOBODY)
    for name in analysis.modifiers if len(visits) > 1 else ():
        row = over_visits(at, name)
        if name in lost:
            collector.add_without_numbers([row], lost[name])
            continue
        with collector.attempt(row):
            spread: list[float | str] = list(ends[name]) if name in ends else list(levels_of(people[name]))
            rows = [effects.interaction_rows(name, spread, pairs(inputs)) for effects in by_visit.values()]
            collector.add({**row, "n": len(people), **test(np.vstack(rows))})
