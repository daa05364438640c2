"""Times to an event: every number of R's survival on made-up data with ties, and R's own data sets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from trialstats.validate.reference import REFERENCE
from trialstats.validate.requirement import Comparison, Domain, near

if TYPE_CHECKING:
    import pandas as pd

    from trialstats.engines.cox import CoxFit

__all__ = ["times"]

times = Domain("SURV", "Times to an event", "OQ", "outcomes.md")

TESTS = ("tests/engines/test_survival_r.py::test_every_number_of_r",)
R = "R 4.2.2, survival 3.5-3: program and output in validate/reference/survival.*"
ARMS = ("Sham", "Low", "High")
LIMITS = {"quantile": "estimate", "lower": "conf_low", "upper": "conf_high"}
AT = {"n.risk": "n", "surv": "estimate", "lower": "conf_low", "upper": "conf_high"}
SMALL = {
    "flat": ([1, 2, 3, 4], [1, 1, 0, 0]),
    "step": ([1, 2, 3, 4], [1, 1, 1, 1]),
    "last": ([2, 4, 6, 8, 10, 12], [1, 0, 1, 1, 0, 1]),
    "one": ([5, 6, 7, 8, 9], [0, 0, 1, 0, 0]),
}


@cache
def printed() -> dict[str, float]:
    lines = (line.split() for line in (REFERENCE / "survival.txt").read_text("utf-8").splitlines())
    return {name: math.nan if value == "NA" else float(value) for name, value in lines}


@cache
def data(which: str) -> pd.DataFrame:
    import pandas as pd

    frame = pd.read_csv(REFERENCE / "survival.csv")
    own = frame[frame["set"] == int(which)].reset_index(drop=True)
    arms = pd.Categorical(own["arm"], ARMS, ordered=True)
    return own.assign(TRT01P=arms, site=own["site"].astype("category"), age=own["age"].astype(float))


@cache
def curve(which: str, arm: str) -> pd.DataFrame:
    import pandas as pd

    from trialstats.engines.survival import kaplan_meier

    if which in SMALL:
        days, events = SMALL[which]
        return kaplan_meier(pd.Series(days, dtype=float), pd.Series(events) == 1, 0.95)
    own = data(which)[data(which)["arm"] == arm]
    return kaplan_meier(own["time"].astype(float), own["event"] == 1, 0.95)


@cache
def cox(which: str, ties: Any, model: str, robust: bool) -> CoxFit:
    import numpy as np

    from trialstats.engines.cox import fit_cox

    own = data(which)
    strata = own["site"].cat.codes.to_numpy().astype(np.intp) if "strata(site)" in model else None
    covariates = tuple(name for name in model.split("+")[1:] if not name.startswith("strata"))
    time, event = own["time"].to_numpy(float), own["event"].to_numpy() == 1
    return fit_cox(own, time, event, covariates, strata, ties, robust=robust)


def curves(name: str) -> float:
    """A number of a curve: at a time, at a share, or its mean up to a time."""
    from trialstats.engines.survival_summaries import quantile, restricted_mean, without_at

    which, kind, *rest = name.split("/")
    if which in SMALL:
        return float(quantile(curve(which, ""), int(kind) / 100, 0.95).get(LIMITS[rest[0]], math.nan))
    if kind == "quantile":
        return float(quantile(curve(which, rest[0]), int(rest[1]) / 100, 0.95).get(LIMITS[rest[2]], math.nan))
    if kind == "at":
        arm, time, what = rest
        return float(without_at(curve(which, arm), float(time), 0.95).get(AT[what], math.nan)) / (
            1 if what == "n.risk" else 100
        )
    made = restricted_mean(curve(which, rest[0]), float(rest[1]), 0.95)
    return float(made["std_error" if len(rest) > 2 else "estimate"])


def log_ranks(name: str) -> float:
    from trialstats.engines.survival import log_rank, log_rank_all

    which, kind, *rest = name.split("/")
    own = data(which)
    if kind.startswith("logrank.all"):
        strata = own["site"] if kind.endswith("strata") else None
        arms = own["TRT01P"].cat.codes.astype(int)
        return float(log_rank_all(own["time"].astype(float), own["event"] == 1, arms, strata)["statistic"])
    own = own[own["arm"].isin(["Sham", rest[0]])]
    strata = own["site"] if kind.endswith("strata") else None
    made = log_rank(own["time"].astype(float), own["event"] == 1, own["arm"] == rest[0], strata)
    return float(made["statistic"] ** 2)


def hazards(name: str) -> float:
    from trialstats.engines.cox import proportionality

    which, kind, ties, model, *rest = name.split("/")
    if kind == "zph":
        transform, variable, *what = rest
        fit = cox(which, ties, model, False)
        tested = proportionality(fit, transform)["TRT01P" if variable == "arm" else variable]  # type: ignore[arg-type]
        return float(tested["num_df" if what else "statistic"])
    fit = cox(which, ties, model, rest[-1] == "robust")
    if rest == ["loglik"]:
        return fit.log_likelihood
    made = fit.coefficient(term(rest[0]), 0.95)
    return float(made["std_error" if len(rest) > 1 else "estimate"])


def term(name: str) -> str:
    for variable, own in (("arm", "TRT01P"), ("site", "site")):
        if name.startswith(variable) and name != variable:
            return f"{own}[T.{name.removeprefix(variable)}]"
    return name


def compared(*kinds: str) -> Iterator[Comparison]:
    """Compare R's numbers of some kinds; past the end of follow-up R carries on, and we give none."""
    known = printed()
    for name, expected in known.items():
        which, kind, *rest = name.split("/")
        own = "small" if which in SMALL else kind.partition(".")[0]
        if own not in kinds or name.endswith("std.err"):
            continue
        if kind == "at" and known[f"{which}/at/{rest[0]}/{rest[1]}/n.risk"] == 0:
            continue
        function = hazards if own in ("cox", "zph") else log_ranks if own == "logrank" else curves
        found = function(name)
        if not (math.isnan(expected) and math.isnan(found)):
            yield near(name, expected, found, part=1e-8, within=1e-9, source=R)


@times.requires(
    "01",
    "Kaplan-Meier curves with log-log limits, numbers at risk, quantiles with limits and restricted means are R's.",
    tests=TESTS,
)
def kaplan_meier_curves() -> Iterator[Comparison]:
    yield from compared("at", "quantile", "rmst", "small")


@times.requires("02", "Log-rank tests of two and of all arms, stratified or not, are R's.", tests=TESTS)
def log_rank_tests() -> Iterator[Comparison]:
    yield from compared("logrank")


@times.requires(
    "03",
    "Cox regression with Efron's and Breslow's ties, covariates, strata and robust errors, and its test of "
    "proportional hazards, are R's.",
    tests=TESTS,
)
def cox_regression() -> Iterator[Comparison]:
    yield from compared("cox", "zph")


AML = {"Maintained": "9 13 13+ 18 23 28+ 31 34 45+ 48 161+", "Nonmaintained": "5 5 8 8 12 16+ 23 27 30 33 43 45"}


@times.requires(
    "04",
    "The log-rank test of the published trial of maintenance in leukaemia (Miller 1981) is R's.",
    tests=("tests/engines/test_survival.py::test_log_rank_is_that_of_r",),
)
def leukaemia() -> Iterator[Comparison]:
    import pandas as pd

    from trialstats.engines.survival import log_rank

    texts = pd.Series([time for own in AML.values() for time in own.split()])
    arm = pd.Series([name for name, own in AML.items() for _ in own.split()])
    row = log_rank(texts.str.rstrip("+").astype(float), ~texts.str.endswith("+"), arm == "Nonmaintained")
    source = "R 4.2.2, survival 3.5-3, survdiff of aml: validate/reference/first_event.txt"
    yield near("chi-square", 3.396388699, row["statistic"] ** 2, part=1e-9, source=source)
    yield near("p", 0.06533932204, row["p_value"], part=1e-8, source=source)
