"""Figures of many subjects: whose marks are drawn, and the bands that tell where all of them lie.

Up to a number of points every subject is drawn. Above it a sample is drawn, and all subjects are summarised: bands by
percentiles over visits or times, cells in a scatter (`cells`). A subject's place in the sample depends on its USUBJID
and the seed alone: not on the order of rows, nor on who else is in the trial.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trialstats.display.figure.theme import INK
from trialstats.trialfile.parts.display import Individual

__all__ = [
    "BAND",
    "BANDS_TOLD",
    "BOXES_TOLD",
    "INNER",
    "MEDIAN",
    "MEDIAN_TOLD",
    "OUTER",
    "SHARE_BELOW",
    "Crowd",
    "boxes",
    "crowd_of",
    "draw_boxes",
    "medians",
    "percentiles",
    "ribbons",
]

# Of each arm so many subjects are drawn at the most, and at the least.
MOST_DRAWN, LEAST_DRAWN = 50, 10
# What share of the points that a page may have are drawn where it has more: bands and medians show between them.
OF_THEM = 0.25
# Percentiles: the ends of the pale band, of the dark one, and the line in it.
OUTER, INNER, MEDIAN = (5, 95), (25, 75), 50
# The word of their rows beside the figure, where results have their kind.
BAND = "band"
# Which share of all lies below, as a column beside them.
SHARE_BELOW = "quantile"
BANDS_TOLD = (
    f"bands go from the {OUTER[0]}th to the {OUTER[1]}th and from the {INNER[0]}th to the {INNER[1]}th percentile"
)
BOXES_TOLD = (
    f"Boxes go from the {INNER[0]}th to the {INNER[1]}th percentile of all, lines from the {OUTER[0]}th to the "
    f"{OUTER[1]}th"
)
MEDIAN_TOLD = "the line of dark and white dashes in them is the median"


@dataclass(frozen=True)
class Crowd:
    """What is drawn of many subjects: `some`, the rows of those chosen; `of`: how many there are; note: says so."""

    some: pd.DataFrame
    of: int
    note: str


def crowd_of(figure: Individual, rows: pd.DataFrame, among: Sequence[str] = ("ARM",)) -> Crowd | None:
    """Choose subjects of rows that are more points than a figure draws one by one; None where it draws them all.

    rows: a point each, with USUBJID. among: of each group by these columns as many are chosen as keep their
    points below a share of that number (`OF_THEM`), but no fewer than `LEAST_DRAWN` and no more than `MOST_DRAWN`.
    """
    if len(rows) <= figure.most_points:
        return None
    people = rows[[*among, "USUBJID"]].drop_duplicates().astype(object)
    subjects = people["USUBJID"].nunique()
    groups = len(people[list(among)].drop_duplicates())
    room = int(figure.most_points * OF_THEM * subjects / len(rows) / groups)
    each = min(MOST_DRAWN, max(LEAST_DRAWN, room))
    order = {name: place(name, figure.seed) for name in people["USUBJID"].unique()}
    ranked = people.assign(order=people["USUBJID"].map(order)).sort_values([*among, "order"])
    chosen = set(ranked.groupby(list(among), sort=False, dropna=False).head(each)["USUBJID"])
    some = f"Of {subjects:,} subjects {len(chosen):,}, chosen by seed {figure.seed},"
    return Crowd(rows[rows["USUBJID"].isin(chosen)], subjects, f"{some} are drawn one by one")


def place(subject: str, seed: int) -> bytes:
    """Give a subject's place in the order in which subjects are chosen."""
    return hashlib.sha256(f"{seed}:{subject}".encode()).digest()


def percentiles(rows: pd.DataFrame, keys: Sequence[str], column: str, kept: Sequence[str] = ()) -> pd.DataFrame:
    """Compute percentiles of a column by keys, a row each: `quantile` (a share), `value` and `n`.

    Percentiles are of type 7 of Hyndman and Fan. kept: columns that are the same for all rows of a group. The rows have
    no id: they are of no row of the results.
    """
    wanted = sorted({*OUTER, *INNER, MEDIAN})
    made: list[dict[str, Any]] = []
    for _, own in rows.groupby(list(keys), sort=False, observed=True, dropna=False):
        first, values = own.iloc[0], own[column].to_numpy(dtype=float)
        said = {name: first[name] for name in (*keys, *kept)}
        found = np.percentile(values, wanted)
        made += [
            {**said, "kind": BAND, SHARE_BELOW: share / 100, "value": float(value), "n": len(values)}
            for share, value in zip(wanted, found, strict=True)
        ]
    bands = pd.DataFrame(made)
    return bands.astype({name: rows[name].dtype for name in (*keys, *kept)})


def side_by_side(bands: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Put the percentiles of each place, which keys tell, side by side: columns `p5` to `p95`."""
    parts = [
        bands[bands[SHARE_BELOW] == share / 100].set_index(list(keys))["value"].rename(f"p{share}")
        for share in (*OUTER, *INNER, MEDIAN)
    ]
    return pd.concat(parts, axis=1).reset_index()


def ribbons(bands: pd.DataFrame, panels: Sequence[str]) -> list[Any]:
    """Draw percentiles over `x` as two bands in the colour of the ARM; nothing of none.

    panels: the columns that tell panels apart.
    """
    import plotnine as p9

    if bands.empty:
        return []
    wide = side_by_side(bands, [*panels, "ARM", "x"])
    layers: list[Any] = []
    for (low, high), alpha in ((OUTER, 0.12), (INNER, 0.2)):
        mapping = p9.aes("x", ymin=f"p{low}", ymax=f"p{high}", fill="ARM", group="ARM")
        layers.append(p9.geom_ribbon(mapping, wide, inherit_aes=False, alpha=alpha, size=0, show_legend=False))
    return layers


def medians(bands: pd.DataFrame, panels: Sequence[str]) -> list[Any]:
    """Draw the median in the bands of `ribbons`, to be seen on a mean of any colour that it lies on."""
    import plotnine as p9

    if bands.empty:
        return []
    wide = side_by_side(bands, [*panels, "ARM", "x"])
    mapping = p9.aes("x", f"p{MEDIAN}", group="ARM")
    below, above = ({"color": "white", "linetype": "solid"}, {"color": INK, "linetype": "dashed"})
    return [p9.geom_line(mapping, wide, inherit_aes=False, size=0.45, **how) for how in (below, above)]


def boxes(bands: pd.DataFrame, half: float) -> list[Any]:
    """Draw percentiles at `middle` of panels as a box, so many units of the axis to either side, and a line."""
    import plotnine as p9

    low, high, first, third = (f"p{share}" for share in (*OUTER, *INNER))
    wide = side_by_side(bands, ["panel", "ARM", "middle"])
    wide = wide.assign(left=wide["middle"] - half, right=wide["middle"] + half)
    line = p9.aes(x="middle", xend="middle", y=low, yend=high, color="ARM")
    box = p9.aes(xmin="left", xmax="right", ymin=first, ymax=third, fill="ARM")
    hidden = {"inherit_aes": False, "show_legend": False}
    return [
        p9.geom_segment(line, wide, size=0.5, alpha=0.8, **hidden),
        p9.geom_rect(box, wide, size=0, alpha=0.3, **hidden),
    ]


def draw_boxes(axes: Any, bands: pd.DataFrame, places: Mapping[str, float], half: float = 0.12) -> None:
    """Draw percentiles at the places of their `level` in a plot area: box, line beyond it, and the median across."""
    low, high, first, third, middle = (f"p{share}" for share in (*OUTER, *INNER, MEDIAN))
    for _, row in side_by_side(bands, ["level"]).iterrows():
        x = places[str(row["level"])]
        axes.vlines([x], row[low], row[high], color=INK, linewidth=0.7, zorder=3.2)
        axes.bar([x], row[third] - row[first], 2 * half, row[first], color="#BFBFBF", alpha=0.8, zorder=3.3)
        axes.hlines([row[middle]], x - half, x + half, color=INK, linewidth=1.0, zorder=3.4)
