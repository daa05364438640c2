"""What the report says of how a mixed model for repeated measures was fitted."""

from __future__ import annotations

from collections.abc import Sequence

from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_words import MARGINS, SANDWICHES, TESTS, structures_used
from trialstats.methods.shared.modifiers.effects import MAIN, told_of_modifiers
from trialstats.methods.shared.named import adjusted_for
from trialstats.results.shape import Row

__all__ = ["in_brief", "inference"]

MARGINS_OF_LEVELS = {
    "equal": "weighted equally",
    "observed": "weighted as observed in the records used",
    "sample": "as they are in the records used",
}


def in_brief(analysis: Mmrm, inputs: Inputs, fits: Sequence[Row]) -> str:
    """Say the model in a line; fits: what was fitted, as the notes tell it."""
    constrained = ", baseline part of the outcome" if analysis.baseline == "constrained" else ""
    robust = f"; {SANDWICHES[analysis.vcov]}" if analysis.vcov else ""
    return (
        f"Mixed model for repeated measures{constrained}, {adjusted_for(analysis.in_model, inputs)}; covariance "
        f"{structures_used(analysis.covariance, fits)}{robust}."
    )


def inference(analysis: Mmrm, inputs: Inputs, fits: Sequence[Row]) -> str:
    """Say how the model was fitted and its effects tested; fits: what was fitted, as the notes tell it."""
    likelihood = "restricted maximum likelihood" if analysis.reml else "maximum likelihood"
    structures = structures_used(analysis.covariance, fits)
    apart = f", for each level of {analysis.covariance_by}" if analysis.covariance_by else ""
    ddf = "satterthwaite" if analysis.vcov and analysis.ddf == "kr" else analysis.ddf
    tests = TESTS[ddf] if analysis.vcov is None else f"{SANDWICHES[analysis.vcov]} and {TESTS[ddf]}"
    sentences = [
        f"Mixed model for repeated measures by {likelihood}; covariance within subjects {structures}{apart}; "
        f"t tests with {tests}.",
        f"LS means: numeric covariates at their mean over the records used, {MARGINS[analysis.weights]}.",
        "Records with a missing value or covariate are left out. Where the model is right, values missing at random "
        "given those observed do not bias the estimates; of records left out for a covariate that is not said.",
        "Joint tests are of type III.",
    ]
    if analysis.baseline == "constrained":
        sentences.insert(
            1, "Baseline is part of the outcome, with one mean for all arms (constrained longitudinal model)."
        )
    averaged = MAIN.format(weights=MARGINS_OF_LEVELS[analysis.weights])
    test = (
        "Interactions are tested at each visit, and at all visits together (that the difference depends on the "
        "modifier at none of them), by F tests with the same degrees of freedom. Modifiers that are numbers stand in "
        "the model as deviations from their mean, at which the joint tests of the other terms are."
    )
    return " ".join(sentences) + told_of_modifiers(analysis, inputs, averaged=averaged, test=test, by_visit=True)
