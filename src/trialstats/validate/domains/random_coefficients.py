"""Random coefficients: SAS's documentation, R, and a second implementation."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.validate.analysed import as_r_printed
from trialstats.validate.requirement import Comparison, Domain, printed

__all__ = ["mixed"]

mixed = Domain("RC", "Random coefficients", "OQ", "methods.md")

SAS = "SAS/STAT User's Guide, PROC MIXED, example on random coefficients (drug stability, Obenchain 1990)"
# Batch and month, then the replicate assays.
STABILITY = """
1 0 101.2 103.3 103.3 102.1 104.4 102.4
1 1 98.8 99.4 99.7 99.5
1 3 98.4 99.0 97.3 99.8
1 6 101.5 100.2 101.7 102.7
1 9 96.3 97.2 97.2 96.3
1 12 97.3 97.9 96.8 97.7 97.7 96.7
2 0 102.6 102.7 102.4 102.1 102.9 102.6
2 1 99.1 99.0 99.9 100.6
2 3 105.7 103.3 103.4 104.0
2 6 101.3 101.5 100.9 101.4
2 9 94.1 96.5 97.2 95.6
2 12 93.1 92.8 95.4 92.2 92.2 93.0
3 0 105.1 103.9 106.1 104.1 103.7 104.6
3 1 102.2 102.0 100.8 99.8
3 3 101.2 101.8 100.8 102.6
3 6 101.1 102.0 100.1 100.2
3 9 100.9 99.5 102.2 100.8
3 12 97.8 98.3 96.9 98.4 96.9 96.5
"""


@mixed.requires(
    "01",
    "Covariance parameters, likelihood, fixed effects and predictions of the random ones are those that SAS prints of "
    "three batches of a drug over twelve months.",
    tests=("tests/engines/mmrm/random/test_sas.py",),
)
def stability() -> Iterator[Comparison]:
    import pandas as pd

    from trialstats.engines.mmrm import fit_mmrm

    lines = [line.split() for line in STABILITY.strip().splitlines()]
    rows = [(batch, float(month), float(y)) for batch, month, *replicates in lines for y in replicates]
    data = pd.DataFrame(rows, columns=["Batch", "Month", "Y"])
    fit = fit_mmrm("Y ~ Month", data, subject="Batch", covariance="random_slope", time="Month", ddf="kr")
    g = fit.random_covariance
    for what, number, found in (
        ("-2 REML log-likelihood", "350.3", -2 * fit.loglik),
        ("UN(1,1)", "0.9768", g.loc["intercept", "intercept"]),
        ("UN(2,1)", "-0.1045", g.loc["Month", "intercept"]),
        ("UN(2,2)", "0.03717", g.loc["Month", "Month"]),
        ("residual variance", "3.2932", fit.residual_variances["variance"].iloc[0]),
        ("AIC", "358.3", fit.aic),
        ("BIC", "354.7", fit.bic),
    ):
        yield printed(what, number, found, source=SAS)
    table = fit.coefficients().set_index("term")
    for term, numbers in (("Intercept", ("102.70", "0.6456", "159.08")), ("Month", ("-0.5259", "0.1194", "-4.41"))):
        for statistic, number in zip(("estimate", "std_error", "statistic"), numbers, strict=True):
            yield printed(f"{term}: {statistic}", number, table.loc[term, statistic], source=SAS)
    yield printed("Month: p_value", "0.0478", table.loc["Month", "p_value"], source=SAS)
    predicted = fit.random_effects().set_index(["subject", "effect"])["estimate"]
    for batch, level, slope in (("1", "-1.0010", "0.1287"), ("2", "0.3934", "-0.2060"), ("3", "0.6076", "0.0773")):
        yield printed(f"batch {batch}: intercept", level, predicted[batch, "intercept"], source=SAS)
        yield printed(f"batch {batch}: month", slope, predicted[batch, "Month"], source=SAS)


@mixed.requires(
    "02",
    "Random intercepts and slopes, correlated or not, with independent, autoregressive and arm-wise residuals, time as "
    "categories and as days, by REML and ML: every LS mean, slope and difference agrees with R.",
    tests=("tests/twins/test_options.py",),
)
def of_r() -> Iterator[Comparison]:
    yield from as_r_printed(
        "intercept",
        "intercept_of_changes",
        "independent_slopes",
        "autoregressive",
        "residual_by_arm",
        "slopes_per_week",
        "slopes_per_month",
    )


@mixed.requires(
    "03",
    "Likelihood and its maximum, coefficients, standard errors and degrees of freedom by every method (Kenward-Roger, "
    "linear, expected; Satterthwaite) and sandwiches (CR0, CR2, CR3) are those of a second implementation, which "
    "writes every matrix out: random intercepts, and slopes correlated with them or not, with residuals that are "
    "independent, of each arm their own (by maximum likelihood), or autoregressive.",
    tests=("tests/engines/mmrm/random/test_dense.py",),
)
def second_implementation() -> Iterator[Comparison]:
    from trialstats.validate.second_opinion import compared_random

    yield from compared_random()
