"""What the report says of how a model of random coefficients was fitted."""

from __future__ import annotations

from trialstats.engines.inference import residual_summary
from trialstats.methods.continuous.mixed_model import Fitted, days_of, time_of
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.continuous.rows import DAY
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.mmrm_fits import described_attempts, described_model
from trialstats.methods.shared.mmrm_words import SANDWICHES, TESTS
from trialstats.methods.shared.named import adjusted_for
from trialstats.results.shape import Row

__all__ = ["describe", "in_brief", "inference"]

EFFECTS = {
    "intercept": "random intercept of each subject",
    "intercept and slope": "random intercept and slope over time of each subject, with any covariance",
    "independent intercept and slope": "independent random intercept and slope over time of each subject",
}
RESIDUALS = {
    "independent": "independent errors of equal variance",
    "ar1": "errors autoregressive of the first order over the visits",
    "by arm": "independent errors with a variance in each arm",
}
BOUNDARY = "boundary"


def describe(fitted: Fitted) -> Row:
    """The fit, in numbers and words that JSON can hold; times are counted as in `inference`."""
    fit = fitted.fit
    variances = fit.residual_variances
    several = len(variances) > 1
    means = {name: float(fitted.frame[name].mean()) for name in _covariates(fitted)}
    return {
        **described_model(fit),
        "random_covariance": fit.random_covariance.to_numpy().tolist(),
        **(
            {"residual_variances": {str(arm): float(v) for arm, v in variances["variance"].items()}}
            if several
            else {"residual_variance": float(variances["variance"].iloc[0])}
        ),
        **({"residual_correlation": float(variances["correlation"].iloc[0])} if "correlation" in variances else {}),
        "singular": any(BOUNDARY in note for note in fit.notes),
        "attempts": described_attempts(fit.attempts),
        "warnings": list(fit.notes),
        "residuals": residual_summary(fit.residuals("conditional").to_numpy()),
        "covariate_means": means,
    }


def _covariates(fitted: Fitted) -> list[str]:
    """The numeric variables of the formula beside the outcome and the time."""
    design = fitted.fit.design
    outcome = fitted.fit.formula.split(" ~ ")[0]
    used = [name for name in design.frame.columns if name in design.columns and name not in (fitted.time, outcome)]
    return [name for name in used if fitted.frame[name].dtype.kind in "fiu"]


def in_days(analysis: Mixed) -> str:
    """Say how many days the unit of slopes has, where it is none that everybody has alike."""
    return f" ({days_of(analysis):g} days)" if analysis.per in ("month", "year") else ""


def in_brief(analysis: Mixed, inputs: Inputs) -> str:
    """Say the model in a line."""
    return f"Linear mixed model: {EFFECTS[analysis.random]}; {adjusted_for(analysis.covariates, inputs)}."


def inference(analysis: Mixed, unit: str) -> str:
    """Say how the model was fitted and its effects tested; `unit` is that of time."""
    likelihood = "restricted maximum likelihood" if analysis.reml else "maximum likelihood"
    what = (
        "Differences of AVAL are differences in change from baseline (interaction of arm and visit)."
        if analysis.time == "categorical"
        else f"Slopes are per {unit}{in_days(analysis)}."
    )
    days = " Time is the days from day 1 of each subject's own records." if time_of(analysis) == DAY else ""
    ddf = "satterthwaite" if analysis.vcov and analysis.ddf == "kr" else analysis.ddf
    tests = TESTS[ddf] if analysis.vcov is None else f"{SANDWICHES[analysis.vcov]} and {TESTS[ddf]}"
    return (
        f"Linear mixed model by {likelihood}: {EFFECTS[analysis.random]}, {RESIDUALS[analysis.residual]}. "
        f"{what}{days} t tests with {tests}. "
        "Records with a missing value or covariate are left out; subjects with some records contribute those."
    )
