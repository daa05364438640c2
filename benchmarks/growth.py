"""How time grows with subjects, visits and covariance parameters; draws docs/figures/benchmark_growth.svg.

python benchmarks/growth.py [--most 1000000]
"""

from __future__ import annotations

import os

# One thread, whatever the machine has: set before NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
from pathlib import Path

import matplotlib as mpl
import numpy as np
from timing import in_turns

from trials import FORMULA, synthetic
from trialstats.engines.mmrm import fit_mmrm

FIGURE = Path(__file__).parents[1] / "docs" / "figures" / "benchmark_growth.svg"
STRUCTURES = ["ar1", "toeph", "us"]
Points = list[tuple[float, float, str]]


def seconds(n: int, t: int, covariance: str = "us", group: str | None = None) -> tuple[float, int]:
    """The least time of a whole call, and how many covariance parameters it had."""
    data, parameters = synthetic(n, t), 0

    def run() -> None:
        nonlocal parameters
        fit = fit_mmrm(FORMULA, data, subject="USUBJID", visit="AVISIT", covariance=covariance, group=group)
        fit.lsmeans("ARM", by="AVISIT")
        fit.contrasts("ARM", by="AVISIT")
        parameters = fit.n_theta

    (least,) = in_turns([run], 1 if n * t > 50_000 else 5)
    return least, parameters


def by_subjects(most: int) -> Points:
    """us over four visits."""
    return [(n, seconds(n, 4)[0], "") for n in (100, 1000, 10_000, 100_000, 1_000_000) if n <= most]


def by_visits() -> Points:
    """us with 500 subjects."""
    return [(t, seconds(500, t)[0], "") for t in (2, 4, 8, 12, 20, 30)]


def by_parameters() -> Points:
    """500 subjects at ten visits, one structure after another; the last with a matrix for each arm."""
    found = [(*seconds(500, 10, name)[::-1], name) for name in STRUCTURES]
    return [*found, (*seconds(500, 10, "us", "ARM")[::-1], "us\nby arm")]


def slope(points: Points) -> float:
    """The exponent of the growth over the last two steps, by least squares on logarithms."""
    x, y = np.log([p[0] for p in points[-3:]]), np.log([p[1] for p in points[-3:]])
    return float(np.polyfit(x, y, 1)[0])


def draw(panels: list[tuple[str, Points, str]]) -> None:
    """One panel for each kind of growth."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter, NullLocator

    mpl.rcParams.update({"font.size": 8, "svg.hashsalt": "growth", "svg.fonttype": "none"})
    figure, axes = plt.subplots(1, len(panels), figsize=(7.2, 2.6), layout="constrained", sharey=True)
    for ax, (label, points, note) in zip(axes, panels, strict=True):
        x = [p[0] for p in points]
        ax.loglog(x, [p[1] for p in points], color="#0072B2", marker="o", markersize=4)
        ax.set_xticks(x, [named(*p) for p in points])
        ax.xaxis.set_minor_locator(NullLocator())
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
        ax.set_xlabel(label)
        ax.set_title(note, fontsize=8, loc="left")
        ax.spines[["top", "right"]].set_visible(False)
        ax.grid(axis="y", color="0.9")
    axes[0].set_ylabel("Seconds, whole call")
    FIGURE.parent.mkdir(exist_ok=True)
    figure.savefig(FIGURE, metadata={"Date": None})
    plt.close(figure)


def named(x: float, _: float, name: str) -> str:
    """The tick of a point: its number, in powers of ten where large, and its name below."""
    number = f"$10^{{{np.log10(x):.0f}}}$" if x > 999 else f"{x:g}"
    return f"{number}\n{name}".strip()


def main() -> None:
    """Print the points and draw them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=1_000_000, help="the largest number of subjects")
    subjects, visits, parameters = by_subjects(parser.parse_args().most), by_visits(), by_parameters()
    for name, points in [("subjects", subjects), ("visits", visits), ("parameters", parameters)]:
        print(
            f"{name}: "
            + ", ".join(f"{x:,.0f} {label} {y:.3f} s".replace("\n", " ").replace("  ", " ") for x, y, label in points)
        )
    draw(
        [
            ("Subjects (us, 4 visits)", subjects, f"grows with subjects^{slope(subjects):.1f}"),
            ("Visits (us, 500 subjects)", visits, f"grows with visits^{slope(visits):.1f}"),
            ("Covariance parameters (500 × 10)", parameters, f"grows with parameters^{slope(parameters):.1f}"),
        ]
    )


if __name__ == "__main__":
    main()
