"""The effect of treatment within the levels of factors, and whether it differs between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import list_of
from trialstats.methods.subgroups.least_squares import Covaried, LeastSquares
from trialstats.methods.subgroups.mmrm_cells import RepeatedMeasures
from trialstats.methods.subgroups.options import ANCOVA, MMRM, PROPORTIONS, TOGETHER, Subgroups
from trialstats.methods.subgroups.repeated import Repetition
from trialstats.methods.subgroups.repeated_measures import OneMmrm
from trialstats.methods.subgroups.rows import FITS, PLANNED, Fits, Plan
from trialstats.methods.subgroups.words import inference, sentences
from trialstats.methods.subgroups.yes_or_no import OneLogistic, Shares
from trialstats.results.collector import Collector
from trialstats.results.fitting import Fitting
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Result, Row
from trialstats.trialfile.parts.analysis import Findings

__all__ = ["run"]


def run(analysis: Subgroups, inputs: Inputs) -> Result:
    """Estimate, per parameter and visit, the effect in all subjects and within the levels of each factor.

    Rows: what is told of an arm (lsmean, proportion, ...; ARM) and of a comparison (difference, odds_ratio, ...; ARM,
    REFERENCE), without `group` of all subjects, else with `group` (the factor's label), `variable` (the factor) and
    `level`; interaction, one a factor, with num_df, p and F or chi-squared (then without df); of separate fits one a
    comparison. n counts subjects. A row of a level too small to lean on has numbers and a reason. Rows of kind
    diagnostic say whether the subgroups were planned (PLANNED) and how they were fitted (FITS); of kind value, how in
    sentences.
    """
    collector = Collector(inputs.name, "fits")
    collector.add(*_told(analysis))
    if analysis.of is None:
        weights = analysis.weights or "equal"
        LeastSquares(analysis, analysis, inputs, analysis.covariates, weights, "classical", collector).estimate()
        software, fitting = "statsmodels OLS", None
    else:
        software, fitting = _repeat(analysis, inputs, collector)
    rules = sentences(analysis, inputs, collector.rows)
    collector.add(*(_rule(number, sentence) for number, sentence in enumerate(rules, start=1)))
    said = inference(analysis, rules)
    return collector.result(software=software, inference=said, fitting=fitting, planned=analysis.planned)


def _told(analysis: Subgroups) -> list[Row]:
    row: Row = {"kind": Kind.DIAGNOSTIC, "variable": PLANNED, "level": analysis.plan}
    unsaid = analysis.plan == Plan.NOT_SAID
    told = {"reason": "the trial file does not say"} if unsaid else {"value": float(analysis.plan == Plan.PLANNED)}
    planned = {**row, **told}
    return [planned, {"kind": Kind.DIAGNOSTIC, "variable": FITS, "level": Fits(analysis.fits), "PARAM": analysis.fits}]


def _rule(number: int, sentence: str) -> Row:
    return {"kind": Kind.VALUE, "variable": Told.RULE, "level": str(number), "PARAM": sentence}


def _repeat(analysis: Subgroups, inputs: Inputs, collector: Collector) -> tuple[str, Fitting]:
    """Repeat the analysis in all subjects, and in the levels of each factor by one model or by itself.

    Gives the software, and how fits were made.
    """
    of, material = inputs.others[str(analysis.of)]
    changes: dict[str, Any] = {"parameters": analysis.parameters, "alpha": analysis.alpha}
    changes |= {"weights": analysis.weights} if analysis.weights else {}
    # Of several approaches to values below a limit the first is the analysis.
    changes |= {"below": below[:1]} if isinstance(below := getattr(of, "below", None), tuple) else {}
    of = of.model_copy(update=changes)
    lost = [factor for factor in analysis.factors if factor not in material.adsl]
    if lost:
        raise SpecError(f"analyses.{inputs.name}.factors: {lost[0]} is not a variable of ADSL")
    repetition = Repetition(analysis, of, material, inputs.repeat, collector)
    kind, overall, fitting = repetition.everybody()
    if not analysis.is_separate and of.method == PROPORTIONS:
        events = {str(row["PARAMCD"]): str(row["PARAM"]) for row in overall if "PARAM" in row}
        logistic = OneLogistic(analysis, of, cast(Shares, of), material, kind, events, collector)
        logistic.everybody()
        for factor in analysis.factors:
            logistic.by_levels(factor)
        return "statsmodels, scipy", fitting
    collector.add(*overall)
    by_levels = _by_levels(analysis, of, material, repetition, kind, overall)
    for factor in analysis.factors:
        by_levels(factor)
    return "as of the analysis repeated", fitting


def _by_levels(
    analysis: Subgroups, of: Findings, inputs: Inputs, repetition: Repetition, kind: Kind, overall: list[Row]
) -> Callable[[str], None]:
    """Give what adds the effects in the levels of a factor."""
    collector = repetition.collector
    if analysis.is_separate:
        return lambda factor: repetition.separately(factor, kind, overall)
    if of.method == ANCOVA:
        model = cast(Covaried, of)
        return LeastSquares(analysis, of, inputs, model.covariates, model.weights, model.std_error, collector).by_levels
    if of.method == MMRM:
        return OneMmrm(analysis, of, cast(RepeatedMeasures, of), inputs, collector).by_levels
    raise SpecError(
        f"analyses.{collector.analysis}.fits: one model of all levels is there for {list_of(TOGETHER)}, and "
        f"{analysis.of} is of method {of.method}: say `fits: separate`"
    )
