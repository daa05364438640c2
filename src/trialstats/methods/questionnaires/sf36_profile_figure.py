"""The profile of health: mean scores of the eight SF-36 scales in their usual order, by arm and visit."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotnine as p9

from trialstats.display.figure.choose import choose_rows, in_order, present, set_apart
from trialstats.display.figure.drawing import Drawing, plotted
from trialstats.display.figure.facet_theme import arm_scales, facet_theme, legend_height, settle
from trialstats.display.figure.marks import STROKE, point_size
from trialstats.display.figure.parts import OWN_LINES
from trialstats.display.figure.portion import Portion
from trialstats.display.figure.theme import DOUBLE, QUIET, SINGLE, Style, arm_styles
from trialstats.display.figure.words import (
    direction,
    list_of,
    not_estimated,
    notes,
    notes_height,
    tick_labels,
    unbroken,
)
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.methods.questionnaires.options import Sf36ProfileFigure
from trialstats.methods.questionnaires.rows import NORM
from trialstats.results.kinds import Kind

__all__ = ["draw"]

COLUMNS = ("analysis", "PARAMCD", "PARAM", "unit", "measure", "AVISIT", "AVISITN", "ARM", "n", "mean", "sd")
OF_INTERVALS = ("conf_low", "conf_high", "conf_level")
OF_NORMS = ("kind", "level")
# From physical to mental health, as the manual prints the profile.
SCALES = ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")
# Both scorings of the questionnaire have these scales, on the same range; T scores have a letter behind.
VERSIONS = ("SF36", "R36")
ENDINGS = {"0-100": "", "T": "T"}
TITLES = {"0-100": "Mean score (0–100)", "T": "Mean T score (norm: mean 50, SD 10)"}
# Height of a panel, and of one among many rows of them, mm.
PANEL = 48.0
LOW = 36.0
# From one arm to the next at a scale, as a share of the distance between scales.
DODGE = 0.14
# Width of the caps of an interval, as a share of that: they are wider than the mark.
CAP = 0.12
# The norm population is no arm: grey and dotted, with a cross for its means.
NORM_STYLE = Style(QUIET, "x", (0, (1, 1.5)))
# T scores are drawn between multiples of this.
STEP = 5
PARTS = OWN_LINES


def draw(figure: Sf36ProfileFigure, rows: pd.DataFrame, look: Look) -> Drawing:
    """Draw one panel a visit, from rows of kind summary and measure AVAL of the scales' parameters.

    The norm population's means come from rows of kind value, variable NORM. Raises DataError where there is nothing to
    draw, two means for one point, or where norms or intervals are asked for and no row has them.
    """
    scales = _scales(figure, in_order(figure, choose_rows(figure, rows, Kind.SUMMARY), look))
    drawn, absent = set_apart(figure, scales, "mean")
    norms = _norms(figure, rows, drawn) if figure.norms else drawn.iloc[:0]
    known = bool(drawn["conf_low"].notna().any())
    if figure.intervals and not known:
        raise DataError(f"{figure.kind} figure: no row has an interval; say `intervals: true` in the analysis")
    ranged = known and figure.intervals is not False
    drawn = drawn if ranged else drawn.assign(conf_low=float("nan"), conf_high=float("nan"))
    every = present(drawn["AVISIT"])
    width = SINGLE if len(every) == 1 else DOUBLE
    columns = 1 if len(every) == 1 else 3 if len(every) > 4 else 2
    visits = own_visits(every, columns, look.portion)
    caption = notes([_key(drawn), _extras(drawn, norms), *not_estimated(absent)], look, width - 6)
    named = [*present(drawn["ARM"]), *norms["level"].unique()]
    down = -(-len(visits) // columns)
    foot = 5.0 + legend_height(named, width) + notes_height(caption)
    tall = PANEL if down < 4 else LOW
    height = down * (tall + 11.0) + foot
    columns_shown = (*COLUMNS, *(OF_INTERVALS if ranged else ()), *(OF_NORMS if figure.norms else ()))
    shown = plotted(pd.concat([drawn, norms], ignore_index=True), columns_shown)
    heights = _heights(figure, drawn, norms)
    mark = point_size(drawn["conf_low"], drawn["conf_high"], _ends(figure, drawn, norms), tall)
    drawn = drawn[drawn["AVISIT"].isin(visits)]
    drawn = drawn.assign(AVISIT=drawn["AVISIT"].cat.remove_unused_categories())
    plot = _plot(drawn, norms, look, columns, width, mark) + heights
    plot += p9.labs(x="", y=TITLES[figure.scores], caption=caption)
    theme = facet_theme(width, height) + p9.theme(panel_spacing_x=4 / DOUBLE, panel_spacing_y=6 / DOUBLE)
    alt = _alt(drawn, norms, TITLES[figure.scores])
    return Drawing(settle((plot + theme).draw()), shown, width, height, alt)


def _codes(figure: Sf36ProfileFigure) -> dict[str, str]:
    return {version + scale + ENDINGS[figure.scores]: scale for version in VERSIONS for scale in SCALES}


def _scales(figure: Sf36ProfileFigure, rows: pd.DataFrame) -> pd.DataFrame:
    codes = _codes(figure)
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


def _norms(figure: Sf36ProfileFigure, rows: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Take the norm's means of the scales drawn, a row each."""
    is_norm = ((rows["kind"] == Kind.VALUE) & (rows["variable"] == NORM)).fillna(False)
    known = rows[is_norm & rows["PARAMCD"].isin(drawn["PARAMCD"].unique())]
    if known.empty:
        raise DataError(f"{figure.kind} figure: no norms of its scales; name an analysis of method norms too")
    scale = pd.Categorical(known["PARAMCD"].map(_codes(figure)), present(drawn["scale"]), ordered=True)
    return known.assign(scale=scale).sort_values("scale").reset_index(drop=True)


def own_visits(visits: list[str], columns: int, portion: Portion) -> list[str]:
    """Take the visits whose panels, so many beside each other, stand on a part."""
    rows = [visits[at : at + columns] for at in range(0, len(visits), columns)]
    return [visit for row in rows[portion.cut([1.0] * len(rows))] for visit in row]


def _plot(rows: pd.DataFrame, norms: pd.DataFrame, look: Look, columns: int, width: float, mark: float) -> Any:
    arms, scales = present(rows["ARM"]), present(rows["scale"])
    place = {scale: float(i + 1) for i, scale in enumerate(scales)}
    beside = rows["ARM"].astype(str).map({arm: DODGE * (i - (len(arms) - 1) / 2) for i, arm in enumerate(arms)})
    rows = rows.assign(x=rows["scale"].astype(str).map(place) + beside.astype("float64"))
    joined = rows[rows.groupby(["AVISIT", "ARM"], observed=True)["x"].transform("size") > 1]
    styles = arm_styles(look) | dict.fromkeys(norms["level"].unique(), NORM_STYLE)
    mapping = p9.aes("x", "mean", color="ARM", shape="ARM", linetype="ARM", group="ARM")
    return (
        p9.ggplot(rows.assign(ARM=rows["ARM"].astype(str)), mapping)
        + _norm_layers(_in_every_panel(norms, rows, place))
        + _interval_layers(rows.assign(ARM=rows["ARM"].astype(str)))
        + ([p9.geom_line(data=joined.assign(ARM=joined["ARM"].astype(str)), size=0.45)] if len(joined) else [])
        + p9.geom_point(size=mark, stroke=STROKE)
        + p9.facet_wrap("AVISIT", ncol=columns, scales="free_x")
        + p9.scale_x_continuous(
            breaks=list(range(1, len(scales) + 1)), labels=scales, limits=(0.5, len(scales) + 0.5), expand=(0, 0)
        )
        + arm_scales([*arms, *norms["level"].unique()], styles, width)
    )


def _in_every_panel(norms: pd.DataFrame, rows: pd.DataFrame, place: dict[str, float]) -> pd.DataFrame:
    visits = pd.DataFrame({"AVISIT": pd.Categorical(present(rows["AVISIT"]), present(rows["AVISIT"]), ordered=True)})
    placed = norms.drop(columns="AVISIT").assign(x=norms["scale"].astype(str).map(place), ARM=norms["level"])
    return placed.astype({"x": "float64", "ARM": "object"}).merge(visits, how="cross")


def _norm_layers(norms: pd.DataFrame) -> list[Any]:
    if norms.empty:
        return []
    return [p9.geom_line(data=norms, size=0.6), p9.geom_point(data=norms, size=1.4, stroke=0.4)]


def _interval_layers(rows: pd.DataFrame) -> list[Any]:
    ranged = rows.dropna(subset=["conf_low", "conf_high"])
    if ranged.empty:
        return []
    interval = p9.aes("x", ymin="conf_low", ymax="conf_high", color="ARM", group="ARM")
    return [p9.geom_errorbar(interval, ranged, inherit_aes=False, width=CAP, size=0.35, show_legend=False)]


def _ends(figure: Sf36ProfileFigure, rows: pd.DataFrame, norms: pd.DataFrame) -> tuple[int, int]:
    """Say where the axis of scores begins and ends."""
    if figure.scores == "0-100":
        return 0, 100
    ends = pd.concat([rows["mean"], rows["conf_low"], rows["conf_high"], norms["mean"]]).dropna()
    return STEP * math.floor(ends.min() / STEP), STEP * math.ceil(ends.max() / STEP)


def _heights(figure: Sf36ProfileFigure, rows: pd.DataFrame, norms: pd.DataFrame) -> list[Any]:
    if figure.scores == "0-100":
        scale = p9.scale_y_continuous(breaks=range(0, 101, 20), labels=tick_labels, expand=(0.02, 0))
        return [scale, p9.coord_cartesian(ylim=(0, 100))]
    low, high = _ends(figure, rows, norms)
    scale = p9.scale_y_continuous(breaks=range(low, high + 1, STEP), labels=tick_labels, expand=(0.02, 0))
    return [scale, p9.coord_cartesian(ylim=(low, high))]


def _key(rows: pd.DataFrame) -> str:
    # The codes on the axis, spelt out as the rows name them, without the questionnaire's name that all begin with.
    firsts = rows.drop_duplicates("scale").sort_values("scale")
    names = [str(name).removesuffix(" (T)") for name in firsts["PARAM"].fillna(firsts["PARAMCD"])]
    shared = _shared_words(names)
    spelt = [unbroken(f"{scale} {name[len(shared) :]}") for scale, name in zip(firsts["scale"], names, strict=True)]
    better = direction(firsts["better"].iloc[0], arrow=False).capitalize()
    return f"{shared.strip() or 'Scales'}: {', '.join(spelt)}.{f' {better}.' if better else ''}"


def _extras(rows: pd.DataFrame, norms: pd.DataFrame) -> str:
    """Say what bars and crosses are."""
    levels = rows.dropna(subset=["conf_low"])["conf_level"].dropna().unique()
    bars = f"Bars are {list_of([f'{100 * level:.6g}%' for level in levels])} confidence intervals of the means."
    norm = "the norm population: one mean of a scale for subjects of any age and sex"
    crosses = f"Crosses: means of the {list_of(list(norms['level'].unique()))}, {norm}."
    return " ".join([bars] * bool(len(levels)) + [crosses] * bool(len(norms)))


def _shared_words(names: list[str]) -> str:
    if len(names) < 2:
        return ""
    words = [name.split(" ")[:-1] for name in names]
    same = [first for first, *others in zip(*words, strict=False) if all(other == first for other in others)]
    shared = " ".join(same) + " " if same else ""
    return shared if all(name.startswith(shared) for name in names) else ""


def _alt(rows: pd.DataFrame, norms: pd.DataFrame, title: str) -> str:
    scales, visits, arms = present(rows["scale"]), present(rows["AVISIT"]), present(rows["ARM"])
    beside = f", beside the {list_of(list(norms['level'].unique()))}" if len(norms) else ""
    return (
        f"{title} of the SF-36 scales {list_of(scales)} for {list_of(arms)}{beside}, one panel for each of "
        f"{list_of(visits)}."
    )
