"""The profile of health: mean scores of the eight SF-36 scales in their usual order, by arm and visit."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.figures.choose import choose_rows, in_order, present, set_apart
from trialstats.figures.drawing import Drawing, plotted, settle
from trialstats.figures.theme import DOUBLE, LINE, SINGLE, arm_scales, arm_styles, base_theme, legend_rows
from trialstats.figures.words import direction, list_of, not_estimated, notes, tick_labels, unbroken
from trialstats.spec.displays import Sf36ProfileFigure

__all__ = ["draw"]

COLUMNS = ("analysis", "PARAMCD", "PARAM", "unit", "measure", "AVISIT", "AVISITN", "ARM", "n", "mean", "sd")
# From physical to mental health, as the manual prints the profile.
SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")
# Both scorings of the questionnaire have these scales, on the same range.
VERSIONS = ("SF36", "R36")
TITLE = "Mean score (0–100)"
# Height of a panel, and of one among many rows of them, mm.
PANEL = 48.0
LOW = 36.0
# From one arm to the next at a scale, as a share of the distance between scales.
DODGE = 0.08


def draw(figure: Sf36ProfileFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel a visit, from rows of kind summary and measure AVAL of the scales' parameters.

    Raises DataError where there is nothing to draw, or two means for one point.
    """
    scales = _scales(figure, in_order(figure, choose_rows(figure, rows, "summary"), look))
    drawn, absent = set_apart(figure, scales, "mean")
    visits = present(drawn["AVISIT"])
    width = SINGLE if len(visits) == 1 else DOUBLE
    columns = 1 if len(visits) == 1 else 3 if len(visits) > 4 else 2
    caption = notes([_key(drawn), *not_estimated(absent)], look, width - 6)
    arms = present(drawn["ARM"])
    down = -(-len(visits) // columns)
    foot = LINE * 1.1 * (caption.count("\n") + 1)
    height = down * ((PANEL if down < 4 else LOW) + 11.0) + 5.0 + 1.3 * LINE * legend_rows(arms, width) + foot
    plot = _plot(drawn, look, columns, width) + p9.labs(x="", y=TITLE, caption=caption)
    theme = base_theme(width, height) + p9.theme(panel_spacing_x=4 / DOUBLE, panel_spacing_y=6 / DOUBLE)
    return Drawing(settle((plot + theme).draw()), plotted(drawn, COLUMNS), width, height, _alt(drawn))


def _scales(figure: Sf36ProfileFigure, rows: pd.DataFrame) -> pd.DataFrame:
    codes = {version + scale: scale for version in VERSIONS for scale in SCALES}
    chosen = rows[rows["PARAMCD"].isin(codes) & (rows["measure"] == "AVAL")]
    if chosen.empty:
        raise DataError(f"{figure.kind} figure: no rows of the scales {', '.join(codes)}")
    if chosen.duplicated(["PARAMCD", "AVISIT", "ARM"]).any() or chosen["PARAMCD"].map(codes.get).nunique() < (
        chosen["PARAMCD"].nunique()
    ):
        raise DataError(f"{figure.kind} figure: several means of one scale, visit and arm; name one analysis")
    order = [scale for scale in SCALES if scale in set(chosen["PARAMCD"].map(codes))]
    scale = pd.Categorical(chosen["PARAMCD"].map(codes), order, ordered=True)
    return chosen.assign(scale=scale).sort_values(["AVISIT", "ARM", "scale"]).reset_index(drop=True)


def _plot(rows: pd.DataFrame, look: Look, columns: int, width: float) -> Any:
    arms, scales = present(rows["ARM"]), present(rows["scale"])
    beside = rows["ARM"].astype(str).map({arm: DODGE * (i - (len(arms) - 1) / 2) for i, arm in enumerate(arms)})
    place = rows["scale"].astype(str).map({scale: i + 1 for i, scale in enumerate(scales)})
    rows = rows.assign(x=place.astype("float64") + beside.astype("float64"))
    joined = rows[rows.groupby(["AVISIT", "ARM"], observed=True)["x"].transform("size") > 1]
    mapping = p9.aes("x", "mean", color="ARM", shape="ARM", linetype="ARM", group="ARM")
    return (
        p9.ggplot(rows, mapping)
        + ([p9.geom_line(data=joined, size=0.45)] if len(joined) else [])
        + p9.geom_point(size=1.6, stroke=0.3)
        + p9.facet_wrap("AVISIT", ncol=columns, scales="free_x")
        + p9.scale_x_continuous(
            breaks=list(range(1, len(scales) + 1)), labels=scales, limits=(0.5, len(scales) + 0.5), expand=(0, 0)
        )
        + p9.scale_y_continuous(breaks=range(0, 101, 20), labels=tick_labels, expand=(0.02, 0))
        + p9.coord_cartesian(ylim=(0, 100))
        + arm_scales(arms, arm_styles(look), width)
    )


def _key(rows: pd.DataFrame) -> str:
    # The codes on the axis, spelt out as the rows name them, without the questionnaire's name that all begin with.
    firsts = rows.drop_duplicates("scale").sort_values("scale")
    names = [str(name) for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    shared = _shared_words(names)
    spelt = [unbroken(f"{scale} {name[len(shared) :]}") for scale, name in zip(firsts["scale"], names, strict=True)]
    better = direction(firsts["better"].iloc[0], arrow=False).capitalize()
    return f"{shared.strip() or 'Scales'}: {', '.join(spelt)}.{f' {better}.' if better else ''}"


def _shared_words(names: list[str]) -> str:
    if len(names) < 2:
        return ""
    words = [name.split(" ")[:-1] for name in names]
    same = [first for first, *others in zip(*words, strict=False) if all(other == first for other in others)]
    shared = " ".join(same) + " " if same else ""
    return shared if all(name.startswith(shared) for name in names) else ""


def _alt(rows: pd.DataFrame) -> str:
    scales, visits, arms = present(rows["scale"]), present(rows["AVISIT"]), present(rows["ARM"])
    return (
        f"{TITLE} of the SF-36 scales {list_of(scales)} for {list_of(arms)}, one panel for each of {list_of(visits)}."
    )
