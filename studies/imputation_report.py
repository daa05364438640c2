"""The tables and the figure of the study of imputation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from dropout_trial import Scenario
from scipy.stats import beta

__all__ = ["summary", "write_report"]

DOCS = Path(__file__).parents[1] / "docs"
NAMES = {
    "MMRM": "MMRM, Kenward-Roger",
    "jackknife": "Conditional means, jackknife",
    "Bayes": "Bayes, Rubin",
    "approximate Bayes": "Approximate Bayes, Rubin",
}
# Okabe and Ito's colours, told apart by shape as well.
LOOKS = {
    "MMRM": ("#000000", "o"),
    "jackknife": ("#0072B2", "s"),
    "Bayes": ("#D55E00", "^"),
    "approximate Bayes": ("#009E73", "D"),
}
STRATEGIES = {"MAR": "Missing at random", "J2R": "Jump to reference"}


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """One row a strategy and method of a scenario; Monte Carlo errors beside."""
    rows = []
    for (strategy, method), own in found.groupby(["strategy", "method"], sort=False):
        n, k = len(own), int(((own.low <= own.truth) & (own.truth <= own.high)).sum())
        sd = own.estimate.std(ddof=1)
        rows.append(
            {
                "strategy": strategy,
                "method": method,
                "truth": own.truth.iloc[0],
                "mean": own.estimate.mean(),
                "bias": (own.estimate - own.truth).mean(),
                "bias_se": sd / np.sqrt(n),
                "sd": sd,
                "se": own.std_error.mean(),
                "ratio": own.std_error.mean() / sd,
                "ratio_se": own.std_error.mean() / sd / np.sqrt(2 * (n - 1)),
                "coverage": 100 * k / n,
                "low": 100 * beta.ppf(0.025, k, n - k + 1),
                "high": 100 * beta.ppf(0.975, k + 1, n - k),
                "rejected": 100 * float(((own.low > 0) | (own.high < 0)).mean()),
            }
        )
    return pd.DataFrame(rows)


def _table(numbers: pd.DataFrame) -> list[str]:
    lines = [
        "| assumed | method | truth | mean | bias (SE) | SD of estimates | mean SE | mean SE / SD (SE) "
        "| coverage of 95 % CI, % | 0 excluded, % |",
        "|---" * 10 + "|",
    ]
    lines += [
        f"| {r.strategy} | {NAMES[r.method]} | {r.truth:.3f} | {r.mean_:.3f} | {r.bias:+.3f} ({r.bias_se:.3f}) "
        f"| {r.sd:.3f} | {r.se:.3f} | {r.ratio:.3f} ({r.ratio_se:.3f}) "
        f"| {r.coverage:.1f} ({r.low:.1f} to {r.high:.1f}) | {r.rejected:.1f} |"
        for r in numbers.rename(columns={"mean": "mean_"}).itertuples()
    ]
    return lines


def beside_complete(found: pd.DataFrame, scenarios: Mapping[str, Scenario]) -> list[str]:
    """Of the model for repeated measures, how much of its bias is chance that the complete data have as well."""
    lines = [
        "",
        "## How much of it is chance",
        "",
        "The difference in the same trials if nobody had left, by analysis of covariance, has the truth as its mean.",
        "A bias that it has as well is chance; beside it, the estimate at random shows with less chance whether it is",
        "biased. (This was added after the first run, and concerns the same trials.)",
        "",
        "| scenario | all values known: bias (SE) | MMRM beside it (SE) |",
        "|---|---|---|",
    ]
    for name, scenario in scenarios.items():
        own = found[(found.scenario == name) & (found.method == "MMRM")]
        columns = [own.complete - own.truth, own.estimate - own.complete]
        cells = [f"{one.mean():+.3f} ({one.std(ddof=1) / np.sqrt(len(own)):.3f})" for one in columns]
        lines.append(f"| {scenario.words}, {scenario.per_arm} per arm | {' | '.join(cells)} |")
    return lines


def verdict(numbers: Mapping[str, pd.DataFrame]) -> list[str]:
    """What the tables come to."""
    every = pd.concat(numbers.values())
    at_random, jump = every[every.strategy == "MAR"], every[every.strategy == "J2R"]
    jackknife, rubin = jump[jump.method == "jackknife"], jump[jump.method != "jackknife"]

    def span(values: pd.Series, digits: int) -> str:
        return f"{values.min():.{digits}f} to {values.max():.{digits}f}"

    return [
        f"At random, all methods cover in {span(at_random.coverage, 1)} % of trials. Under jump to reference the mean",
        f"standard error is {span(jackknife.ratio, 2)} times the SD of the estimates by the jackknife, and",
        f"{span(rubin.ratio, 2)} times by Rubin's rules: they cover in {span(jackknife.coverage, 1)} % and in",
        f"{span(rubin.coverage, 1)} %.",
    ]


def write_report(
    found: pd.DataFrame,
    scenarios: Mapping[str, Scenario],
    draws: tuple[int, int],
    trials: int,
    workers: int,
    minutes: float,
) -> None:
    """Write docs/studies/imputation.md and docs/figures/imputation.svg."""
    numbers = {name: summary(found[found.scenario == name]) for name in scenarios}
    lines = [
        "# Imputation: bias, standard errors and coverage",
        "",
        f"{trials:,} simulated trials for each scenario, a baseline and four visits, dropout at random. The difference",
        "at the last visit, by analysis of covariance with baseline, of outcomes imputed at random (MAR) or as jump to",
        f"reference (J2R): conditional means with the jackknife, {draws[0]} draws by Bayes and {draws[1]} by",
        "approximate Bayes, both pooled by Rubin's rules; beside the model for repeated measures, in which nothing is",
        "imputed. How the trials are made and what their truth is: `studies/dropout_trial.py`; seeds:",
        "`studies/seeds.py`, fixed before the first run.",
        "",
        f"    nice python studies/imputation.py --trials {trials} --workers {workers}",
        "",
        f"took {minutes:.0f} minutes.",
        "",
        "![Standard errors and coverage by scenario and method](../figures/imputation.svg)",
        "",
        "SD of estimates: what a standard error is on average if it tells how estimates vary from trial to trial.",
        "Under J2R who leaves takes the reference's mean, which moves both arms alike, so that estimates vary less;",
        "Rubin's variance does not see that, and keeps the information that is lost as large as under MAR (Cro,",
        "Carpenter and Kenward, J R Stat Soc A 2019;182:623). In brackets: Monte Carlo standard errors, and 95 %",
        "intervals of coverage.",
        "",
        *verdict(numbers),
    ]
    for name, scenario in scenarios.items():
        own = found[found.scenario == name].drop_duplicates("trial")
        lines += [
            "",
            f"## {scenario.words[0].upper()}{scenario.words[1:]}: {scenario.per_arm} per arm",
            "",
            *_table(numbers[name]),
            "",
            f"{100 * own.missing.mean():.1f} % of subjects gone by the last visit. Fits without a subject or of a "
            f"bootstrap sample: {int(own.otherwise.sum())} from other starts, {int(own.lost.sum())} lost, in "
            f"{len(own):,} trials.",
        ]
    lines += beside_complete(found, scenarios)
    (DOCS / "studies").mkdir(exist_ok=True)
    (DOCS / "studies" / "imputation.md").write_text("\n".join(lines) + "\n")
    _draw(numbers, scenarios)


def _draw(numbers: Mapping[str, pd.DataFrame], scenarios: Mapping[str, Scenario]) -> None:
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"font.size": 8, "svg.hashsalt": "imputation", "svg.fonttype": "none"})
    figure, panels = plt.subplots(2, 2, figsize=(7.0, 4.6), layout="constrained", sharey="row", sharex=True)
    labels = [f"{one.per_arm} per arm,\n{'effect' if one.effect else 'no effect'}" for one in scenarios.values()]
    for column, strategy in enumerate(STRATEGIES):
        above, below = panels[:, column]
        above.set_title(STRATEGIES[strategy], loc="left", fontsize=8, fontweight="bold")
        for axes, level in ((above, 1.0), (below, 95.0)):
            axes.axhline(level, color="0.4", linewidth=0.8, linestyle="--")
            axes.spines[["top", "right"]].set_visible(False)
        below.set_xticks(range(len(labels)), labels)
        for place, method in enumerate(NAMES):
            rows = [found[(found.strategy == strategy) & (found.method == method)] for found in numbers.values()]
            if all(row.empty for row in rows):
                continue
            row = pd.concat(rows)
            x = np.arange(len(labels)) + 0.14 * (place - (len(NAMES) - 1) / 2)
            colour, marker = LOOKS[method]
            look = {"color": colour, "marker": marker, "markersize": 4, "linestyle": "none"}
            above.errorbar(x, row.ratio, 1.96 * row.ratio_se, label=NAMES[method], **look)
            below.errorbar(x, row.coverage, [row.coverage - row.low, row.high - row.coverage], **look)
    panels[0, 0].set_ylabel("Mean SE / SD of estimates")
    panels[1, 0].set_ylabel("Coverage of 95 % CI (%)")
    handles, names = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=4, frameon=False)
    (DOCS / "figures").mkdir(exist_ok=True)
    figure.savefig(DOCS / "figures" / "imputation.svg", metadata={"Date": None})
    plt.close(figure)
