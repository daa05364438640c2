"""What the report says of how a mixed model for repeated measures was fitted."""

from __future__ import annotations

from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.mmrm_words import MARGINS, SANDWICHES, STRUCTURES, TESTS

__all__ = ["inference"]


def inference(analysis: Mmrm) -> str:
    """Say how the model was fitted and its effects tested."""
    likelihood = "restricted maximum likelihood" if analysis.reml else "maximum likelihood"
    structures = ", else ".join(STRUCTURES[name] for name in analysis.covariance)
    apart = f", for each level of {analysis.covariance_by}" if analysis.covariance_by else ""
    ddf = "satterthwaite" if analysis.vcov and analysis.ddf == "kr" else analysis.ddf
    tests = TESTS[ddf] if analysis.vcov is None else f"{SANDWICHES[analysis.vcov]} and {TESTS[ddf]}"
    sentences = [
        f"Mixed model for repeated measures by {likelihood}; covariance within subjects {structures}{apart}; "
        f"t tests with {tests}.",
        f"LS means: numeric covariates at their mean over the records used, {MARGINS[analysis.weights]}.",
        "Records with a missing value or covariate are left out; values missing at random given those observed do "
        "not bias the estimates.",
        "Joint tests are of type III.",
    ]
    if analysis.baseline == "constrained":
        sentences.insert(
            1, "Baseline is part of the outcome, with one mean for all arms (constrained longitudinal model)."
        )
    return " ".join(sentences)
