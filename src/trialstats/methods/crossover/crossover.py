"""Treatments of a crossover trial compared within subjects, at each timepoint of the periods by itself."""

from __future__ import annotations

import math

import pandas as pd

from trialstats.engines.crossover import CrossoverFit, fit_fixed, fit_random, is_two_by_two
from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError
from trialstats.methods.crossover.crossover_scale import COVARIATES, Work, further, kinds, on_scale
from trialstats.methods.crossover.crossover_two_periods import add_two_periods
from trialstats.methods.crossover.crossover_words import inference, told
from trialstats.methods.crossover.options import CrossoverModel
from trialstats.methods.crossover.records import (
    at_timepoints,
    check_columns,
    described,
    engine_frame,
    group_of_period,
    pairs_of,
    treatment_of,
)
from trialstats.methods.crossover.rows import WITHIN, Effect
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import better_of, by_parameter
from trialstats.methods.shared.tested_margins import margins_tested
from trialstats.methods.shared.variation import refuse_constant
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["check", "run"]


def check(analysis: CrossoverModel, inputs: Inputs) -> None:
    """Refuse a treatment that the records do not have."""
    check_columns(analysis, inputs)


def run(analysis: CrossoverModel, inputs: Inputs) -> Result:
    """Estimate, per parameter and timepoint (AVISIT), what the model of crossover trials gives.

    Rows: summary by treatment and period (`group`); lsmean (ARM) and difference (ARM, REFERENCE), or geometric_mean and
    ratio, and their margin; joint_test (variable an Effect); coefficient: period (`level` minus the first), carry-over,
    covariates, SD within subjects; value (USUBJID), the records. Of two treatments in two periods also the
    coefficient "subjects' totals", rank_test, shift, and differences of a `group` beside the model's.
    """
    collector = Collector(inputs.name, "fits")
    for paramcd, records in by_parameter(analysis, inputs):
        for timepoint, here in at_timepoints(analysis, inputs, records):
            at = {"PARAMCD": paramcd, "measure": analysis.measure, "AVISIT": timepoint}
            needed = [analysis.measure, treatment_of(analysis), "TRTSEQP", "APERIOD", *further(analysis)]
            frame, counts = complete_records(here, needed)
            collector.exclude(at, counts)
            before = len(collector.rows)
            with collector.attempt(at, expected(analysis, inputs, at)):
                analyse(analysis, inputs, frame, at, collector)
            rows, unit = collector.rows[before:], unit_of(analysis, inputs, paramcd)
            collector.add(*margins_tested(analysis, rows, kinds(analysis)[1], better_of(inputs, paramcd), unit))
    software = "trialstats (numpy, scipy; random subjects by the engine of mmrm)"
    return collector.result(software=software, inference=inference(analysis))


def unit_of(analysis: CrossoverModel, inputs: Inputs, paramcd: str) -> str | None:
    """Give the unit of a difference."""
    if analysis.measure == "PCHG":
        return "%"
    return inputs.outcomes[paramcd].unit if analysis.scale != "log" and paramcd in inputs.outcomes else None


def expected(analysis: CrossoverModel, inputs: Inputs, at: Row) -> list[Row]:
    """List the rows that stand without numbers where nothing can be fitted."""
    mean, pair = kinds(analysis)
    rows: list[Row] = [{**at, "kind": mean, "ARM": arm} for arm in inputs.arms]
    return [*rows, *({**at, "kind": pair, **keys} for keys in pairs_of(inputs, every=analysis.differences == "all"))]


def analyse(analysis: CrossoverModel, inputs: Inputs, frame: pd.DataFrame, at: Row, collector: Collector) -> None:
    """Analyse the complete records of a parameter and timepoint."""
    measure = analysis.measure
    if frame.empty:
        raise FitError("no record has all that the model needs")
    refuse_constant(frame, measure)
    raw = engine_frame(frame, analysis, frame[measure])
    work = on_scale(analysis, inputs, frame, at)
    absent = [arm for arm in inputs.arms if arm not in set(raw["treatment"])]
    collector.add(*described(raw, at, inputs), *values(raw, at))
    fit = model(work)
    collector.describe(at, describe(fit, work))
    collector.add(*of_treatments(fit, work, absent))
    test_terms(fit, work, collector)
    collector.add(*of_effects(fit, work), *told(analysis, fit, raw, at))
    if is_two_by_two(work.frame):
        add_two_periods(work, collector)


def model(work: Work) -> CrossoverFit:
    """Fit the model with fixed or random subjects."""
    analysis = work.analysis
    if analysis.subject == "fixed":
        return fit_fixed(work.frame, carry_over=analysis.carry_over, covariates=work.covariates, rounding=work.rounding)
    return fit_random(
        work.frame,
        sequence=analysis.sequence,
        carry_over=analysis.carry_over,
        covariates=work.covariates,
        ddf=analysis.ddf,
    )


def of_treatments(fit: CrossoverFit, work: Work, absent: list[str]) -> list[Row]:
    """Write the means of the treatments and how they compare."""
    mean, _ = kinds(work.analysis)
    means, differences = fit.means(work.level), fit.differences(work.level)
    used = work.frame.groupby("treatment", observed=False)["subject"].nunique()
    rows: list[Row] = []
    for row in expected(work.analysis, work.inputs, work.at):
        named = [str(row[key]) for key in ("ARM", "REFERENCE") if key in row]
        lost = [arm for arm in named if arm in absent]
        if lost:
            rows.append({**row, "reason": f"no complete record of {', '.join(lost)}"})
        elif row["kind"] == mean:
            rows.append({**row, "n": int(used[named[0]]), **work.told(means[named[0]])})
        else:
            rows.append({**row, "n": fit.n_subjects, **work.told(compared(differences, *named))})
    return rows


def compared(differences: dict[tuple[str, str], Estimate], one: str, other: str) -> Estimate:
    """Give one treatment minus another, whichever of the two stands first."""
    if (one, other) in differences:
        return differences[one, other]
    turned = differences[other, one]
    signs = {"estimate": -turned["estimate"], "statistic": -turned["statistic"]}
    return {**turned, **signs, "conf_low": -turned["conf_high"], "conf_high": -turned["conf_low"]}


def test_terms(fit: CrossoverFit, work: Work, collector: Collector) -> None:
    """Add the tests of terms; where few subjects leave none, the comparisons of treatments stay."""
    keys = {**work.at, "kind": Kind.JOINT_TEST}
    with collector.attempt(keys, [{**keys, "variable": term} for term in (Effect.TREATMENT, Effect.PERIOD)]):
        collector.add(*({**keys, "variable": term, **test} for term, test in fit.tests().items()))


def of_effects(fit: CrossoverFit, work: Work) -> list[Row]:
    """Write the effects of periods, carry-over and covariates."""
    at, level = work.at, work.level
    rows: list[Row] = []
    for period, numbers in fit.period_differences(level).items():
        keys = {**at, "kind": Kind.COEFFICIENT, "variable": Effect.PERIOD, "level": group_of_period(period)}
        rows.append({**keys, "n": fit.n_subjects, **work.of_ratio, **work.told(numbers)})
    reference = str(work.frame["treatment"].cat.categories[0])
    for arm, numbers in fit.carry_over(level).items():
        keys = {**at, "kind": Kind.COEFFICIENT, "variable": Effect.CARRY_OVER, "ARM": arm, "REFERENCE": reference}
        rows.append({**keys, **work.of_ratio, **work.told(numbers)})
    for name, numbers in fit.slopes(level).items():
        rows.append({**at, "kind": Kind.COEFFICIENT, "variable": COVARIATES.get(name, name), **numbers})
    # Of logarithms also the coefficient of variation of a lognormal value.
    cv = {"cv": 100 * math.sqrt(math.expm1(fit.within_sd**2))} if work.analysis.scale == "log" else {}
    rows.append({**at, "kind": Kind.COEFFICIENT, "variable": WITHIN, **work.of_ratio, "estimate": fit.within_sd, **cv})
    return rows


def values(raw: pd.DataFrame, at: Row) -> list[Row]:
    """Give each record: kind value, with sequence (`group`) and period (`level`)."""
    return [
        {
            **at,
            "kind": Kind.VALUE,
            "ARM": str(row.treatment),
            "group": str(row.sequence),
            "level": group_of_period(float(row.period)),  # type: ignore[arg-type]
            "USUBJID": str(row.subject),
            "value": row.y,
        }
        for row in raw.itertuples()
    ]


def describe(fit: CrossoverFit, work: Work) -> Row:
    """Note what was fitted, and whom it used."""
    y = f"log {work.analysis.measure}" if work.analysis.scale == "log" else work.analysis.measure
    sizes = work.frame.groupby("subject").size()
    lacking = sorted(sizes.index[sizes < sizes.max()])
    names = {"incomplete_subjects": list(map(str, lacking))} if lacking else {}
    used = f"{fit.single} subjects with one period " + (
        "are left out" if fit.between_variance is None else "add what they tell between subjects"
    )
    negative = fit.between_variance is not None and fit.between_variance < 0
    note = "records of one subject are less alike than those of different ones: the covariance is negative"
    return {
        "formula": f"{y} ~ {fit.formula}",
        "n_subjects": fit.n_subjects,
        "n_records": fit.n_records,
        **({"incomplete": used} if fit.single else {}),
        **names,
        "within_sd": fit.within_sd,
        **({"between_variance": fit.between_variance} if fit.between_variance is not None else {}),
        **({"note": note} if negative else {}),
    }
