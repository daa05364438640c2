"""Numbers of SAS and R: PROC FREQ as printed in PSIAIMS/CAMIS (commit 74a06c12, Apache-2.0), and programs in R 4.2.2.

Those that may not be redistributed are read where they lie, and every one of them is met or told here by its name.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.logistic import fit_logistic
from trialstats.engines.proportions import (
    DIFFERENCE_INTERVALS,
    ODDS_INTERVALS,
    RATIO_INTERVALS,
    difference_error,
    difference_tails,
    odds_ratio,
    ratio_tails,
    risk_difference,
    risk_ratio,
)
from trialstats.engines.proportions.association import breslow_day, cochran_mantel_haenszel, mantel_haenszel_test
from trialstats.engines.proportions.score import difference_shares
from trialstats.engines.proportions.strata import Strata
from trialstats.engines.proportions.stratified_difference import stratified_difference
from trialstats.engines.proportions.stratified_ratio import stratified_odds, stratified_ratio
from trialstats.engines.standardisation import standardise_shares

Find = Callable[[str], Path]
Numbers = dict[str, float]

# PROC FREQ of 36 of 154 against 12 of 77, RISKDIFF, RELRISK and OR: limits as printed (CAMIS, ci_for_2prop).
CAMIS = (36, 154, 12, 77)
SAS_DIFFERENCE = {
    "wald": (-0.0271, 0.1830),
    "wald corrected": (-0.0368, 0.1927),
    "miettinen-nurminen": (-0.0361, 0.1775),
    "score": (-0.0358, 0.1773),
    "newcombe": (-0.0361, 0.1751),
    "newcombe corrected": (-0.0440, 0.1810),
    "agresti-caffo": (-0.0329, 0.1782),
    "hauck-anderson": (-0.0342, 0.1900),
    "exact": (-0.0400, 0.1793),
}
SAS_RATIO = {
    "wald": (0.8288, 2.7149),
    "miettinen-nurminen": (0.8482, 2.7322),
    "score": (0.8492, 2.7287),
    "likelihood ratio": (0.8582, 2.8537),
    "wald modified": (0.8189, 2.6200),
}
SAS_ODDS = {
    "wald": (0.8043, 3.3952),
    "miettinen-nurminen": (0.8103, 3.3634),
    "score": (0.8115, 3.3584),
    "likelihood ratio": (0.8235, 3.5140),
    "mid-p": (0.8127, 3.5026),
    "wald modified": (0.7938, 3.2818),
}
HALF = 5e-5
# In the truths, the words of intervals here.
NAMES = {
    "mn": "miettinen-nurminen",
    "mee": "score",
    "koopman": "score",
    "wald_cc": "wald corrected",
    "newcombe_cc": "newcombe corrected",
    "exact_score": "exact",
    "midp": "mid-p",
}


@pytest.mark.parametrize("interval", SAS_DIFFERENCE)
def test_intervals_of_a_difference_that_sas_prints(interval: str) -> None:
    made = risk_difference(*CAMIS, 0.95, interval)
    assert (made["conf_low"], made["conf_high"]) == pytest.approx(SAS_DIFFERENCE[interval], abs=HALF)


@pytest.mark.parametrize("interval", SAS_RATIO)
def test_intervals_of_a_ratio_that_sas_prints(interval: str) -> None:
    made = risk_ratio(*CAMIS, 0.95, interval)
    assert (made["conf_low"], made["conf_high"]) == pytest.approx(SAS_RATIO[interval], abs=HALF)


@pytest.mark.parametrize("interval", SAS_ODDS)
def test_intervals_of_an_odds_ratio_that_sas_prints(interval: str) -> None:
    made = odds_ratio(*CAMIS, 0.95, interval)
    assert (made["conf_low"], made["conf_high"]) == pytest.approx(SAS_ODDS[interval], abs=HALF)


def test_every_interval_has_a_number_of_another_program() -> None:
    assert set(SAS_DIFFERENCE) == set(DIFFERENCE_INTERVALS)
    assert set(SAS_RATIO) == set(RATIO_INTERVALS)
    assert {*SAS_ODDS, "exact"} == set(ODDS_INTERVALS)  # exact: scipy's, in test_second_opinions


def test_the_test_of_a_margin_that_sas_prints() -> None:
    """NONINF MARGIN=0.036 METHOD=SCORE: z 1.9632, p .0248, standard error .0580, limits -.0175 and .1734."""
    tails = difference_tails(CAMIS, -0.036, "score")
    assert (tails.z, tails.above) == pytest.approx((1.9632, 0.0248), abs=HALF)
    assert difference_error(*CAMIS, -0.036) == pytest.approx(0.0580, abs=HALF)


def test_stratified_numbers_that_sas_prints() -> None:
    """CAMIS, cmh: SEX = F, Placebo against High, age 65-80 and below 65."""
    strata = Strata.of([(20, 40, 25, 49), (8, 12, 4, 10)])
    cmh, difference = mantel_haenszel_test(strata), stratified_difference(strata, 0.95)
    assert (cmh["statistic"], cmh["p_value"]) == pytest.approx((0.2166, 0.6417), abs=HALF)
    assert (difference["estimate"], difference["std_error"]) == pytest.approx((0.0448, 0.0958), abs=HALF)
    newcombe = stratified_difference(strata, 0.95, "newcombe")
    assert (newcombe["conf_low"], newcombe["conf_high"]) == pytest.approx((-0.1378, 0.2236), abs=HALF)
    homogeneity = breslow_day(strata, tarone=False)
    assert (homogeneity["statistic"], homogeneity["p_value"]) == pytest.approx((1.3540, 0.2446), abs=HALF)


def read(path: Path) -> dict[str, Mapping[str, float]]:
    return {each["id"]: each for each in json.loads(path.read_text())["truths"]}


def check(
    truths: Mapping[str, Mapping[str, float]], found: Numbers, apart: Mapping[str, str], digits: float = 1e-9
) -> None:
    """Meet every number to its printed digits, or to `digits` of a number of R; what is told apart says why."""
    open_ = [name for name in truths if name not in found and name not in apart]
    assert not open_, open_
    wrong = []
    for name, truth in truths.items():
        if name in found:
            tolerance = truth.get("tolerance", digits * max(1.0, abs(truth["value"])))
            if abs(found[name] - truth["value"]) > tolerance * (1 + 1e-9):
                wrong.append((name, found[name], truth["value"]))
            if "r_value" in truth and abs(found[name] - truth["r_value"]) > 1e-8 * max(1.0, abs(truth["r_value"])):
                wrong.append((name, found[name], truth["r_value"]))
    assert not wrong, wrong


def limits_of(name: str, made: Mapping[str, float]) -> Numbers:
    return {f"{name}.lower": made["conf_low"], f"{name}.upper": made["conf_high"]}


def test_stratified_tables(shared: Find) -> None:
    """164 of 164."""
    truths = read(shared("truths/04_stratified_binary/truths.json"))
    tables = pd.read_csv(shared("truths/04_stratified_binary/tables.csv"))
    found: Numbers = {}
    for name, own in tables.groupby("set", sort=False):
        found |= of_strata(str(name), [tuple(map(int, row)) for row in own[["x1", "n1", "x2", "n2"]].to_numpy()])
    found |= of_scenarios(pd.read_csv(shared("truths/04_stratified_binary/adcibc.csv")))
    check(truths, found, {})


def of_strata(name: str, tables: list[tuple[int, int, int, int]]) -> Numbers:
    strata = Strata.of(tables)
    found: Numbers = {}
    for key, made in {
        "cmh.chisq": mantel_haenszel_test(strata),
        "cmh.chisq_cc": mantel_haenszel_test(strata, corrected=True),
        "cochran.chisq": mantel_haenszel_test(strata, cochran=True),
        "breslow_day.chisq": breslow_day(strata, tarone=False),
        "breslow_day_tarone.chisq": breslow_day(strata),
    }.items():
        found[f"{name}.{key}"] = made["statistic"]
        found[f"{name}.{key.replace('chisq', 'p')}"] = made["p_value"]
    for key, made in {
        "mh_or": stratified_odds(strata, 0.95),
        "logit_or": stratified_odds(strata, 0.95, "inverse variance"),
        "mh_rr": stratified_ratio(strata, 0.95),
        "logit_rr": stratified_ratio(strata, 0.95, "inverse variance"),
        "summary_score": stratified_difference(strata, 0.95, "summary score"),
    }.items():
        found |= {f"{name}.{key}.estimate": made["estimate"], f"{name}.{key}.se_log": made["std_error"]}
        found |= limits_of(f"{name}.{key}", made)
        if key == "summary_score":
            found |= {f"{name}.{key}.{end}": made[of] for end, of in
                      (("se", "std_error"), ("z", "statistic"), ("p", "p_value"))}  # fmt: skip
    sato = stratified_difference(strata, 0.95)
    greenland = stratified_difference(strata, 0.95, "mantel-haenszel, greenland-robins")
    found |= {f"{name}.mh_rd.estimate": sato["estimate"], f"{name}.mh_rd.se_sato": sato["std_error"]}
    found |= {f"{name}.mh_rd.se_greenland_robins": greenland["std_error"]}
    found |= {**limits_of(f"{name}.mh_rd.sato", sato), **limits_of(f"{name}.mh_rd.greenland_robins", greenland)}
    for key, method in (("stratified_mn", "miettinen-nurminen"), ("stratified_mee", "score")):
        made = stratified_difference(strata, 0.95, method)
        found |= {f"{name}.{key}.z0": made["statistic"], **limits_of(f"{name}.{key}", made)}
    found |= limits_of(f"{name}.stratified_newcombe", stratified_difference(strata, 0.95, "newcombe"))
    for k, table in enumerate(tables, start=1):
        here = f"{name}.stratum{k}"
        for key in ("mn", "newcombe", "wald"):
            made = risk_difference(*table, 0.95, NAMES.get(key, key))
            found |= {f"{here}.risk_difference": made["estimate"], **limits_of(f"{here}.{key}", made)}
            if key == "wald":
                found[f"{here}.wald.se"] = made["estimate"] / made["statistic"]
    return found


def of_scenarios(data: pd.DataFrame) -> Numbers:
    two = data[(data["TRTPN"] != 54) & (data["AGEGR1"] != ">80")]
    scenarios = {
        "scenario1": (two, "TRTP", "SEX", "AGEGR1"),
        "scenario2": (data, "TRTP", "SEX", "AGEGR1"),
        "scenario3": (data, "TRTP", "SEX", "RACE"),
        "scenario6": (two, "TRTP", "AVAL", "SEX"),
        "scenario9": (data, "TRTP", "AVAL", "SITEID"),
        "scenario10": (data, "AVAL", "AGEGR1N", "TRTP"),
    }
    found: Numbers = {}
    for name, (own, row, column, stratum) in scenarios.items():
        for kind in ("general", "row_means", "correlation"):
            made = cochran_mantel_haenszel(own[row], own[column], own[stratum], kind)
            for end, of in (("chisq", "statistic"), ("df", "num_df"), ("p", "p_value")):
                found[f"{name}.{kind}.{end}"] = made[of]
    return found


# Of what is no comparison of two arms' shares: paired values, means, a crossover.
ELSEWHERE = ("auc", "ema2")


def test_margins_of_two_shares(shared: Find) -> None:
    """65 of 65 of the two shares."""
    truths = read(shared("truths/06_noninferiority/truths.json"))
    own = {name: each for name, each in truths.items() if not name.startswith(ELSEWHERE)}
    tables = pd.read_csv(shared("truths/06_noninferiority/counts2x2.csv"))
    found: Numbers = {}
    for name, x1, n1, x0, n0, margin in tables[["set", "x1", "n1", "x2", "n2", "margin"]].itertuples(index=False):
        found |= of_margin(str(name), (int(x1), int(n1), int(x0), int(n0)), float(margin))
    check(own, found, {})


def of_margin(name: str, counts: tuple[int, int, int, int], margin: float) -> Numbers:
    found: Numbers = {}
    back = {word: key for key, word in NAMES.items()}
    for scale, compare, intervals in (
        ("rd", risk_difference, DIFFERENCE_INTERVALS),
        ("rr", risk_ratio, RATIO_INTERVALS),
        ("or", odds_ratio, ODDS_INTERVALS),
    ):
        for interval in intervals:
            made = compare(*counts, 0.95, interval)
            keys = {back.get(interval, interval), interval.replace(" ", "_").replace("-", "_")}
            keys |= {"mee", "koopman"} if interval == "score" else set()
            keys |= {"wald_modified"} if interval == "wald modified" else set()
            for key in keys:
                found |= limits_of(f"{name}.{scale}.{key}", made)
        found[f"{name}.{scale}"] = made["estimate"]
    wald = risk_difference(*counts, 0.95, "wald")
    found |= {f"{name}.rd.se_wald": wald["estimate"] / wald["statistic"]}
    found |= limits_of(f"{name}.rd.mn90", risk_difference(*counts, 0.90))
    error = difference_error(*counts, -margin)
    half = 1.6448536269514722 * error
    found |= {f"{name}.ni_fm.se": error, f"{name}.ni_fm.ci90.lower": wald["estimate"] - half}
    found |= {f"{name}.ni_fm.ci90.upper": wald["estimate"] + half}
    shares = difference_shares(*counts, -margin)
    found |= {f"{name}.ni_fm.p{k}_restricted": float(share) for k, share in enumerate(shares, start=1)}
    for key, interval in (("ni_fm", "score"), ("ni_mn", "miettinen-nurminen"), ("ni_wald", "wald")):
        low, high = (difference_tails(counts, sign * margin, interval) for sign in (-1, 1))
        assert low.z is not None
        assert high.z is not None
        found |= {f"{name}.{key}.z": low.z, f"{name}.{key}.p": low.above}
        found |= {f"{name}.{key}.z_upper": high.z, f"{name}.{key}.p_upper": high.below}
        found[f"{name}.{key}.p_equivalence"] = max(low.above, high.below)
    ratio = ratio_tails(counts, 0.8, "score")
    assert ratio.z is not None
    return found | {f"{name}.ni_rr80.z": ratio.z, f"{name}.ni_rr80.p": ratio.above}


VARIANCES = {
    "ge_model": "model",
    "ge_hc0": "HC0",
    "ge_hc3": "HC3",
    "ye": "ye",
    "ye_mod": "ye residuals",
    "influence": "influence",
    "steingrimsson": "stacked",
}
MACRO = {f"trial01.ge_macro.{name}": "the macro stopped at 1e-7 of convergence, and takes 1.96 for 1.959964" for name in
         ("difference", "se", "lower", "upper")}  # fmt: skip


def test_marginal_risks(shared: Find) -> None:
    """403 of 407; the other four to the digits at which the macro stopped."""
    truths = read(shared("truths/05_marginal_risk/truths.json"))
    data = pd.read_csv(shared("truths/05_marginal_risk/trial01.csv")).dropna(subset=["aval"])
    regions = tuple(f"region_{k}" for k in range(2, 6))
    found: Numbers = {}
    for name, covariates in {"trial01": ("bl_cov",), "trial01_regions": ("bl_cov", *regions)}.items():
        found |= of_trial(name, data, covariates)
    # R takes the weights of the information one step before the last: its covariances end at the eighth digit.
    check(truths, found, MACRO, digits=2e-8)
    macro = {key.rpartition(".")[2]: truths[key]["value"] for key in MACRO}
    place, error = (found[f"trial01.ge_model.1_vs_0.difference.{end}"] for end in ("estimate", "se"))
    assert (macro["difference"], macro["se"]) == pytest.approx((place, error), abs=5e-7)
    limits = (place - 1.96 * error, place + 1.96 * error)
    assert (macro["lower"], macro["upper"]) == pytest.approx(limits, abs=5e-7)


def of_trial(name: str, data: pd.DataFrame, covariates: tuple[str, ...]) -> Numbers:
    arms = pd.Categorical(data["trtp"].astype(int).astype(str), ["0", "1"], ordered=True)
    frame = data[list(covariates)].astype(float).assign(TRT01P=arms).reset_index(drop=True)
    outcome = data["aval"].to_numpy(dtype=float)
    fit = fit_logistic(frame, outcome, covariates)
    found: Numbers = {}
    z = 1.959963984540054
    for key, variance in VARIANCES.items():
        made = standardise_shares(fit, outcome, variance)
        p, q = (float(share) for share in made.shares[::-1])
        found |= {f"{name}.risk.{arm}": float(share) for arm, share in zip(made.arms, made.shares, strict=True)}
        found |= {f"{name}.{key}.cov.{a}.{b}": float(made.covariance[int(a), int(b)]) for a, b in ("00", "01", "11")}
        here = f"{name}.{key}.1_vs_0"
        difference = made.difference("1", "0", 0.95)
        raw = np.array([-p / q**2, 1 / q])
        raw_error = math.sqrt(raw @ made.covariance @ raw)
        for scale, estimate, error in (
            ("difference", difference["estimate"], difference["std_error"]),
            ("ratio", p / q, raw_error),
            ("log_ratio", math.log(p / q), made.ratio("1", "0", 0.95)["std_error"]),
            ("log_odds_ratio", math.log(made.odds_ratio("1", "0", 0.95)["estimate"]),
             made.odds_ratio("1", "0", 0.95)["std_error"]),
        ):  # fmt: skip
            found |= {f"{here}.{scale}.estimate": estimate, f"{here}.{scale}.se": error}
            found |= {
                f"{here}.{scale}.z": estimate / error,
                f"{here}.{scale}.p": math.erfc(abs(estimate / error) / 2**0.5),
            }
            found |= {f"{here}.{scale}.lower": estimate - z * error, f"{here}.{scale}.upper": estimate + z * error}
        found[f"{here}.difference.variance"] = difference["std_error"] ** 2
        found |= {f"{here}.difference.p": difference["p_value"], f"{here}.difference.lower": difference["conf_low"]}
    coefficients = fit.design.original(fit.coefficients)
    for term, estimate in zip(fit.design.terms, coefficients, strict=True):
        key = {"Intercept": "X.Intercept.", "TRT01P[T.1]": "A1"}.get(term, term)
        vector = fit.design.coefficient(term)
        centres = np.array([fit.design.scales[t].centre / fit.design.scales[t].unit if t in fit.design.scales else 0.0
                            for t in fit.design.terms])  # fmt: skip
        vector = vector - centres if term == "Intercept" else vector
        found[f"{name}.model.{key}.estimate"] = float(estimate)
        found[f"{name}.model.{key}.se"] = math.sqrt(vector @ fit.covariance @ vector)
    return found
