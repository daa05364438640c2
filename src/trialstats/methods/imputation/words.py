"""What the report says of an analysis by imputation."""

from __future__ import annotations

from trialstats.methods.imputation.options import Imputing, MmrmOf, TippingPoint
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import MARGINS, STRUCTURES, TESTS
from trialstats.methods.shared.named import covariates_named, list_of

__all__ = ["SOFTWARE", "formula_of", "inference", "shifted"]

SOFTWARE = "trialstats.engines.imputation"

STRATEGIES = {
    "MAR": "missing at random (MAR)",
    "J2R": "jump to reference (J2R)",
    "CR": "copy reference (CR)",
    "CIR": "copy increments in reference (CIR)",
    "LMCF": "last mean carried forward (LMCF)",
}


def inference(analysis: Imputing, inputs: Inputs) -> str:
    """Say how values were imputed, analysed and pooled."""
    return " ".join(
        (_model(analysis, inputs), _assumed(analysis, inputs), _draws(analysis), _analysis(analysis, inputs))
    )


def formula_of(analysis: Imputing) -> str:
    """Write the imputation model as a formula."""
    terms = " + ".join(["TRT01P", *analysis.covariates])
    return f"{analysis.measure} ~ AVISIT * ({terms})"


def _model(analysis: Imputing, inputs: Inputs) -> str:
    structures = ", else ".join(STRUCTURES[name] for name in analysis.covariance)
    shared = "for each arm" if analysis.covariance_by else "shared by the arms"
    means = list_of(["the arm", *covariates_named(analysis.covariates, inputs)])
    return (
        f"Imputation model: multivariate normal over the visits, with coefficients of {means} at each visit; "
        f"covariance {structures}, {shared}."
    )


def _assumed(analysis: Imputing, inputs: Inputs) -> str:
    said = [_by_arm(analysis, inputs, None)]
    said += [f"after {event} {_by_arm(analysis, inputs, event)}" for event in analysis.strategies]
    return (
        f"Values missing from the intercurrent event on: {'; '.join(said)}. Values missing before it, or between "
        "values that are known, are missing at random whatever the strategy."
    )


def _by_arm(analysis: Imputing, inputs: Inputs, event: str | None) -> str:
    words = {arm: STRATEGIES[analysis.assumed_of(arm, event)] for arm in inputs.arms}
    alike = len(set(words.values())) == 1
    return words[inputs.reference] if alike else ", ".join(f"{arm} {word}" for arm, word in words.items())


def _draws(analysis: Imputing) -> str:
    number = f"{analysis.imputations:,}"
    errors = {
        "jackknife": "standard errors by the jackknife over subjects, imputation and analysis repeated without each; z "
        "tests.",
        "bootstrap": f"standard errors, percentile intervals and p values from {number} bootstrap samples of subjects "
        "within arms, imputation and analysis repeated in each.",
    }
    drawn = {
        "Bayes": "parameters from their posterior (unstructured covariance, Jeffreys' prior)",
        "approximate Bayes": "parameters estimated from a bootstrap sample of subjects within arms each",
    }
    if analysis.draws in drawn:
        return (
            f"{number} sets are drawn with {drawn[analysis.draws]} and pooled by Rubin's rules with the degrees of "
            "freedom of Barnard and Rubin."
        )
    return (
        "Missing values are filled in by their conditional mean under the restricted maximum likelihood estimates; "
        f"{errors[analysis.standard_error]}"
    )


def _analysis(analysis: Imputing, inputs: Inputs) -> str:
    adjusted = list_of(["the arm", *covariates_named(analysis.analysis_covariates, inputs)])
    model = analysis.analysis
    how = f"analysis of covariance at each visit, on {adjusted}"
    if isinstance(model, MmrmOf):
        how = (
            f"a mixed model for repeated measures, on {adjusted} with the arm at each visit, covariance "
            f"{STRUCTURES[model.covariance]}, {TESTS[model.ddf]}"
        )
    return (
        f"Completed sets are analysed by {how}; LS means: numeric covariates at their mean over the subjects analysed, "
        f"{MARGINS[analysis.weights]}."
    )


def shifted(analysis: TippingPoint, inputs: Inputs) -> str:
    """Say how values were imputed, shifted, analysed and pooled."""
    events = f" after {list_of(list(analysis.delta_events))}" if analysis.delta_events else ""
    parts = [f"{visit} {share:g}" for visit, share in analysis.delta_by_visit.items()]
    by_visit = f" (parts of it: {', '.join(parts)})" if parts else ""
    how = "multiplied by" if analysis.delta_type == "multiplicative" else "shifted by"
    ranges = list_of([f"{arm} {low:g} to {high:g}" for arm, (low, high) in analysis.delta.items()])
    return (
        f"{inference(analysis, inputs)} What is imputed from the intercurrent event on{events} is {how} each amount of "
        f"a range{by_visit}: {ranges}. The result turns where the interval of the difference reaches zero, between the "
        "amounts tried by linear interpolation of its limit."
    )
