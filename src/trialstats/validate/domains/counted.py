"""Counts and rates: R on made-up and published counts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from trialstats.validate.numbers import STATISTICS, as_published
from trialstats.validate.reference import REFERENCE
from trialstats.validate.requirement import Comparison, Domain, NotRun, near

if TYPE_CHECKING:
    import pandas as pd

    from trialstats.engines.counts_fit import CountsFit

__all__ = ["counts", "seizures"]

counts = Domain("COUNT", "Counts and rates", "OQ", "outcomes.md")

MASS = "R 4.2.2, MASS 7.3-58.2: program and output in validate/reference"
ARMS = ["Sham", "Low", "High"]


@counts.requires(
    "01",
    "Negative binomial regression with unequal follow-up, with and without covariates, gives R's rate ratios, standard "
    "errors, dispersion and likelihood.",
    tests=("tests/engines/test_negative_binomial.py::test_glm_nb",),
)
def negative_binomial() -> Iterator[Comparison]:
    import pandas as pd

    from trialstats.engines.negative_binomial import fit_negative_binomial

    frame = pd.read_csv(REFERENCE / "negative_binomial.csv")
    frame = frame.assign(
        TRT01P=pd.Categorical(frame["TRT01P"], ARMS, ordered=True),
        SEX=frame["SEX"].astype("category"),
        AGE=frame["AGE"].astype(float),
    )
    number, years = frame["events"].to_numpy(float), frame["days"].to_numpy(float) / 365.25
    text = (REFERENCE / "negative_binomial.txt").read_text("utf-8")
    for covariates in ((), ("SEX", "AGE")):
        model = f"events ~ {' + '.join(['TRT01P', *covariates])} + offset(log(years))"
        part = text.split(f"# {model} \n")[1].split("\n\n")[0]
        lines = re.findall(r"^(\S+) +(\S+) +\S+ +(\S+)$", part, re.MULTILINE)
        theirs = {term: (float(one), float(error)) for term, one, error in lines if term != "estimate"}
        fit = fit_negative_binomial(frame, number, years, covariates)
        where = "with covariates" if covariates else "arms alone"
        for arm in ARMS[1:]:
            made, (estimate, error) = fit.rate_ratio(arm, "Sham", 0.95), theirs[f"TRT01P{arm}"]
            yield near(f"{where}: rate ratio of {arm}", math.exp(estimate), made["estimate"], part=1e-7, source=MASS)
            # R's Hessian is a numerical one.
            yield near(f"{where}: its standard error (log)", error, made["std_error"], part=1e-5, source=MASS)
        dispersion = fit.dispersion_estimate(0.95)
        yield near(f"{where}: dispersion", theirs["dispersion"][0], dispersion["estimate"], part=1e-5, source=MASS)
        expected = float(part.split("log likelihood")[1])
        yield near(f"{where}: log-likelihood", expected, fit.log_likelihood, within=1e-8, source=MASS)


def seizures() -> pd.DataFrame:
    """Seizures of 59 patients in four periods of two weeks (Thall and Vail 1990), as statsmodels holds them."""
    from pathlib import Path

    import pandas as pd
    import statsmodels

    path = Path(statsmodels.__file__).parent / "genmod/tests/results/epil.csv"
    if not path.is_file():
        raise NotRun("the installed statsmodels lacks its test data: that of PyPI and conda-forge has them")
    frame: pd.DataFrame = pd.read_csv(path, index_col=0)
    return frame


VARIANCES = {
    "se_robust": "HC0",
    "se_robust_hc1": "HC1",
    "se_pearson_scaled": "pearson",
    "se_deviance_scaled": "deviance",
    "se_expected": "expected",
}


@counts.requires(
    "02",
    "Poisson and negative binomial regression of the seizures under progabide give R's coefficients, model-based, "
    "scaled and robust standard errors, deviance, dispersion and rates.",
    tests=("tests/engines/test_counts_truths.py::test_every_number",),
)
def progabide() -> Iterator[Comparison]:
    import numpy as np
    import pandas as pd

    from trialstats.engines.negative_binomial import fit_negative_binomial
    from trialstats.engines.poisson import deviance, fit_poisson

    totals = seizures().groupby(["subject", "trt"], as_index=False)["y"].sum()
    arms = pd.Categorical(totals["trt"], ["placebo", "progabide"], ordered=True)
    frame, number = totals.assign(TRT01P=arms), totals["y"].to_numpy(float)
    weeks = np.full(len(totals), 8.0)
    fits: dict[str, Callable[..., CountsFit]] = {"poisson": fit_poisson, "negbin": fit_negative_binomial}

    @cache
    def fitted(family: str, variance: str) -> CountsFit:
        return fits[family](frame, number, weeks, (), variance)

    def found(family: str) -> Callable[[str], float]:
        fit = fitted(family, "model")

        def of(name: str) -> float:
            if name in ("k", "k.se"):
                return float(fit.dispersion_estimate(0.95)["std_error" if "se" in name else "estimate"])
            whole = {"loglik": fit.log_likelihood, "df": float(fit.df), "deviance": deviance(fit)}
            if name in whole:
                return whole[name]
            if name == "pearson_over_df":
                return float(fit.pearson()["estimate"])
            place, _, statistic = name.rpartition(".")
            if place == "standardised_rate":
                return fit.standardised_rate(statistic)
            if place.startswith("lsmean_om."):
                made: Any = fit.log_rate(place.removeprefix("lsmean_om."), (), "observed", 0.95)
                return float(made[STATISTICS[statistic]])
            term = {"intercept": "Intercept", "trtprogabide": "TRT01P[T.progabide]"}[place]
            of_variance: Any = fitted(family, VARIANCES.get(statistic, "model")).coefficient(term, 0.95)
            return float(of_variance[STATISTICS.get(statistic, "std_error")])

        return of

    for family in fits:
        yield from as_published(f"epilepsy.{family}.", found(family), part=2e-6)
    ratio = fitted("negbin", "model").dispersion_estimate(0.95)["statistic"]
    yield from as_published("epilepsy.lr_", {"poisson_vs_negbin": float(ratio)}, part=2e-6)


RATES = "R 4.2.2, poisson.test and sandwich: program and output in validate/reference/first_event.*"


@counts.requires(
    "03",
    "Exact limits of a rate are R's poisson.test; a ratio of rates of recurrent events has R's sandwich limits.",
    tests=("tests/engines/test_survival.py",),
)
def rates() -> Iterator[Comparison]:
    import pandas as pd

    from trialstats.engines.rates import exact_rate, rate_ratio

    for count, limits in ((0, (0, 1.0539655583)), (4, (0.3113901068, 2.9261681930)), (41, (8.406373677, 15.891751304))):
        made = exact_rate(count, 3.5, 9, 0.95)
        for name, limit in zip(("conf_low", "conf_high"), limits, strict=True):
            yield near(f"{count} events in 3.5 years: {name}", limit, made[name] / 100, part=1e-9, source=RATES)
    number = pd.Series([0, 2, 1, 0, 3, 1, 4, 0, 1, 2, 5, 1])
    days = pd.Series([80.0, 85, 84, 40, 85, 60, 85, 20, 84, 85, 90, 83])
    made = rate_ratio((number[7:], days[7:]), (number[:7], days[:7]), 0.95)
    for name, expected in (
        ("estimate", 1.173028629),
        ("std_error", 0.5094852106),
        ("conf_low", 0.4321494992),
        ("conf_high", 3.184074415),
    ):
        yield near(f"ratio of recurrent rates: {name}", expected, made[name], part=1e-8, source=RATES)
