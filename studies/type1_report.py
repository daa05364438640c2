"""The table and the figure of the type I error study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from scipy.stats import beta

__all__ = ["rates", "write_report"]

DOCS = Path(__file__).parents[1] / "docs"
NAMES = {"kr": "Kenward-Roger", "satterthwaite": "Satterthwaite", "residual": "residual df", "inf": "z test"}
# Okabe and Ito's colours, told apart by shape as well.
LOOKS = {
    "kr": ("#0072B2", "o"),
    "satterthwaite": ("#E69F00", "s"),
    "residual": ("#009E73", "^"),
    "inf": ("#CC79A7", "D"),
}


def rates(found: pd.DataFrame, methods: Sequence[str]) -> pd.DataFrame:
    """Rejections at 5 % with Clopper and Pearson's 95 % interval, in percent; per_arm and method a row."""
    rows = []
    for per_arm, trials in found.groupby("per_arm"):
        for method in methods:
            n, k = len(trials), int((trials[method] < 0.05).sum())
            low, high = beta.ppf(0.025, k, n - k + 1), beta.ppf(0.975, k + 1, n - k)
            rows.append((per_arm, method, n, *(100 * np.nan_to_num([k / n, low, high]))))
    return pd.DataFrame(rows, columns=["per_arm", "method", "n", "rate", "low", "high"])


def _table(table: pd.DataFrame, methods: Sequence[str]) -> list[str]:
    lines = ["| per arm | fits | " + " | ".join(NAMES[m] for m in methods) + " |", "|---" * (2 + len(methods)) + "|"]
    for per_arm, rows in table.groupby("per_arm"):
        cells = [f"{r.rate:.2f} ({r.low:.2f} to {r.high:.2f})" for r in rows.itertuples()]
        lines.append(f"| {per_arm} | {rows.n.iloc[0]:,} | " + " | ".join(cells) + " |")
    return lines


def write_report(found: pd.DataFrame, methods: Sequence[str], trials: int, workers: int, minutes: float) -> None:
    """Write docs/studies/type1_error.md and docs/figures/type1_error.svg."""
    us, any_ = found[found.structure == "us"], found[found.structure != "none"]
    table = rates(us, methods)
    lines = [
        "# Type I error of the MMRM tests",
        "",
        f"{trials:,} simulated null trials for each number of subjects per arm; rejection of the difference at the",
        "last of four visits at 5 %, in percent, with its Monte Carlo 95 % interval. How the trials are made:",
        "`studies/null_trial.py`; seeds: `studies/seeds.py`, fixed before the first run.",
        "",
        f"    python studies/type1_error.py --trials {trials} --workers {workers}",
        "",
        f"took {minutes:.0f} minutes.",
        "",
        "![Rejection rate by number of subjects per arm](../figures/type1_error.svg)",
        "",
        "## Unstructured covariance, where it can be fitted",
        "",
        *_table(table, methods),
        "",
        "## The ladder us, toeph, ar1h, csh, cs: what a user with that trial file gets",
        "",
        *_table(rates(any_, methods), methods),
        "",
        "## What was fitted",
        "",
        "| per arm | structure | trials | why not us |",
        "|---|---|---|---|",
    ]
    counts = found.groupby(["per_arm", "structure", "reason"]).size()
    lines += [f"| {n} | {structure} | {count:,} | {reason} |" for (n, structure, reason), count in counts.items()]
    (DOCS / "studies").mkdir(exist_ok=True)
    (DOCS / "studies" / "type1_error.md").write_text("\n".join(lines) + "\n")
    _draw(table, methods)


def _draw(table: pd.DataFrame, methods: Sequence[str]) -> None:
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    mpl.rcParams.update({"font.size": 8, "svg.hashsalt": "type1", "svg.fonttype": "none"})
    figure, axes = plt.subplots(figsize=(3.5, 2.8), layout="constrained")
    axes.axhline(5, color="0.4", linewidth=0.8, linestyle="--")
    sizes = sorted(table.per_arm.unique())
    for place, method in enumerate(methods):
        rows, (colour, marker) = table[table.method == method], LOOKS[method]
        x = np.arange(len(sizes)) + 0.14 * (place - (len(methods) - 1) / 2)
        spread = [rows.rate - rows.low, rows.high - rows.rate]
        axes.errorbar(
            x, rows.rate, spread, color=colour, marker=marker, markersize=4, linestyle="none", label=NAMES[method]
        )
    axes.set(xlabel="Subjects per arm", ylabel="Rejected at 5 % (%)", ylim=(0, None))
    axes.set_xticks(range(len(sizes)), [str(n) for n in sizes])
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower left")
    (DOCS / "figures").mkdir(exist_ok=True)
    figure.savefig(DOCS / "figures" / "type1_error.svg", metadata={"Date": None})
    plt.close(figure)
