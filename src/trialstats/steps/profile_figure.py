"""The steps of a run over time, a bar each, in rows of those that ran at once; and what each kind of them computed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from trialstats.io.atomic import replacing
from trialstats.steps.profile import Took, kinds

__all__ = ["draw", "rows"]

# Colours that are told apart by those who see few (Okabe and Ito); kinds of little time share the last.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
OTHERS = "#999999"
WIDTH, ROW, BAR = 10.0, 0.28, 0.24  # inches: of the figure, of a row of steps, of a kind


def rows(took: Sequence[Took]) -> list[list[Took]]:
    """Place steps in rows, those in one row one after another, as few as there are at one time."""
    placed: list[list[Took]] = []
    for one in sorted(took, key=lambda one: (one.begun, one.job)):
        free = (row for row in placed if row[-1].begun + row[-1].wall <= one.begun)
        row = next(free, None)
        if row is None:
            placed.append([one])
        else:
            row.append(one)
    return placed


def draw(took: Sequence[Took], path: Path) -> None:
    """Draw the figure as SVG."""
    summed, placed, first = kinds(took), rows(took), min(one.begun for one in took)
    colour = {kind.name: COLOURS[place] if place < len(COLOURS) else OTHERS for place, kind in enumerate(summed)}
    heights = [len(placed) * ROW + 0.3, len(summed) * BAR + 0.3]
    figure = Figure(figsize=(WIDTH, sum(heights) + 1.6), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=heights)
    for place, row in enumerate(placed):
        spans = [(one.begun - first, one.wall) for one in row]
        colours = [colour[one.job.split()[0]] for one in row]
        above.broken_barh(spans, (place - 0.4, 0.8), facecolors=colours, edgecolors="white", linewidth=0.4)
    above.set(title="Steps over time, one below another that ran at once", xlabel="Seconds since the first step began")
    above.set(yticks=[], ylim=(len(placed) - 0.4, -0.6), xlim=(0, None))
    names = [f"{kind.name} ({kind.steps})" for kind in summed]
    bars = below.barh(names, [kind.cpu for kind in summed], color=[colour[kind.name] for kind in summed])
    below.bar_label(bars, fmt="%.1f", padding=3)
    below.set(title="Seconds computed by kind of step (and how many of it)", xlabel="Seconds")
    below.invert_yaxis()
    below.margins(x=0.08)
    for axes in (above, below):
        axes.spines[["top", "right"]].set_visible(False)
        axes.title.set(size=10)
    with replacing(path) as temporary:
        FigureCanvasSVG(figure).print_svg(str(temporary))
