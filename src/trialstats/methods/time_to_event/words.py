"""What an analysis of times to an event says of how it was made."""

from __future__ import annotations

from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.margins import told_of_margin
from trialstats.methods.shared.named import covariates_named, list_of
from trialstats.methods.time_to_event.options import TimesToEvent

__all__ = ["inference", "model_in_brief"]

SCALES = {"km": "1 less the Kaplan-Meier estimate", "rank": "ranks of the times", "identity": "time as it is"}


def model_in_brief(analysis: TimesToEvent, inputs: Inputs) -> str:
    """Say the model of the hazard ratios in a line."""
    adjusted = list_of(["the arm", *covariates_named(analysis.covariates, inputs)])
    strata = list_of(covariates_named(analysis.strata, inputs))
    within = (
        f", a baseline hazard for each stratum ({strata}), by which the log-rank test is stratified" if strata else ""
    )
    robust = ", robust standard errors" if analysis.std_error == "robust" else ""
    return (
        f"Hazard ratio: Cox regression on {adjusted}{within}; {analysis.ties.capitalize()}'s method for ties{robust}."
    )


def inference(analysis: TimesToEvent, inputs: Inputs) -> str:
    """Say how curves, quartiles, tests, ratios and restricted means were estimated."""
    adjusted = list_of(["the arm", *covariates_named(analysis.covariates, inputs)])
    strata = list_of(covariates_named(analysis.strata, inputs))
    within = f", with a baseline hazard for each stratum ({strata})" if strata else ""
    errors = (
        "robust standard errors (Lin & Wei, JASA 1989;84:1074-1078)"
        if analysis.std_error == "robust"
        else ("standard errors of the observed information")
    )
    stratified = " The stratified test sums observed and expected events over the strata." if strata else ""
    tau = f"{analysis.tau:g}" if analysis.tau else "the largest time that is reached in every arm"
    return (
        "Kaplan-Meier estimates with limits on the complementary log-log scale; quartiles with the limits of "
        "Brookmeyer & Crowley (Biometrics 1982;38:29-41) of the same scale. Log-rank test with the hypergeometric "
        "variance."
        f"{stratified} Hazard ratio: Cox regression on {adjusted}, all arms in one model{within}, "
        f"{analysis.ties.capitalize()}'s method for ties; Wald's interval and z test of the logarithm with {errors}. "
        f"Proportional hazards: score test of Grambsch & Therneau (Biometrika 1994;81:515-526) over "
        f"{SCALES[analysis.proportionality]}, as of cox.zph in R's survival 3. "
        f"Restricted mean: the area under the curve up to {tau}, with Greenwood's variance; difference and ratio with "
        f"normal intervals, of the ratio's logarithm.{told_of_margin(analysis)}"
    )
