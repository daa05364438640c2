"""Crossover trials: every number of R on Senn's published trial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trialstats.validate.numbers import STATISTICS, as_published
from trialstats.validate.requirement import Comparison, Domain

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["crossed"]

crossed = Domain("XO", "Crossover trials", "OQ", "crossover.md")

TESTS = ("tests/engines/crossover/test_truths.py::test_every_number",)


def flows() -> pd.DataFrame:
    """Peak flow of 13 children (Senn 2002, table 3.1), salbutamol as the reference."""
    import pandas as pd

    from trialstats.steps.senn2002 import PEF

    lines: Sequence[Any] = PEF[1:]
    rows = [
        (str(patient), f"{first[0]}{second[0]}".upper(), period, (first, second)[period - 1][0].upper(), float(flow))
        for patient, first, second, *both in lines
        for period, flow in enumerate(both, start=1)
    ]
    frame = pd.DataFrame(rows, columns=["subject", "sequence", "period", "treatment", "y"])
    return frame.assign(treatment=pd.Categorical(frame["treatment"], ["S", "F"]))


def named(prefix: str, made: Mapping[str, Any]) -> dict[str, float]:
    return {f"{prefix}.{name}": made[ours] for name, ours in STATISTICS.items() if made.get(ours) is not None}


@crossed.requires(
    "01",
    "Subjects as fixed: treatment and period differences, standard errors, df, t, p and limits are R's least squares.",
    tests=TESTS,
)
def fixed() -> Iterator[Comparison]:
    from trialstats.engines.crossover import fit_fixed

    fit = fit_fixed(flows())
    (treatment,) = fit.differences(0.95).values()
    found = named("treatment", treatment) | named("period2_minus_1", fit.period_differences(0.95)[2])
    yield from as_published("senn_pef.fixed.", found | {"residual_sd": fit.within_sd}, part=1e-9)


@crossed.requires(
    "02",
    "Subjects as random with Kenward-Roger's degrees of freedom: the treatment difference and variances are those of "
    "lme4 and pbkrtest, as far as these converge.",
    tests=TESTS,
)
def random() -> Iterator[Comparison]:
    from trialstats.engines.crossover import fit_random

    fit = fit_random(flows(), sequence=True, ddf="kr_expected")
    (treatment,) = fit.differences(0.95).values()
    found = named("treatment", treatment)
    found |= {"var_subject": fit.between_variance, "var_residual": fit.within_sd**2}
    yield from as_published("senn_pef.random.", found, part=2e-5)


@crossed.requires(
    "03", "The paired test, the first period alone, and the test of carry-over are R's t tests.", tests=TESTS
)
def t_tests() -> Iterator[Comparison]:
    from trialstats.engines.crossover import carry_over, first_period, pair_up, paired

    pairs = pair_up(flows())
    yield from as_published("senn_pef.paired.treatment.", unprefixed(paired(pairs, 0.95)), part=1e-9)
    yield from as_published("senn_pef.period1.treatment.", unprefixed(first_period(pairs, 0.95)), part=1e-9)
    yield from as_published("senn_pef.carryover.totals.", unprefixed(carry_over(pairs, 0.95)), part=1e-9)


def unprefixed(made: Mapping[str, Any]) -> dict[str, float]:
    return {name: made[ours] for name, ours in STATISTICS.items() if made.get(ours) is not None}


@crossed.requires(
    "04",
    "Koch's rank tests of treatment, period and carry-over, asymptotic and exact, and the median difference are R's.",
    tests=TESTS,
)
def rank_tests() -> Iterator[Comparison]:
    from trialstats.engines.crossover import median_difference, pair_up, rank_test

    pairs = pair_up(flows())
    found: dict[str, float] = {}
    for short, of in (("treatment", "treatment"), ("carryover", "carry-over"), ("period", "period")):
        test: Any = rank_test(pairs, of)
        found |= {f"{short}.rank_sum": test["rank_sum"], f"{short}.W": test["W"], f"{short}.p_exact": test["p_exact"]}
        found |= {f"{short}.p_asymptotic": test["p_asymptotic"], f"{short}.p_asymptotic_cc": test["p_corrected"]}
        found[f"{short}.z_abs"] = abs(test["statistic"])
    shift: Any = median_difference(pairs, 0.95)
    found["hodges_lehmann"] = shift["estimate"]
    if shift["exact"]:
        found |= {"hl_lower_exact": shift["conf_low"], "hl_upper_exact": shift["conf_high"]}
    yield from as_published("senn_pef.koch.", found, part=1e-9)
