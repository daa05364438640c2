"""What the report says of an analysis by imputation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trialstats.methods.imputation.completed.options import MmrmOf, RespondersOf
from trialstats.methods.imputation.criteria import name_of
from trialstats.methods.imputation.options import Imputing, TippingPoint
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import MARGINS, STRUCTURES, TESTS
from trialstats.methods.shared.named import adjusted_for, covariates_named, list_of
from trialstats.methods.shared.responses.rules import criterion_rule
from trialstats.results.kinds import Kind
from trialstats.results.rows import Told
from trialstats.results.shape import Row

__all__ = ["SOFTWARE", "formula_of", "in_brief", "inference", "precision", "rules", "shifted"]

SOFTWARE = "trialstats.engines.imputation"

STRATEGIES = {
    "MAR": "missing at random (MAR)",
    "J2R": "jump to reference (J2R)",
    "CR": "copy reference (CR)",
    "CIR": "copy increments in reference (CIR)",
    "LMCF": "last mean carried forward (LMCF)",
}

# What notes on Monte Carlo errors are told of.
COMPARED = (Kind.DIFFERENCE, Kind.RISK_DIFFERENCE)
BOUNDS = {"at_most": "at most", "at_least": "at least", "below": "below", "above": "above"}


def inference(analysis: Imputing, inputs: Inputs) -> str:
    """Say how values were imputed, analysed and pooled."""
    parts = (_model(analysis, inputs), _assumed(analysis, inputs), _draws(analysis), _anew(inputs))
    return " ".join(filter(None, (*parts, _analysis(analysis, inputs))))


def in_brief(analysis: Imputing, inputs: Inputs) -> str:
    """Say in a line what is assumed of what is missing, and how completed sets are analysed."""
    said = [_by_arm(analysis, inputs, None)]
    said += [f"after {event} {_by_arm(analysis, inputs, event)}" for event in analysis.strategies]
    model = analysis.analysis
    how = (
        "shares of responders"
        if isinstance(model, RespondersOf)
        else "mixed model for repeated measures"
        if isinstance(model, MmrmOf)
        else "analysis of covariance at each visit"
    )
    adjusted = adjusted_for(analysis.analysis_covariates, inputs)
    return f"Values missing from the intercurrent event on imputed: {'; '.join(said)}. Analysis: {how}, {adjusted}."


def _anew(inputs: Inputs) -> str:
    """Say of which parameters not they are imputed, but what they are made of."""
    label = {paramcd: outcome.label for paramcd, outcome in inputs.outcomes.items()}
    said = [
        f"{label[paramcd]} is made anew of each completed course of {label[summary.of]}, whose values at "
        f"{list_of(summary.visits)} are imputed where they are missing after baseline."
        for paramcd, summary in inputs.courses.items()
    ]
    return " ".join(said)


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
    if isinstance(model, RespondersOf):
        return _responders(model, adjusted)
    how = f"analysis of covariance at each visit, on {adjusted}"
    if isinstance(model, MmrmOf):
        each = " for each arm" if model.covariance_by else ""
        how = (
            f"a mixed model for repeated measures, on {adjusted} with the arm at each visit, covariance "
            f"{STRUCTURES[model.covariance]}{each}, {TESTS[model.ddf]}"
        )
    return (
        f"Completed sets are analysed by {how}; LS means: numeric covariates at their mean over the subjects analysed, "
        f"{MARGINS[analysis.weights]}."
    )


def _responders(model: RespondersOf, adjusted: str) -> str:
    """Say how shares are compared."""
    by = (
        f"Odds ratio: logistic regression on {adjusted}, of the two arms alone. Adjusted difference: that of the "
        "model's mean predicted shares had all subjects been in one arm or the other (g-computation), standard error "
        "by the delta method."
        if model.covariates
        else "Odds ratio: not adjusted."
    )
    return (
        "In each completed set the responders of each arm are counted at each visit: values imputed are taken as they "
        "are drawn, neither rounded nor kept within a range. Differences of shares (variances of both shares added) "
        "and the logarithms of ratios are pooled and tested by Wald's test; shares have Wilson's interval for imputed "
        f"values (Lott and Reiter, Am Stat 2020;74:109). {by} Number needed to treat: the reciprocal of the "
        "difference, limits the reciprocals of its limits; absent where the interval of the difference holds zero."
    )


def rules(analysis: Imputing, inputs: Inputs, paramcd: str) -> Iterator[Row]:
    """Give the criteria of responders as rows without statistics, but for the threshold: PARAM is the sentence."""
    model = analysis.analysis
    for criterion in model.criteria if isinstance(model, RespondersOf) else ():
        if criterion.bound is None:
            yield criterion_rule(criterion, inputs, paramcd)
            continue
        name, bound = name_of(criterion, inputs, paramcd)
        unit = inputs.outcomes[paramcd].unit or ""
        amount = f"{BOUNDS[criterion.bound[0]]} {bound:g} {unit}".rstrip()
        source = f"Threshold: {criterion.source.rstrip('.')}." if criterion.source else "Its source is not given."
        sentence = f"{name}: {inputs.outcomes[paramcd].label} at the visit {amount}. {source}"
        keys = {"kind": Kind.VALUE, "variable": Told.THRESHOLD, "PARAMCD": paramcd, "group": name}
        yield {**keys, "PARAM": sentence, "unit": unit or None, "value": bound}


def precision(analysis: Imputing, notes: Sequence[Row]) -> str:
    """Say how much the number of imputations leaves uncertain of comparisons, and how many it takes; see `monte_carlo`.

    Empty where nothing is random.
    """
    own = [note for note in notes if note.get("kind") in COMPARED and note.get("variable") is None]
    needed = [int(note["imputations_needed"]) for note in own if "imputations_needed" in note]
    if needed:
        wanted = f"{analysis.precision:g}" if analysis.precision else "a tenth of its standard error"
        return (
            f" A Monte Carlo standard error of {wanted} or less of every difference takes {max(needed):,} "
            f"imputation{'s' if max(needed) > 1 else ''}."
        )
    errors = [float(note[name]) for note in own for name in ("mcse_conf_low", "mcse_conf_high") if name in note]
    if errors:
        return f" Monte Carlo standard errors of the limits of differences are {max(errors):.2g} at most."
    return ""


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
