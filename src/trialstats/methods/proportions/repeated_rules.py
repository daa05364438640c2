"""The rules of a repeated yes or no, as sentences that stand under its tables."""

from __future__ import annotations

import numpy as np

from trialstats.methods.proportions.options import RepeatedBinary
from trialstats.methods.proportions.repeated_model import Model
from trialstats.methods.proportions.rules import MISSING, told_by
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import covariates_named, list_of

__all__ = ["fitted", "rules"]

CORRELATIONS = {
    "independence": "as if the visits of a subject were independent",
    "exchangeable": "the same between any two visits (exchangeable)",
    "ar1": "falling with the number of visits between (autoregressive)",
    "unstructured": "its own for any two visits (unstructured)",
}
ERRORS = {
    "robust": "robust (sandwich; Liang and Zeger, Biometrika 1986;73:13-22), which holds whatever the correlation is",
    "kauermann-carroll": "robust, corrected for few subjects (Kauermann and Carroll, JASA 2001;96:1387-1396)",
    "mancl-derouen": "robust, corrected for few subjects (Mancl and DeRouen, Biometrics 2001;57:126-134)",
    "model": "those of the model, which hold only where the working correlation is the true one",
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


def fitted(analysis: RepeatedBinary, model: Model, event: str) -> str:
    """Say what went into the fit of an event, and what came out beside its estimates."""
    fit = model.fit
    records = f"{event}: {len(model.frame):,} records of {fit.subjects:,} subjects; converged in {fit.steps} steps"
    pairs = fit.correlation[np.triu_indices(len(fit.correlation), 1)]
    if analysis.correlation == "independence" or not pairs.size:
        return f"{records}."
    if analysis.correlation == "ar1":
        return f"{records}; working correlation {signed(fit.correlation[0, 1])} between neighbouring visits."
    low, high = signed(pairs.min()), signed(pairs.max())
    return f"{records}; working correlation {low if low == high else f'{low} to {high}'}."


def signed(value: float) -> str:
    """Write a correlation with a true minus sign."""
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
