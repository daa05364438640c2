"""Two shares and yes or no: SAS PROC FREQ, Stata's logistic regression, closed forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import exp, log, sqrt

from trialstats.validate.requirement import Comparison, Domain, near, printed

__all__ = ["shares"]

shares = Domain("PROP", "Shares, odds and strata", "OQ", "outcomes.md")

TESTS = "tests/engines/proportions/test_truths.py"
FREQ = "SAS 9.4 PROC FREQ, 36 of 154 against 12 of 77, in PSIAIMS/CAMIS (74a06c12), ci_for_2prop"
TABLE = (36, 154, 12, 77)
DIFFERENCE = {
    "wald": ("-0.0271", "0.1830"),
    "wald corrected": ("-0.0368", "0.1927"),
    "miettinen-nurminen": ("-0.0361", "0.1775"),
    "score": ("-0.0358", "0.1773"),
    "newcombe": ("-0.0361", "0.1751"),
    "newcombe corrected": ("-0.0440", "0.1810"),
    "agresti-caffo": ("-0.0329", "0.1782"),
    "hauck-anderson": ("-0.0342", "0.1900"),
    "exact": ("-0.0400", "0.1793"),
}
RATIO = {
    "wald": ("0.8288", "2.7149"),
    "miettinen-nurminen": ("0.8482", "2.7322"),
    "score": ("0.8492", "2.7287"),
    "likelihood ratio": ("0.8582", "2.8537"),
    "wald modified": ("0.8189", "2.6200"),
}
ODDS = {
    "wald": ("0.8043", "3.3952"),
    "miettinen-nurminen": ("0.8103", "3.3634"),
    "score": ("0.8115", "3.3584"),
    "likelihood ratio": ("0.8235", "3.5140"),
    "mid-p": ("0.8127", "3.5026"),
    "wald modified": ("0.7938", "3.2818"),
}


@shares.requires(
    "01",
    "Nine intervals of a difference of shares, among them Miettinen-Nurminen's, Newcombe's and the exact one, are "
    "those of SAS.",
    tests=(f"{TESTS}::test_intervals_of_a_difference_that_sas_prints",),
)
def differences() -> Iterator[Comparison]:
    from trialstats.engines.proportions import risk_difference

    for interval, (low, high) in DIFFERENCE.items():
        made = risk_difference(*TABLE, 0.95, interval)
        yield printed(f"{interval}: lower limit", low, made["conf_low"], source=FREQ)
        yield printed(f"{interval}: upper limit", high, made["conf_high"], source=FREQ)


@shares.requires(
    "02",
    "Intervals of risk and odds ratios are those of SAS.",
    tests=(
        f"{TESTS}::test_intervals_of_a_ratio_that_sas_prints",
        f"{TESTS}::test_intervals_of_an_odds_ratio_that_sas_prints",
    ),
)
def ratios() -> Iterator[Comparison]:
    from trialstats.engines.proportions import odds_ratio, risk_ratio

    for what, limits, function in (("risk ratio", RATIO, risk_ratio), ("odds ratio", ODDS, odds_ratio)):
        for interval, (low, high) in limits.items():
            made = function(*TABLE, 0.95, interval)
            yield printed(f"{what}, {interval}: lower limit", low, made["conf_low"], source=FREQ)
            yield printed(f"{what}, {interval}: upper limit", high, made["conf_high"], source=FREQ)


@shares.requires(
    "03",
    "The score test of a non-inferiority margin, with its restricted standard error, is that of SAS.",
    tests=(f"{TESTS}::test_the_test_of_a_margin_that_sas_prints",),
)
def margin() -> Iterator[Comparison]:
    from trialstats.engines.proportions import difference_error, difference_tails

    source = f"{FREQ}: NONINF MARGIN=0.036 METHOD=SCORE"
    tails = difference_tails(TABLE, -0.036, "score")
    yield printed("z", "1.9632", tails.z, source=source)
    yield printed("p, one-sided", "0.0248", tails.above, source=source)
    yield printed("standard error", "0.0580", difference_error(*TABLE, -0.036), source=source)


CMH = "SAS 9.4 PROC FREQ, CDISC pilot, women by age, in PSIAIMS/CAMIS (74a06c12), cmh"


@shares.requires(
    "04",
    "Over strata, the Cochran-Mantel-Haenszel test, the common risk difference with its limits, Newcombe's stratified "
    "limits and Breslow-Day's test of homogeneity are those of SAS.",
    tests=(f"{TESTS}::test_stratified_numbers_that_sas_prints",),
)
def strata() -> Iterator[Comparison]:
    from trialstats.engines.proportions.association import breslow_day, mantel_haenszel_test
    from trialstats.engines.proportions.strata import Strata
    from trialstats.engines.proportions.stratified_difference import stratified_difference

    tables = Strata.of([(20, 40, 25, 49), (8, 12, 4, 10)])
    test, difference = mantel_haenszel_test(tables), stratified_difference(tables, 0.95)
    newcombe, homogeneity = stratified_difference(tables, 0.95, "newcombe"), breslow_day(tables, tarone=False)
    for what, number, found in (
        ("CMH chi-square", "0.2166", test["statistic"]),
        ("CMH p", "0.6417", test["p_value"]),
        ("common risk difference", "0.0448", difference["estimate"]),
        ("its standard error", "0.0958", difference["std_error"]),
        ("Newcombe: lower limit", "-0.1378", newcombe["conf_low"]),
        ("Newcombe: upper limit", "0.2236", newcombe["conf_high"]),
        ("Breslow-Day chi-square", "1.3540", homogeneity["statistic"]),
        ("Breslow-Day p", "0.2446", homogeneity["p_value"]),
    ):
        yield printed(what, number, found, source=CMH)


def error_within(made: Mapping[str, float]) -> float:
    """Read the standard error of a logarithm off its 95 % limits."""
    return log(made["conf_high"] / made["conf_low"]) / (2 * 1.959963984540054)


STATA = "Stata's logit on Spector and Mazzeo (1980), as statsmodels is tested on it; Greene, Econometric Analysis"


@shares.requires(
    "05",
    "Logistic regression gives the coefficients, standard errors and likelihood of Stata.",
    tests=("tests/engines/test_linear.py::test_logistic_coefficients_are_those_of_the_raw_columns",),
)
def logistic() -> Iterator[Comparison]:
    import pandas as pd
    from statsmodels.datasets import spector

    from trialstats.engines.logistic import fit_logistic

    data = spector.load_pandas().data
    arms = pd.Categorical(data["PSI"].astype(int).astype(str), ["0", "1"], ordered=True)
    outcome = data["GRADE"].to_numpy(float)
    frame = data.assign(TRT01P=arms)
    fit = fit_logistic(frame, outcome, ("GPA", "TUCE"))
    made = fit.odds_ratio("1", "0", 0.95)
    yield near("PSI: log odds ratio", 2.378688, log(made["estimate"]), within=5e-7, source=STATA)
    yield near("PSI: its standard error", 1.064564, error_within(made), within=5e-7, source=STATA)
    yield near("log-likelihood", -12.889634222131, fit.log_likelihood(outcome), within=1e-9, source=STATA)
    named = dict(zip(fit.design.terms, fit.design.original(fit.coefficients), strict=True))
    for term, number in (("Intercept", "-13.02135"), ("GPA", "2.826113"), ("TUCE", ".0951577")):
        yield printed(f"{term}: coefficient", number, named[term], source=STATA)


@shares.requires(
    "06",
    "Logistic regression on the arm alone is the odds ratio of the 2 x 2 table with Woolf's limits.",
    tests=("tests/engines/proportions/test_second_opinions.py",),
)
def odds_of_a_table() -> Iterator[Comparison]:
    import numpy as np
    import pandas as pd

    from trialstats.engines.logistic import fit_logistic

    a, n, c, m = TABLE
    b, d = n - a, m - c
    arms = pd.Categorical(["A"] * n + ["P"] * m, ["P", "A"], ordered=True)
    outcome = np.repeat([1.0, 0.0, 1.0, 0.0], [a, b, c, d])
    made = fit_logistic(pd.DataFrame({"TRT01P": arms}), outcome, ()).odds_ratio("A", "P", 0.95)
    ratio, error = a * d / (b * c), sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    closed = "closed form: ad / bc, Woolf (1955)"
    yield near("odds ratio", ratio, made["estimate"], part=1e-9, source=closed)
    yield near("standard error of its logarithm", error, error_within(made), part=1e-9, source=closed)
    yield near("lower limit", ratio * exp(-1.959963984540054 * error), made["conf_low"], part=1e-9, source=closed)
    yield near("upper limit", ratio * exp(1.959963984540054 * error), made["conf_high"], part=1e-9, source=closed)
