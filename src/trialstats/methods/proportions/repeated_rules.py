"""The rules of a repeated yes or no, as sentences that stand under its tables."""

from __future__ import annotations

from trialstats.methods.proportions.event import events_told
from trialstats.methods.proportions.options import RepeatedBinary
from trialstats.methods.proportions.rules import MISSING, told_by
from trialstats.methods.shared.equations import CORRECTED
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import covariates_named, list_of

__all__ = ["brief", "rules"]

CORRELATIONS = {
    "independence": "as if the visits of a subject were independent",
    "exchangeable": "the same between any two visits (exchangeable)",
    "ar1": "falling with the number of visits between (autoregressive)",
    "unstructured": "its own for any two visits (unstructured)",
}
ERRORS = {
    "robust": "robust (sandwich; Liang and Zeger, Biometrika 1986;73:13-22), which holds whatever the correlation is",
    **CORRECTED,
}
MOMENTS = {"sas": "PROC GENMOD", "geepack": "R's geepack"}
OVER_VISITS = (
    "Over the visits: the mean share, the mean difference, and the geometric mean of the odds ratios, visits weighing "
    "equally. Arm by visit: type III test that the odds ratios are the same at all visits."
)
COMPLETELY_AT_RANDOM = (
    "Estimating equations hold where values are missing completely at random given the covariates: whether a value is "
    "missing must not depend on what came before or would have come. They are not weighted."
)


def brief(analysis: RepeatedBinary, inputs: Inputs) -> str:
    """Say the event, and what the model adjusts for."""
    names = list_of(covariates_named(analysis.covariates, inputs))
    model = f"Logistic model of arm by visit (estimating equations){f', adjusted for {names}' if names else ''}."
    return " ".join([*events_told(analysis, inputs), model])


def rules(analysis: RepeatedBinary, inputs: Inputs, *, several: bool) -> list[str]:
    """Say how subjects are counted, what the model is, and what its numbers mean; several: visits."""
    names = covariates_named(analysis.covariates, inputs)
    also = f" and {list_of(names)}" if names else ""
    if analysis.by_visit:
        also += f" ({list_of(covariates_named(analysis.by_visit, inputs))} with a coefficient at each visit)"
    tests = (
        "z tests" if analysis.ddf == "inf" else "t and F tests with subjects less coefficients as degrees of freedom"
    )
    moments = "" if analysis.correlation == "independence" else f", by the moments of {MOMENTS[analysis.moments]}"
    given = " given the covariates" if names else ""
    return [
        *events_told(analysis, inputs),
        *told_by(analysis),
        MISSING[analysis.missing],
        *([COMPLETELY_AT_RANDOM] if analysis.missing == "exclude" or names else []),
        f"Logistic model of arm, visit and their interaction{also}, by generalised estimating equations. "
        f"Working correlation: {CORRELATIONS[analysis.correlation]}{moments}. "
        f"Standard errors: {ERRORS[analysis.std_error]}; Wald {tests}.",
        f"Shares by the model are standardised{' over the covariates of all its subjects' if names else ''}, their "
        "intervals those of the log odds; differences are of these shares (delta method, covariates held as they are); "
        f"odds ratios are those of the model{given}.",
        *([OVER_VISITS] if several else []),
    ]
