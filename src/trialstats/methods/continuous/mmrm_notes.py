"""What the report says of how a mixed model for repeated measures was fitted."""

from __future__ import annotations

from trialstats.methods.continuous.options import Mmrm
from trialstats.methods.shared.mmrm_words import MARGINS, STRUCTURES, TESTS
from trialstats.results.gather import Row

__all__ = ["notes"]

SANDWICHES = {
    "cr0": "empirical (sandwich) standard errors",
    "cr2": "bias-reduced empirical (sandwich) standard errors",
    "cr3": "jackknife empirical (sandwich) standard errors",
}


def notes(analysis: Mmrm, excluded: list[Row], failed: list[Row], fits: list[Row]) -> Row:
    """What was done, what was left out, what failed, and the fits."""
    return {
        "software": "trialstats.engines.mmrm",
        "inference": " ".join(_sentences(analysis)),
        "excluded": excluded,
        "failed": failed,
        "fits": fits,
    }


def _sentences(analysis: Mmrm) -> list[str]:
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
    return sentences
