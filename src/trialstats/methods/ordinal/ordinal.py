"""Ordered categories at each visit: how many subjects of each arm are in them, and the odds of a better one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.engines.linear import Design, build_design
from trialstats.engines.proportional_odds import OddsFit, fit_proportional_odds
from trialstats.errors import FitError
from trialstats.methods.ordinal.categories import Categories
from trialstats.methods.ordinal.options import Ordinal
from trialstats.methods.ordinal.rows import BELOW_ALL, BETTER_CATEGORY, CATEGORY, NEUTRAL, PROPORTIONAL, WITHOUT
from trialstats.methods.shared.assigned import assigned
from trialstats.methods.shared.complete import complete_records, refuse_duplicates
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import all_named, covariates_named
from trialstats.methods.shared.rows import NO_VALUE
from trialstats.methods.shared.scope import arm_sizes, by_parameter, conf_level, members, pairs, visits
from trialstats.methods.shared.used import told_of_left_out, with_everybody
from trialstats.methods.shared.variation import rounding
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.estimands import Composite

__all__ = ["remarks", "run"]

Floats = NDArray[np.float64]


def remarks(analysis: Ordinal, inputs: Inputs, known: Collection[str]) -> list[str]:
    """Say at which visits the values are no ordered categories, so that nothing can be compared there."""
    found = []
    for paramcd, records in by_parameter(analysis, inputs):
        for visit in visits(analysis, inputs, records, with_baseline=False):
            here = _ranked(records[records["AVISIT"] == visit], analysis.measure)
            frame, _ = complete_records(here, [analysis.measure, "TRT01P", *analysis.covariates])
            try:
                _places(analysis, inputs, frame, paramcd, one_more=False)
            except FitError as error:
                found.append(f"{paramcd} at {visit}: {error}; the analysis will say so in the place of its results")
    return found


def run(analysis: Ordinal, inputs: Inputs) -> Result:
    """Count and compare, per parameter and visit.

    Rows: count (variable CATEGORY, level its name or BELOW_ALL, ARM, group NEUTRAL of no change; of total subjects with
    a value; variable WITHOUT of those of the arm in the population, its total, who have none), odds_ratio
    (variable BETTER_CATEGORY, ARM, REFERENCE; above 1 the arm is in better categories; std_error of its logarithm), and
    of each model at a visit joint_test (variable PROPORTIONAL).
    """
    collector = Collector(inputs.name, "fits")
    people = len(members(inputs, analysis.population))
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=False)
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        below_all = bool(assigned(records, Composite.BELOW_ALL).any())
        parts = [[visit] for visit in seen] if analysis.visits_apart else [seen]
        for part in parts:
            place = {**at, "AVISIT": part[0]} if analysis.visits_apart else at
            here = _ranked(records[records["AVISIT"].isin(part)], analysis.measure)
            frame, counts = complete_records(here, [analysis.measure, "TRT01P", *analysis.covariates])
            collector.exclude(place, with_everybody(counts, people * len(part)))
            with collector.attempt(place, list(_expected(analysis, inputs, at, part))):
                refuse_duplicates(frame)
                _analyse(analysis, inputs, frame, at, part, collector, one_more=below_all)
    collector.add(
        *told_of_left_out(collector, all_named(inputs), "subjects" if analysis.visits_apart else "subjects' visits")
    )
    return collector.result(software="trialstats (numpy, scipy)", inference=" ".join(_sentences(analysis, inputs)))


def _expected(analysis: Ordinal, inputs: Inputs, at: Row, part: list[str]) -> Iterator[Row]:
    for visit in part:
        for pair in pairs(inputs):
            yield {**at, "AVISIT": visit, "kind": Kind.ODDS_RATIO, "variable": BETTER_CATEGORY, **pair}
        if analysis.visits_apart:
            yield {**at, "AVISIT": visit, "kind": Kind.JOINT_TEST, "variable": PROPORTIONAL}


def _analyse(
    analysis: Ordinal,
    inputs: Inputs,
    frame: pd.DataFrame,
    at: Row,
    part: list[str],
    collector: Collector,
    *,
    one_more: bool,
) -> None:
    """Count the categories of some visits, and compare the arms by one model of them."""
    categories, places = _places(analysis, inputs, frame, str(at["PARAMCD"]), one_more=one_more)
    neutral = _neutral(analysis, inputs, categories, str(at["PARAMCD"]))
    collector.add(*_counts(frame, places, categories, inputs, at, part, neutral))
    collector.add(*_without(analysis, inputs, frame, at, part))
    expected = list(_expected(analysis, inputs, at, part))
    what = {**at, "AVISIT": part[0]} if analysis.visits_apart else at
    with collector.attempt(what, expected):
        turned = _is_turned(inputs, str(at["PARAMCD"]))
        fit, design = _fit(analysis, frame, places)
        for row in expected:
            if row["kind"] == Kind.JOINT_TEST:
                if fit.proportionality:
                    collector.add({**row, "n": fit.n, **fit.proportionality})
                continue
            with collector.attempt(row):
                collector.add({**row, **_compared(analysis, fit, design, frame, row, turned)})
        collector.describe(what, {"formula": design.formula, "n_subjects": int(frame["USUBJID"].nunique())})


def _ranked(records: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Let records that an estimand ranks below all keep their place where they have no value."""
    below = assigned(records, Composite.BELOW_ALL)
    return records.assign(**{measure: records[measure].mask(below, 0.0)}) if below.any() else records


def _places(
    analysis: Ordinal, inputs: Inputs, frame: pd.DataFrame, paramcd: str, *, one_more: bool
) -> tuple[Categories, NDArray[np.intp]]:
    """Give the categories and the place of each record among them.

    What an estimand assigns after an event is the worst of the categories declared, whatever was observed; or one more
    below all, which is there at every visit if it is at any.
    """
    values = frame[analysis.measure].astype("float64")
    below, worst = (assigned(frame, value).to_numpy(dtype=bool) for value in (Composite.BELOW_ALL, Composite.WORST))
    declared = bool(analysis.categories)
    step = rounding(frame, analysis.measure)
    categories = Categories.declared(analysis.categories) if declared else Categories.of_values(values[~below], step)
    worst = worst & (declared and analysis.measure == "AVAL")
    outcome = inputs.outcomes.get(paramcd)
    turned = outcome is not None and outcome.better == "lower"
    if one_more:
        categories = categories.with_one_more(BELOW_ALL, above=turned)
    places = np.full(len(frame), categories.last if turned else 0, dtype=np.intp)
    places[worst & ~below] = categories.last - int(one_more) if turned else int(one_more)
    placed = ~(below | worst)
    places[placed] = categories.place(values[placed], step)
    return categories, places


def _counts(
    frame: pd.DataFrame,
    places: NDArray[np.intp],
    categories: Categories,
    inputs: Inputs,
    at: Row,
    part: list[str],
    neutral: int | None,
) -> Iterator[Row]:
    for visit in part:
        for arm in inputs.arms:
            own = places[((frame["AVISIT"] == visit) & (frame["TRT01P"] == arm)).to_numpy(dtype=bool)]
            for place, name in enumerate(categories.names):
                row = {**at, "AVISIT": visit, "ARM": arm, "kind": Kind.COUNT, "variable": CATEGORY, "level": name}
                row |= {"group": NEUTRAL} if place == neutral else {}
                count = int((own == place).sum())
                share = {"percent": 100 * count / own.size} if own.size else {"reason": NO_VALUE}
                yield {**row, "n": count, "count": count, "total": own.size, **share}


def _neutral(analysis: Ordinal, inputs: Inputs, categories: Categories, paramcd: str) -> int | None:
    """Give the place of the category of no change, where there is one: of changes 0, else what the form says."""
    outcome = inputs.outcomes.get(paramcd)
    value = 0.0 if analysis.measure != "AVAL" else outcome.neutral if outcome else None
    return None if value is None else categories.of.get(value)


def _without(analysis: Ordinal, inputs: Inputs, frame: pd.DataFrame, at: Row, part: list[str]) -> Iterator[Row]:
    """Count the subjects of each arm in the population who are in no category."""
    sizes = arm_sizes(inputs, analysis.population)
    for visit in part:
        for arm in inputs.arms:
            there = int(((frame["AVISIT"] == visit) & (frame["TRT01P"] == arm)).sum())
            row = {**at, "AVISIT": visit, "ARM": arm, "kind": Kind.COUNT, "variable": WITHOUT}
            yield {**row, "count": sizes[arm] - there, "total": sizes[arm]}


def _is_turned(inputs: Inputs, paramcd: str) -> bool:
    """Tell whether lower values are better. FitError where nobody says."""
    outcome = inputs.outcomes.get(paramcd)
    if outcome is None or outcome.better is None:
        raise FitError(f"{paramcd} does not say whether lower or higher is better")
    return outcome.better == "lower"


def _fit(analysis: Ordinal, frame: pd.DataFrame, places: NDArray[np.intp]) -> tuple[OddsFit, Design]:
    """Fit the categories that anybody is in; the threshold of one that is empty is nobody's."""
    present = [name for name in ("TRT01P", "AVISIT") if len(_levels(frame, name)) > 1]
    frame = frame.assign(**{name: frame[name].cat.remove_unused_categories() for name in present})
    arms = "*".join(present) if not analysis.visits_apart else "TRT01P"
    if "TRT01P" not in present:
        raise FitError("records of one arm alone: there is nothing to compare")
    design = build_design([arms, *analysis.covariates], frame)
    held = [name != "Intercept" for name in design.terms]
    subjects = None if analysis.visits_apart else pd.factorize(frame["USUBJID"])[0]
    fit = fit_proportional_odds(
        np.unique(places, return_inverse=True)[1],
        design.matrix[:, held],
        terms=tuple(name for name in design.terms if name != "Intercept"),
        information=analysis.std_error if analysis.visits_apart else "robust",
        subjects=subjects,
    )
    return fit, design


def _compared(analysis: Ordinal, fit: OddsFit, design: Design, frame: pd.DataFrame, row: Row, turned: bool) -> Row:
    """Give the odds ratio of two arms at a visit, above 1 where the first is in better categories."""
    here = frame["AVISIT"] == row["AVISIT"]
    sizes = [int((here & (frame["TRT01P"] == row[key])).sum()) for key in ("ARM", "REFERENCE")]
    if not all(sizes):
        raise FitError(f"no complete record of arm {row['ARM'] if not sizes[0] else row['REFERENCE']} at this visit")
    one = frame[here].iloc[[0]]
    as_if = [
        design.rows(one.assign(TRT01P=pd.Categorical([row[key]], _levels(frame, "TRT01P"), ordered=True)))[0]
        for key in ("ARM", "REFERENCE")
    ]
    held = [name != "Intercept" for name in design.terms]
    vector = (as_if[0] - as_if[1])[held] * (-1.0 if turned else 1.0)
    return {**fit.odds_ratio(vector, conf_level(analysis)), "n": sum(sizes)}


def _levels(frame: pd.DataFrame, name: str) -> list[str]:
    return [level for level in frame[name].cat.categories if (frame[name] == level).any()]


def _sentences(analysis: Ordinal, inputs: Inputs) -> Iterator[str]:
    adjusted = "".join(f", {name}" for name in covariates_named(analysis.covariates, inputs))
    if analysis.visits_apart:
        errors = {"observed": "observed information", "expected": "expected information", "robust": "sandwich"}
        yield f"Proportional odds model of arm{adjusted} at each visit; Wald tests."
        yield f"Standard errors by the {errors[analysis.std_error]}."
        yield "Whether odds are proportional is tested by the score of the model with effects for each category."
    else:
        yield (
            f"Proportional odds model of arm by visit{adjusted}, all visits together as if independent, with errors by "
            "subject (estimating equations); Wald tests."
        )
    yield "An odds ratio above 1 means better categories with the arm. Complete records."
