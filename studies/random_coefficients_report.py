"""The tables and the figure of the study of random coefficients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from scipy.stats import beta

__all__ = ["rates", "write_report"]

DOCS = Path(__file__).parents[1] / "docs"
NAMES = {
    "kr": "Kenward-Roger",
    "kr_expected": "Kenward-Roger, expected information",
    "satterthwaite": "Satterthwaite",
    "inf": "z test",
}
# Okabe and Ito's colours, told apart by shape as well.
LOOKS = {
    "kr": ("#0072B2", "o"),
    "kr_expected": ("#009E73", "^"),
    "satterthwaite": ("#E69F00", "s"),
    "inf": ("#CC79A7", "D"),
}
SCENARIOS = {"differ": "Slopes differ between subjects", "alike": "Slopes hardly differ between subjects"}


def rates(found: pd.DataFrame, methods: Sequence[str], tests: Sequence[str]) -> pd.DataFrame:
    """Rejections at 5 %, in percent, with Clopper and Pearson's 95 % interval, by scenario, size, test and method."""
    rows = []
    for (scenario, per_arm), trials in found[found.reason == ""].groupby(["scenario", "per_arm"], sort=False):
        for test in tests:
            for method in methods:
                n, k = len(trials), int((trials[f"{method} {test}"] < 0.05).sum())
                low, high = beta.ppf(0.025, k, n - k + 1), beta.ppf(0.975, k + 1, n - k)
                edge = 100 * float(trials["edge"].astype(bool).mean())
                rows.append((scenario, per_arm, test, method, n, edge, *(100 * np.nan_to_num([k / n, low, high]))))
    columns = ["scenario", "per_arm", "test", "method", "n", "edge", "rate", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _table(table: pd.DataFrame, methods: Sequence[str]) -> list[str]:
    heads = " | ".join(NAMES[m] for m in methods)
    lines = [f"| per arm | difference of | fits | at the edge, % | {heads} |", "|---" * (4 + len(methods)) + "|"]
    for (per_arm, test), rows in table.groupby(["per_arm", "test"]):
        cells = [f"{r.rate:.2f} ({r.low:.2f} to {r.high:.2f})" for r in rows.itertuples()]
        first = rows.iloc[0]
        lines.append(f"| {per_arm} | {test} | {first.n:,} | {first.edge:.0f} | " + " | ".join(cells) + " |")
    return lines


def verdict(table: pd.DataFrame) -> list[str]:
    """What the tables come to."""

    def span(method: str) -> str:
        own = table[table.method == method].rate
        return f"{own.min():.1f} to {own.max():.1f} %"

    return [
        f"Kenward and Roger's tests reject in {span('kr')} of trials, with the expected information in",
        f"{span('kr_expected')}, Satterthwaite's in {span('satterthwaite')}, and the z test, which `mixed` had before,",
        f"in {span('inf')}.",
    ]


def write_report(
    found: pd.DataFrame,
    methods: Sequence[str],
    tests: Sequence[str],
    slopes: Mapping[str, float],
    trials: int,
    minutes: float,
) -> None:
    """Write docs/studies/random_coefficients.md and docs/figures/random_coefficients.svg."""
    table = rates(found, methods, tests)
    lines = [
        "# Type I error of the tests of random coefficients",
        "",
        f"{trials:,} simulated trials without any effect for each scenario and number of subjects per arm: rejection",
        "at 5 % of the difference of slopes, and of that at week 12, in percent, with its Monte Carlo 95 % interval.",
        "How the trials are made: `studies/random_coefficients.py`; seeds: `studies/seeds.py`, fixed before the first",
        "run.",
        "",
        f"    nice python studies/random_coefficients.py --trials {trials}",
        "",
        f"took {minutes:.0f} minutes.",
        "",
        "![Rejection rate by number of subjects per arm](../figures/random_coefficients.svg)",
        "",
        *verdict(table),
        "",
        "At the edge: fits with a variance of zero or a perfect correlation of intercept and slope, which count.",
    ]
    for scenario, words in SCENARIOS.items():
        lines += ["", f"## {words}: SD {slopes[scenario]:g} a week", ""]
        lines += _table(table[table.scenario == scenario], methods)
    lost = found[found.reason != ""]
    lines += ["", f"Not fitted: {len(lost):,} of {len(found):,}."]
    lines += [f"- {reason}: {count:,}" for reason, count in lost["reason"].value_counts().items()]
    (DOCS / "studies" / "random_coefficients.md").write_text("\n".join(lines) + "\n")
    _draw(table, methods, tests)


def _draw(table: pd.DataFrame, methods: Sequence[str], tests: Sequence[str]) -> None:
    mpl.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"font.size": 8, "svg.hashsalt": "random_coefficients", "font.family": "DejaVu Sans"})
    figure, axes = plt.subplots(len(SCENARIOS), len(tests), figsize=(7.2, 5.4), sharex=True, sharey=True)
    sizes = sorted(table.per_arm.unique())
    for across, (scenario, words) in zip(axes, SCENARIOS.items(), strict=True):
        for axis, test in zip(across, tests, strict=True):
            axis.axhline(5, color="0.6", linewidth=0.8)
            for k, method in enumerate(methods):
                own = table[(table.scenario == scenario) & (table.test == test) & (table.method == method)]
                colour, shape = LOOKS[method]
                x = np.arange(len(sizes)) + 0.12 * (k - (len(methods) - 1) / 2)
                errors = [own.rate - own.low, own.high - own.rate]
                axis.errorbar(
                    x, own.rate, errors, color=colour, marker=shape, linestyle="", capsize=2, label=NAMES[method]
                )
            axis.set_xticks(np.arange(len(sizes)), sizes)
            axis.set_title(f"{words}\ndifference of {test}" if test == "slopes" else f"{words}\ndifference at {test}")
            axis.spines[["top", "right"]].set_visible(False)
    for axis in axes[-1]:
        axis.set_xlabel("Subjects per arm")
    for axis in axes[:, 0]:
        axis.set_ylabel("Rejected at 5 %, %")
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncol=len(methods), frameon=False)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    figure.savefig(DOCS / "figures" / "random_coefficients.svg", metadata={"Date": None})
    plt.close(figure)
