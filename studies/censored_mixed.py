"""Bias and coverage of the censored mixed model where 40 % of the values are below the limit, and of substitution.

    nice python studies/censored_mixed.py --trials 1000

Each trial is fitted by the likelihood of censored values and, with the same model (baseline constrained, arm by visit,
random intercept), with LLOQ/2 and LLOQ/sqrt(2) in their place; and with all values known, as if there were no limit.
The estimate of that last fit has the truth as its mean whatever the numbers of subjects (errors are symmetrical), so
that the mean of (estimate - estimate without limit) is the bias with far less chance in it than (estimate - truth).
Writes docs/studies/censored_mixed.md.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from biomarker_trial import SCENARIOS, Scenario, biomarker_trial, limit
from scipy.stats import beta, t
from seeds import CENSORED, streams

from trialstats.engines.censored import Bounds, bounds, fit_mixed
from trialstats.errors import FitError

DOCS = Path(__file__).parents[1] / "docs" / "studies"
NAMES = {"censored": "Censored likelihood", "half": "LLOQ/2", "sqrt2": "LLOQ/√2", "whole": "No limit"}
BOUND = 2.0


def approaches(y: np.ndarray, limit_: float) -> dict[str, Bounds]:
    """The same values as each approach sees them."""
    below = y < limit_
    return {
        "censored": bounds(np.where(below, limit_, y), below),
        "half": bounds(np.where(below, limit_ - np.log(2), y)),
        "sqrt2": bounds(np.where(below, limit_ - np.log(2) / 2, y)),
        "whole": bounds(y),
    }


def one_trial(seed: np.random.SeedSequence, scenario: Scenario, limit_: float) -> list[dict[str, object]]:
    """The last visit's difference by each approach; `reason` where a fit failed."""
    data = biomarker_trial(seed, scenario)
    rows: list[dict[str, object]] = []
    for name, limits in approaches(data.y, limit_).items():
        row: dict[str, object] = {"approach": name, "below": (data.y < limit_).mean(), "reason": ""}
        start = time.perf_counter()
        try:
            fit = fit_mixed(limits, data.design, data.subject)
        except FitError as error:
            rows.append({**row, "reason": str(error)})
            continue
        seconds = time.perf_counter() - start
        error = float(np.sqrt(fit.covariance[-1, -1]))
        half = error * float(t.ppf(0.975, fit.df))
        rows.append(
            {
                **row,
                "estimate": fit.coefficients[-1],
                "std_error": error,
                "low": fit.coefficients[-1] - half,
                "high": fit.coefficients[-1] + half,
                "sigma": fit.sigma,
                "tau": fit.tau,
                "nodes": fit.nodes,
                "seconds": seconds,
            }
        )
    return rows


def simulate(name: str, trials: int) -> pd.DataFrame:
    """One row a trial and approach."""
    scenario = SCENARIOS[name]
    limit_ = limit(scenario)
    rows = [
        {"trial": number, **row}
        for number, seed in enumerate(streams(CENSORED[name], trials))
        for row in one_trial(seed, scenario, limit_)
    ]
    return pd.DataFrame(rows).assign(scenario=name)


def summary(found: pd.DataFrame, truth: float) -> pd.DataFrame:
    """By approach: trials fitted, bias in % of the truth with its Monte Carlo SE, both ways, and coverage in %."""
    whole = found[found.approach == "whole"].set_index("trial")["estimate"]
    rows = []
    for name in NAMES:
        own = found[(found.approach == name) & (found.reason == "")].set_index("trial")
        n, covered = len(own), int(((own.low <= truth) & (truth <= own.high)).sum())
        error, beside = own.estimate - truth, own.estimate - whole.reindex(own.index)
        rows.append(
            {
                "approach": name,
                "fits": n,
                "mean": own.estimate.mean(),
                "ratio": np.exp(own.estimate.mean()),
                "bias": 100 * error.mean() / truth,
                "bias_se": abs(100 * error.std() / truth) / np.sqrt(n),
                "beside": 100 * beside.mean() / truth,
                "beside_se": abs(100 * beside.std() / truth) / np.sqrt(n),
                "ratio_bias": 100 * (np.exp(own.estimate).mean() / np.exp(truth) - 1),
                "sd": own.estimate.std(),
                "se": own.std_error.mean(),
                "coverage": 100 * covered / n,
                "low": 100 * beta.ppf(0.025, covered, n - covered + 1),
                "high": 100 * beta.ppf(0.975, covered + 1, n - covered) if covered < n else 100.0,
            }
        )
    return pd.DataFrame(rows).set_index("approach")


def table(numbers: pd.DataFrame) -> list[str]:
    """The summary as Markdown."""
    head = (
        "| | fits | mean ln ratio | as a ratio | bias, % of the truth (SE) | bias beside the fit without limit, % (SE) "
        "| mean ratio: bias, % | SD of estimates | mean SE | coverage of 95 % CI, % |"
    )
    lines = [head, "|---" * 10 + "|"]
    for name, r in numbers.iterrows():
        lines.append(
            f"| {NAMES[name]} | {r.fits:,.0f} | {r['mean']:.4f} | {r.ratio:.4f} | {r.bias:+.2f} ({r.bias_se:.2f}) "
            f"| {r.beside:+.2f} ({r.beside_se:.2f}) | {r.ratio_bias:+.2f} | {r.sd:.4f} | {r.se:.4f} "
            f"| {r.coverage:.1f} ({r.low:.1f} to {r.high:.1f}) |"
        )
    return lines


def verdict(numbers: pd.DataFrame) -> str:
    """Whether the bias beside the fit without limit is below the bound, and whether the coverage is the nominal one."""
    r = numbers.loc["censored"]
    outcome = "met" if abs(r.beside) < BOUND else "NOT met"
    chance = f"{r.beside:+.2f} %, 95 % Monte Carlo interval {r.beside - 1.96 * r.beside_se:+.2f} to "
    holds = "holds" if r.low <= 95 <= r.high else "does not hold"
    return (
        f"Bias of the censored likelihood below {BOUND:.0f} % of the true effect: {outcome} ({chance}"
        f"{r.beside + 1.96 * r.beside_se:+.2f}). The Monte Carlo interval of its coverage {holds} 95 %."
    )


def report(found: pd.DataFrame, trials: int, minutes: float) -> str:
    """The whole report, as Markdown."""
    lines = [
        "# Values below the limit of quantification: bias and coverage",
        "",
        f"{trials:,} simulated trials for each scenario, a baseline and two visits, about 40 % of the values below",
        "the limit. The difference of ln values between the arms at the last visit, by a mixed model with a random",
        "intercept (baseline constrained). How the trials are made: `studies/biomarker_trial.py`; seeds:",
        "`studies/seeds.py`, fixed before the first run.",
        "",
        f"    nice python studies/censored_mixed.py --trials {trials}",
        "",
        f"took {minutes:.1f} minutes on one core.",
        "",
        "Two measures of bias. The plain one is the mean of (estimate - truth). The other takes the estimate of the",
        "same trial with all values known in the place of the truth: its mean is the truth, errors being symmetrical,",
        "and it shares most of the chance, so that its Monte Carlo error is smaller; by it the bias is judged.",
        "Positive: away from no effect. Negative: towards it. Intervals are t with subjects - 1 degrees of freedom.",
    ]
    for name, scenario in SCENARIOS.items():
        own = found[found.scenario == name]
        truth = float(np.log(scenario.ratio[-1]))
        numbers = summary(own, truth)
        fits = own[(own.approach == "censored") & (own.reason == "")]
        failed = own[own.reason != ""].groupby(["approach", "reason"]).size()
        lines += [
            "",
            f"## {scenario.per_arm} per arm, true ratio {scenario.ratio[-1]:.2f}: {scenario.words}",
            "",
            f"Truth: ln ratio {truth:.4f}; {100 * own.below.mean():.1f} % of values below the limit of "
            f"{np.exp(limit(scenario)):.3f} pg/mL.",
            "",
            *table(numbers),
            "",
            f"{verdict(numbers)} tau 0 in {int((fits.tau == 0).sum())} fits; nodes "
            f"{', '.join(f'{k:.0f} ({v})' for k, v in fits.nodes.value_counts().sort_index().items())}; "
            f"mean sigma {fits.sigma.mean():.4f} and tau {fits.tau.mean():.4f} "
            f"(truth {0.75 * np.sqrt(0.4):.4f} and {0.75 * np.sqrt(0.6):.4f}); "
            f"a fit took {1000 * fits.seconds.median():.0f} ms (longest {1000 * fits.seconds.max():.0f}).",
            "",
            "Failed fits: " + ("; ".join(f"{NAMES[a]}: {r} ({k})" for (a, r), k in failed.items()) or "none") + ".",
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1000, help="for each scenario")
    options = parser.parse_args()
    start = time.perf_counter()
    found = pd.concat([simulate(name, options.trials) for name in SCENARIOS], ignore_index=True)
    text = report(found, options.trials, (time.perf_counter() - start) / 60)
    DOCS.mkdir(parents=True, exist_ok=True)
    (DOCS / "censored_mixed.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
