"""Mixed model of the sides of a subject: a random intercept of the subject, written as its covariance."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.methods.nerve.limbs_design import LIMB, SIDE, formula, ladder, limb_keys, limb_words, with_limbs
from trialstats.methods.nerve.options import Limbs
from trialstats.methods.shared.absence import POLICY_WORDS, count_responses
from trialstats.methods.shared.complete import complete_records
from trialstats.methods.shared.gaps import refuse_empty_cells, refuse_gaps
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_fits import describe
from trialstats.methods.shared.mmrm_words import MARGINS, SOFTWARE, STRUCTURES, TESTS
from trialstats.methods.shared.named import adjusted_for
from trialstats.methods.shared.scope import conf_level, means_and_differences, visits
from trialstats.methods.shared.variation import refuse_constant
from trialstats.results.collector import Collector
from trialstats.results.fitting import Fitting
from trialstats.results.shape import Result, Row

__all__ = ["run"]

ESTIMATES = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "conf_level")


def run(analysis: Limbs, inputs: Inputs) -> Result:
    """Estimate LS means and differences over both sides, by visit.

    The model is value ~ TRT01P (by AVISIT) + side + covariates, BASE being that of the side, with one covariance of
    the sides (and visits) of a subject. Rows, PARAMCD that of both sides together (group the nerve, variable the
    attribute, level BOTH, where parameters tell): lsmean (AVISIT, ARM; n its
    subjects with a side at that visit), difference (AVISIT, ARM, REFERENCE; n of both arms).
    """
    collector = Collector(inputs.name, "fits")
    for both, sides in analysis.sides.items():
        records = inputs.records[inputs.records["PARAMCD"].isin(sides)]
        asked = visits(analysis, inputs, records, with_baseline=False)
        seen = [visit for visit in asked if visit in inputs.after_baseline]
        records = with_limbs(records[records["AVISIT"].isin(seen)], sides)
        needed = [analysis.measure, "TRT01P", SIDE, LIMB, *analysis.covariates]
        without = records[analysis.measure].isna()
        frame, counts = complete_records(records[~without], needed)
        at = {"PARAMCD": both, "measure": analysis.measure}
        collector.exclude(at, {"in": len(records), **count_responses(records, without), **_others(counts)})
        words = {**limb_keys(inputs, sides), **limb_words(inputs, both, sides)}
        expected = means_and_differences(inputs, {**at, **words}, seen)
        with collector.attempt(at, expected):
            _estimate(analysis, inputs, frame, at, expected, collector)
    fitting = Fitting(restricted=True, scaled_residuals=True)
    inference = " ".join(_sentences(analysis))
    return collector.result(
        software=SOFTWARE, inference=inference, brief=_brief(analysis, inputs), fitting=fitting, absent=analysis.absent
    )


def _others(counts: dict[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in counts.items() if reason != "in"}


def _estimate(
    analysis: Limbs, inputs: Inputs, frame: pd.DataFrame, at: Row, expected: list[Row], collector: Collector
) -> None:
    value = analysis.measure
    refuse_gaps(frame.assign(AVISIT=frame[LIMB]), inputs.arms, [value, *analysis.covariates])
    refuse_empty_cells(frame)
    refuse_constant(frame, value)
    fit = fit_mmrm(
        formula(analysis, frame, value),
        frame,
        subject="USUBJID",
        visit=LIMB,
        covariance=ladder(analysis, frame),
        ddf=analysis.ddf,
        conf_level=conf_level(analysis),
    )
    collector.describe(at, describe(fit))
    cells = _cells(analysis, fit, frame, inputs.reference)
    subjects = frame.groupby(["TRT01P", "AVISIT"], observed=True)["USUBJID"].nunique()
    for row in expected:
        key = (row["ARM"], row.get("REFERENCE"), row["AVISIT"])
        if key not in cells:
            collector.add_without_numbers([row], "no complete record at this visit")
            continue
        arms = [row[name] for name in ("ARM", "REFERENCE") if name in row]
        collector.add({**row, "n": sum(int(subjects[arm, row["AVISIT"]]) for arm in arms), **cells[key]})


def _cells(
    analysis: Limbs, fit: MMRMResult, frame: pd.DataFrame, reference: str
) -> dict[tuple[str, str | None, str], Row]:
    """Give LS means and differences by arm, reference (None for a mean) and visit; sides weigh the same."""
    seen = [str(visit) for visit in frame["AVISIT"].cat.categories]
    by = "AVISIT" if len(seen) > 1 else None
    means = fit.lsmeans("TRT01P", by=by, weights=analysis.weights)
    differences = fit.contrasts("TRT01P", by=by, reference=reference, weights=analysis.weights)
    return {
        (str(row["TRT01P"]), other, str(row["AVISIT"]) if by else seen[0]): {name: row[name] for name in ESTIMATES}
        for table, other in ((means, None), (differences, reference))
        for row in table.to_dict("records")
    }


def _brief(analysis: Limbs, inputs: Inputs) -> str:
    return f"Mixed model of both sides of every subject, {adjusted_for(analysis.covariates, inputs)}."


def _sentences(analysis: Limbs) -> list[str]:
    asked = ", else ".join(STRUCTURES[name] for name in analysis.covariance)
    structure = asked or "of compound symmetry at one visit, unstructured (else of compound symmetry) over several"
    return [
        "Mixed model of both sides of every subject by restricted maximum likelihood: arm, side and covariates, the "
        f"value at baseline that of the side; covariance of the sides and visits of a subject {structure}; t tests "
        f"with {TESTS[analysis.ddf]}. Compound symmetry is the covariance of a random "
        "intercept of the subject, but that it allows for sides that differ more within a subject than between.",
        f"LS means: numeric covariates at their mean over the records used, {MARGINS[analysis.weights]}.",
        "A side that was not measured is an absent record: the other side takes part all the same.",
        POLICY_WORDS[analysis.absent],
    ]
