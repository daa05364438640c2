"""How effects in subgroups were found, in sentences that stand under their table and figure and in the notes."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import MARGINS, SANDWICHES, TESTS
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.subgroups.options import ANCOVA, MMRM, PROPORTIONS, Subgroups
from trialstats.methods.subgroups.rows import Plan
from trialstats.results.kinds import Kind
from trialstats.results.rows import Scale
from trialstats.results.shape import Row
from trialstats.trialfile.parts.analysis import COVARIATES

__all__ = ["inference", "sentences"]

PLANS = {
    Plan.PLANNED: "planned before the data were seen",
    Plan.POST_HOC: "chosen after the data were seen (post hoc)",
    Plan.NOT_SAID: "of which the trial file does not say whether they were planned",
}
EFFECTS: dict[Kind, str] = {
    Kind.DIFFERENCE: "difference",
    Kind.RISK_DIFFERENCE: "difference of shares",
    Kind.RISK_RATIO: "ratio of shares",
    Kind.ODDS_RATIO: str(Scale.ODDS_RATIO),
    Kind.RATIO: "ratio of geometric means",
    Kind.RATE_RATIO: "ratio of rates",
    Kind.WIN_PROBABILITY: "win probability",
    Kind.AREA_DIFFERENCE: "difference of areas",
}
SAME = "is the same in all levels of the factor that have subjects of both arms"


def sentences(analysis: Subgroups, inputs: Inputs, rows: Sequence[Row]) -> list[str]:
    """Say by which model, how it was fitted, how levels were compared, and over what means were taken.

    rows: those gathered, whose kinds tell what was compared.
    """
    kinds = {row["kind"]: None for row in rows if "REFERENCE" in row and row["kind"] != Kind.INTERACTION}
    effect = EFFECTS.get(next(iter(kinds), Kind.DIFFERENCE), "effect")
    found = [_model(analysis, inputs, effect), _test(analysis, inputs, effect)]
    if any(row["kind"] == Kind.LSMEAN for row in rows):
        weights = analysis.weights or _said(analysis, inputs, "weights") or "equal"
        where = "the level" if analysis.is_separate else "all levels"
        found.append(
            f"LS means: numeric covariates at their mean over the records used of {where}, {MARGINS[weights]}."
        )
    return found


def _said(analysis: Subgroups, inputs: Inputs, key: str) -> str | None:
    return getattr(inputs.others[analysis.of][0], key, None) if analysis.of else None


# Of all subjects, where no other analysis is repeated.
NO_OTHER = "the same without the factor, which another analysis of all subjects need not equal"


def _model(analysis: Subgroups, inputs: Inputs, effect: str) -> str:
    own = inputs.others[analysis.of][0] if analysis.of else analysis
    names = dict.fromkeys(
        name for key in (*COVARIATES, "strata") for name in own.subject_variables.get(key, ()) if name != "TRT01P"
    )
    said = covariates_named(tuple(names), inputs)
    covariates = f"{list_of(said)} (but for the factor itself)" if set(names) & {*analysis.factors} else list_of(said)
    adjusted = f", adjusted for {covariates}" if names else ", without covariates"
    if analysis.is_separate:
        what = f"the analysis “{own.label or analysis.of}”" if analysis.of else "least squares at each visit by itself"
        return f"Separate fits: {what}{adjusted}, in each level by itself on its subjects alone, and in all subjects."
    if analysis.of is None or own.method == ANCOVA:
        model = "least squares at each visit by itself, with arm, factor and their interaction"
        further = "; the residual variance is that of all levels together"
    elif own.method == MMRM:
        model = "mixed model for repeated measures, with arm, visit, factor and their interactions"
        by = _said(analysis, inputs, "covariance_by")
        within = (
            f"that of each level of {list_of(covariates_named([by], inputs))}" if by else "that of all levels together"
        )
        further = f"; the covariance within subjects is {within}"
    else:
        model = "logistic regression, with arm, factor and their interaction"
        further = (
            ""
            if effect == EFFECTS[Kind.ODDS_RATIO]
            else "; shares are standardised over the subjects of the level, whose covariates are taken as they are"
        )
    whole = "the same model without factor" if own.method == PROPORTIONS else f"the analysis “{own.label}” itself"
    of = f"; in all subjects {whole if analysis.of else NO_OTHER}"
    return f"One model a factor: {model}{adjusted}{further}{of}."


def _test(analysis: Subgroups, inputs: Inputs, effect: str) -> str:
    if analysis.is_separate:
        return (
            f"p for heterogeneity: Cochran's Q, a chi-squared test that the {effect} is one in all levels, whose fits "
            "are independent; it takes their standard errors as known (of ratios those of logarithms; from the width "
            "of the interval where there is none), and so finds too much where levels are small."
        )
    own = inputs.others[analysis.of][0] if analysis.of else analysis
    if own.method == MMRM:
        ddf, vcov = _said(analysis, inputs, "ddf"), _said(analysis, inputs, "vcov")
        tests = TESTS["satterthwaite" if vcov and ddf == "kr" else str(ddf)]
        tests = f"{SANDWICHES[vcov]} and {tests}" if vcov else tests
        return f"p for interaction: F test that at the visit the {effect} {SAME}; {tests}."
    if analysis.of is None or own.method == ANCOVA:
        return (
            f"p for interaction: F test that the {effect} {SAME}; with all combinations filled the type III test of "
            "arm by factor. t tests within levels have the residual degrees of freedom of the model."
        )
    return f"p for interaction: Wald's chi-squared test that the {effect} {SAME}."


def inference(analysis: Subgroups, rules: Sequence[str]) -> str:
    """Say in the notes what was done."""
    return " ".join(
        [
            f"Subgroups {PLANS[analysis.plan]}.",
            *rules,
            "Intervals and tests are not adjusted for their number.",
            f"Levels in which an arm has fewer than {analysis.minimum} subjects are estimated and marked; a level "
            "without subjects of an arm has no comparison.",
            "Records with a missing value, covariate or level are left out (complete cases).",
        ]
    )
