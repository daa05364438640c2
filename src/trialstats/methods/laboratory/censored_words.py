"""What the report says of a censored model."""

from __future__ import annotations

import pandas as pd

from trialstats.engines.censored import Fit, MixedFit
from trialstats.methods.laboratory.censored_values import STATUS
from trialstats.methods.laboratory.options import Censored
from trialstats.methods.laboratory.rows import APPROACHES, Approach
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import adjusted_for
from trialstats.results.shape import Row

__all__ = ["approaches_of", "describe", "in_brief", "inference"]

MODELS = {
    "mixed": "Linear mixed model of ln values with a mean for each arm and visit, a random intercept per subject and "
    "independent errors",
    "tobit": "Regression of ln values at each visit by itself, with a mean for each arm and independent errors",
}
BASELINES = {
    "constrained": "Baseline is part of the outcome, with one mean for all arms (constrained longitudinal model): "
    "a baseline below the limit is censored like any other value, which no covariate can be.",
    "none": "Baseline is not in the model.",
}
TESTS = {
    "mixed": "Wald t tests with as many degrees of freedom as subjects less one (as SAS PROC NLMIXED; there is no "
    "small-sample adjustment of standard errors)",
    "tobit": "Wald z tests (as survreg of R and SAS PROC LIFEREG)",
}
CENSORED = (
    "Censored likelihood: a value below (above) its limit contributes the probability of lying there (Beal's M3), "
    "whatever the limit of its batch."
)
QUADRATURE = (
    "Subjects' effects are integrated out by adaptive quadrature (Gauss-Hermite; beyond 60 nodes the trapezoid rule), "
    "with so many nodes that more move the log-likelihood by less than 0.000001."
)
SUBSTITUTED = (
    "Sensitivity analyses put {shares} in the place of values below the limit, and the limit in the place of those "
    "above, {how}. A constant takes away the differences among the values that it stands for: "
    "with LLOQ/√2 or LLOQ the ratio is pulled towards 1 and its standard error is too small; LLOQ/2 can err to either "
    "side."
)
# How a model of constants is fitted: without limits a tobit is a regression, and has its least squares and t tests.
FITTED = {
    "mixed": "in the same model by the same method",
    "tobit": "with the same means and covariates, fitted by least squares (variance with n - p, t tests, as lm of R)",
}
VARIANCES = "Rows of kind variance are SDs of ln values: sigma of the error within subjects, tau between subjects."
SIGMA = "The row of kind variance is the SD of ln values, sigma."
LOGARITHMS = "Standard errors of geometric means and ratios are of their logarithms."

BOUNDARY = ["The variance between subjects is estimated as zero: the fit is that of independent records."]


def approaches_of(analysis: Censored) -> list[Approach]:
    """List the approaches that the trial file names, in its order."""
    return [Approach(name) for name in analysis.below]


def describe(fit: Fit, frame: pd.DataFrame, approach: Approach) -> Row:
    """The fit, in numbers and words that JSON can hold."""
    subjects: Row = {}
    if isinstance(fit, MixedFit):
        subjects = {"tau": fit.tau, "nodes": fit.nodes, "quadrature_error": fit.quadrature_error}
        subjects |= {"warnings": BOUNDARY} if fit.tau == 0 else {}
    return {
        "approach": APPROACHES[approach],
        "n_records": fit.n,
        "n_subjects": int(frame["USUBJID"].nunique()),
        "loglik": fit.loglik,
        "sigma": fit.sigma,
        **subjects,
        "iterations": fit.iterations,
        "n_coefficients": len(fit.names),
        **({"censored": tally(frame)} if approach is Approach.CENSORED else {}),
    }


def tally(frame: pd.DataFrame) -> list[Row]:
    """Count records below, above and measured, by arm and visit."""
    counts = pd.crosstab([frame["AVISIT"], frame["TRT01P"]], frame[STATUS])
    counts = counts.reindex(columns=["below", "above", "measured"], fill_value=0)
    places = [{"AVISIT": str(visit), "ARM": str(arm)} for visit, arm in counts.index.to_list()]
    numbers = [dict(zip(counts.columns, map(int, row), strict=True)) for row in counts.to_numpy()]
    return [{**place, **row} for place, row in zip(places, numbers, strict=True)]


def in_brief(analysis: Censored, inputs: Inputs) -> str:
    """Say the model in a line."""
    names = [*(["BASE"] if analysis.baseline == "covariate" else []), *analysis.covariates]
    return f"{MODELS[analysis.model]}, {adjusted_for(names, inputs)}."


def inference(analysis: Censored) -> str:
    """Say what was fitted, and how values beyond a limit take part."""
    covariate = (
        "The ln of the baseline value is a covariate; a baseline below the limit counts as "
        f"{APPROACHES[Approach(analysis.censored_baseline)]}, one above its upper limit as that limit."
    )
    approaches = approaches_of(analysis)
    shares = [APPROACHES[approach] for approach in approaches if approach is not Approach.CENSORED]
    likelihood = analysis.model == "mixed" or Approach.CENSORED in approaches
    fitted = f", by maximum likelihood; {TESTS[analysis.model]}" if likelihood else ""
    sentences = [
        f"{MODELS[analysis.model]}{fitted}.",
        BASELINES.get(analysis.baseline, covariate),
        CENSORED if Approach.CENSORED in approaches else "",
        QUADRATURE if analysis.model == "mixed" and Approach.CENSORED in approaches else "",
        SUBSTITUTED.format(shares=" and ".join(shares), how=FITTED[analysis.model]) if shares else "",
        "Geometric means: numeric covariates at their mean over the records used, factors weighted equally."
        if analysis.covariates or analysis.baseline == "covariate"
        else "",
        VARIANCES if analysis.model == "mixed" else SIGMA,
        LOGARITHMS,
        "Records with neither a value nor a flag are left out, as are those without a covariate.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)
