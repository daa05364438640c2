"""Values below a limit of quantification: R's survreg."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.validate.reference import REFERENCE
from trialstats.validate.requirement import Comparison, Domain, near

__all__ = ["censored"]

censored = Domain("CENS", "Censored values", "OQ", "outcomes.md")

SURVREG = "R 4.2.2, survival 3.5-3, survreg: program and output in validate/reference/survreg.*"


@censored.requires(
    "01",
    "Tobit regression of values that are censored to the left, to the right, on both sides, in intervals or not at all "
    "gives R's coefficients, scale, likelihood and standard errors.",
    tests=("tests/engines/censored/test_tobit.py::test_survreg",),
)
def tobit() -> Iterator[Comparison]:
    import numpy as np
    from scipy.stats import norm

    from trialstats.engines.censored import Bounds, fit_tobit

    i = np.arange(80)
    x, arm = (i * 7) % 11 / 10, i % 2
    y = 1 + 0.5 * x - 0.6 * arm + 0.8 * norm.ppf(((i * 37) % 101 + 0.5) / 101)
    lines = [line.split(",") for line in (REFERENCE / "survreg.txt").read_text("utf-8").splitlines()[1:]]
    for kind, *numbers in lines:
        low, high = {"none": (-9.0, 9.0), "left": (0.7, 9.0), "right": (-9.0, 1.5)}.get(kind, (0.5, 1.6))
        lower, upper = np.where(y < low, -np.inf, np.minimum(y, high)), np.where(y > high, np.inf, np.maximum(y, low))
        if kind == "interval":
            between = (y > 0.9) & (y < 1.3)
            lower, upper = np.where(between, 0.9, lower), np.where(between, 1.3, upper)
        fit = fit_tobit(Bounds(lower, upper), np.column_stack([np.ones(80), x, arm]))
        errors = [*np.sqrt(np.diag(fit.covariance)), fit.sigma_std_error / fit.sigma]
        ours = [*fit.coefficients, fit.sigma, fit.loglik, *errors]
        for place, (number, found) in enumerate(zip(numbers, ours, strict=True), start=1):
            yield near(f"{kind}: number {place}", float(number), found, within=2e-8, source=SURVREG)


BIOMARKER = "R, survival::survreg and lm: validate/reference/biomarker_blq_expected.csv"


@censored.requires(
    "02",
    "A biomarker of which 19 of 60 values lie below the limit: the censored model, and least squares with the"
    " limit, its"
    " half and its root-half substituted, are R's.",
    tests=("tests/engines/censored/test_tobit.py::test_biomarker_vector_and_its_substitutions",),
)
def biomarker() -> Iterator[Comparison]:
    import numpy as np
    import pandas as pd

    from trialstats.engines.censored import bounds, fit_tobit, least_squares

    data = pd.read_csv(REFERENCE / "biomarker_blq_input.csv")
    expected = pd.read_csv(REFERENCE / "biomarker_blq_expected.csv")
    below = (data["blq"] == 1).to_numpy()
    design = np.column_stack([np.ones(len(data)), data["trt"]])
    limit = np.log(data["lloq"].to_numpy(float))
    shown = np.log(data["il6_pgml"].where(~below, 1.0).to_numpy(float))
    names = ("intercept", "trt", "sigma", "se_int", "se_trt", "loglik", "gmr")
    for row, fall in zip(expected.to_dict("records"), (0.0, np.log(2), np.log(2) / 2, 0.0), strict=True):
        hidden = "censored" in str(row["method"])
        fit = fit_tobit(bounds(np.where(below, limit - fall, shown), below if hidden else None), design)
        made = fit if hidden else least_squares(fit)
        intercept, effect = made.coefficients
        ours = [intercept, effect, made.sigma, *np.sqrt(np.diag(made.covariance)), made.loglik, np.exp(effect)]
        for name, found in zip(names, ours, strict=True):
            yield near(f"{row['method']}: {name}", row[name], found, within=1e-9, source=BIOMARKER)
