"""Geometric means and their ratios from values of which some lie beyond a limit of quantification."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.censored import Fit, fit_mixed, fit_tobit, least_squares
from trialstats.errors import FitError
from trialstats.methods.laboratory.censored_design import Layout, lay_out
from trialstats.methods.laboratory.censored_rows import Estimates, above_rows, cells, expected_rows
from trialstats.methods.laboratory.censored_values import BASELINE, STATUS, limits_of, with_baseline, with_status
from trialstats.methods.laboratory.censored_words import approaches_of, describe, in_brief, inference
from trialstats.methods.laboratory.options import Censored
from trialstats.methods.laboratory.rows import Approach
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.gaps import refuse_empty_cells, refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import active_arms, by_parameter, conf_level, visits
from trialstats.results.collector import Collector
from trialstats.results.shape import Result, Row

__all__ = ["run"]

NOTHING_KNOWN = "neither a value nor a flag"


def run(analysis: Censored, inputs: Inputs) -> Result:
    """Estimate, per parameter, visit and approach to values below the limit (`group`), means and ratios.

    Rows: kind geometric_mean (AVISIT, ARM; n records used, count of them below the limit; value: the lowest of their
    limits; measure AVAL), ratio (AVISIT, ARM, REFERENCE; n and count of both arms; measure RATIO), both on the scale of
    the values with std_error on that of their logarithm, and with a reason to mistrust them where too much of an arm
    lies beyond a limit; variance (variable sigma and, of a mixed model, tau): SDs of ln values; count (variable ALQFL):
    values above the upper limit, where there are any.
    """
    collector = Collector(inputs.name, "fits")
    for paramcd, records in by_parameter(analysis, inputs):
        for at, seen in _pieces(analysis, inputs, records, paramcd):
            expected = [row for name in approaches_of(analysis) for row in _expected(analysis, inputs, at, seen, name)]
            with collector.attempt(at, expected):
                _fit_piece(analysis, inputs, records, at, seen, collector)
    return collector.result(
        software="trialstats.engines.censored", inference=inference(analysis), brief=in_brief(analysis, inputs)
    )


def _expected(analysis: Censored, inputs: Inputs, at: Row, seen: tuple[str, ...], approach: Approach) -> list[Row]:
    return expected_rows(inputs, at, seen, approach, analysis.model == "mixed")


def _pieces(
    analysis: Censored, inputs: Inputs, records: pd.DataFrame, paramcd: str
) -> list[tuple[Row, tuple[str, ...]]]:
    """Name what is fitted at once, by its keys, and the visits in it."""
    seen = visits(analysis, inputs, records, with_baseline=False)
    later = [visit for visit in seen if visit in inputs.after_baseline]
    if analysis.model == "tobit":
        return [({"PARAMCD": paramcd, "AVISIT": visit}, (visit,)) for visit in later]
    first = [str(inputs.baseline)] if analysis.baseline == "constrained" else []
    return [({"PARAMCD": paramcd}, (*first, *later))]


def _fit_piece(
    analysis: Censored, inputs: Inputs, records: pd.DataFrame, at: Row, seen: tuple[str, ...], collector: Collector
) -> None:
    """Fit the same records by every approach."""
    frame = _frame(analysis, inputs, records, at, seen, collector)
    shared = inputs.baseline if analysis.baseline == "constrained" else None
    layout = lay_out(frame, active_arms(inputs), _covariates(analysis), shared)
    collector.add(*above_rows(at, cells(frame)))
    for approach in approaches_of(analysis):
        of_approach = {**at, "group": approach}
        expected = _expected(analysis, inputs, at, seen, approach)
        with collector.attempt(of_approach, expected):
            _refuse_hidden(frame, layout.shared, approach)
            fit = _fit(analysis, frame, layout, approach)
            collector.describe(of_approach, describe(fit, frame, approach))
            _estimate(analysis, fit, frame, layout, expected, collector)


def _frame(
    analysis: Censored, inputs: Inputs, records: pd.DataFrame, at: Row, seen: tuple[str, ...], collector: Collector
) -> pd.DataFrame:
    """Take the records of some visits that the model can use, and count the others."""
    known = with_status(records)
    frame = known[known["AVISIT"].isin(seen)]
    if analysis.baseline == "covariate":
        frame = with_baseline(frame, known[known["AVISIT"] == inputs.baseline], Approach(analysis.censored_baseline))
    needed = [STATUS, "TRT01P", *_covariates(analysis)]
    frame, counts = complete_records(frame, needed)
    told = {f"{STATUS} missing": NOTHING_KNOWN, f"{BASELINE} missing": f"no value at {inputs.baseline}"}
    collector.exclude(at, {told.get(reason, reason): count for reason, count in counts.items()})
    refuse_gaps(frame, inputs.arms, ["a value or a flag", *analysis.covariates])
    refuse_empty_cells(frame)
    if analysis.baseline == "constrained" and inputs.baseline not in frame["AVISIT"].cat.categories:
        raise FitError(f"baseline: constrained needs records at {inputs.baseline}, and there is none")
    return frame


def _covariates(analysis: Censored) -> list[str]:
    return [*([BASELINE] if analysis.baseline == "covariate" else []), *analysis.covariates]


def _estimate(
    analysis: Censored, fit: Fit, frame: pd.DataFrame, layout: Layout, expected: list[Row], collector: Collector
) -> None:
    estimates = Estimates(
        fit, layout, cells(frame), frame["USUBJID"].nunique(), conf_level(analysis), analysis.warn_above_percent
    )
    present = {None, *layout.visits}
    collector.add(*(estimates.fill(row) for row in expected if row.get("AVISIT") in present))
    unseen = [row for row in expected if row.get("AVISIT") not in present]
    collector.add_without_numbers(unseen, "no record at this visit")


def _refuse_hidden(frame: pd.DataFrame, shared: str | None, approach: Approach) -> None:
    """Raise FitError where every value of an arm at a visit is below the limit, or every one above.

    At the visit whose mean the arms share it takes every value of all arms.
    """
    for side in ("below", "above"):
        every = (frame[STATUS] == side).groupby([frame["AVISIT"], frame["TRT01P"]], observed=True).all()
        hidden = [(str(visit), str(arm)) for visit, arm in every[every].index.to_list()]
        alike = [arm for visit, arm in hidden if visit == shared]
        if len(alike) < frame["TRT01P"].nunique():
            # Where the arms share their mean one arm's values suffice.
            hidden = [(visit, arm) for visit, arm in hidden if visit != shared]
        if hidden:
            named = ", ".join(f"{arm} at {visit}" for visit, arm in hidden)
            where = "zero" if side == "below" else "infinity"
            why = (
                f"its geometric mean runs to {where}, and no likelihood stops it"
                if approach is Approach.CENSORED
                else "a constant in the place of all of them measures nothing"
            )
            raise FitError(
                f"every value of {named} is {side} the limit of quantification: {why}; leave the visit out (`visits`)"
            )


def _fit(analysis: Censored, frame: pd.DataFrame, layout: Layout, approach: Approach) -> Fit:
    limits = limits_of(frame, approach)
    if analysis.model == "tobit":
        fit = fit_tobit(limits, layout.design.matrix, layout.names)
        return fit if approach is Approach.CENSORED else least_squares(fit)
    return fit_mixed(limits, layout.design.matrix, frame["USUBJID"].astype(str).to_numpy(), layout.names)
