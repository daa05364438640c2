"""Analysis of covariance: R, the certified regression of NIST, exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from trialstats.validate.analysed import as_r_printed
from trialstats.validate.requirement import Comparison, Domain, near

__all__ = ["ancova"]

ancova = Domain("ANC", "Analysis of covariance", "OQ", "methods.md")


@ancova.requires(
    "01",
    "LS means and differences, margins as observed, and standard errors HC3 agree with R.",
    tests=("tests/twins/test_options.py",),
)
def of_r() -> Iterator[Comparison]:
    yield from as_r_printed("ancova_observed", "ancova_robust")


NIST = "NIST StRD, Longley (1967), certified values"
LONGLEY = {
    "GNPDEFL": (15.0618722713733, 84.9149257747669),
    "GNP": (-0.358191792925910e-01, 0.334910077722432e-01),
    "UNEMP": (-2.02022980381683, 0.488399681651699),
    "ARMED": (-1.03322686717359, 0.214274163161675),
    "POP": (-0.511041056535807e-01, 0.226073200069370),
    "YEAR": (1829.15146461355, 455.478499142212),
}


@ancova.requires(
    "02",
    "Least squares gives the certified coefficients and standard errors of NIST's ill-conditioned Longley data.",
    tests=("tests/engines/test_linear.py::test_longley_as_nist_certifies_it",),
)
def longley() -> Iterator[Comparison]:
    from statsmodels.datasets import longley as held

    from trialstats.engines.linear import build_design, fit_linear

    frame = held.load_pandas().data
    design = build_design(list(LONGLEY), frame)
    fit = fit_linear(frame["TOTEMP"].to_numpy(dtype=float), design, "classical")
    for name, (estimate, std_error) in LONGLEY.items():
        row = fit.estimate(design.coefficient(name), 0.95)
        yield near(f"{name}: estimate", estimate, row["estimate"], part=1e-9, source=NIST)
        yield near(f"{name}: std_error", std_error, row["std_error"], part=1e-9, source=NIST)
    yield near("residual SD", 304.854073561965, fit.sigma, part=1e-9, source=NIST)


@ancova.requires(
    "03",
    "Two arms without covariates are compared as by the t test with one variance, worked in exact fractions.",
    tests=("tests/engines/test_linear.py::test_least_squares_is_that_of_exact_fractions",),
)
def two_arms() -> Iterator[Comparison]:
    import pandas as pd

    from trialstats.engines.linear import build_design, fit_linear

    values = {"P": [3, 5, 4, 8, 7], "A": [6, 9, 8, 12, 10, 7]}
    arms = pd.Categorical([arm for arm, own in values.items() for _ in own], list(values), ordered=True)
    frame = pd.DataFrame({"TRT01P": arms, "y": [float(y) for own in values.values() for y in own]})
    design = build_design(["TRT01P"], frame)
    fit = fit_linear(frame["y"].to_numpy(), design, "classical")
    row = fit.estimate(design.coefficient("TRT01P[T.A]"), 0.95)
    means = {arm: Fraction(sum(own), len(own)) for arm, own in values.items()}
    rest = sum((y - means[arm]) ** 2 for arm, own in values.items() for y in own)
    variance = rest / 9 * (Fraction(1, 5) + Fraction(1, 6))
    exact = "exact fractions"
    yield near("difference", float(means["A"] - means["P"]), row["estimate"], part=1e-12, source=exact)
    yield near("its standard error", float(variance) ** 0.5, row["std_error"], part=1e-12, source=exact)
    yield near("its df", 9.0, row["df"], part=1e-12, source=exact)
