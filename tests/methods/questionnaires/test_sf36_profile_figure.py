"""Profiles beside their norm, and scatters of associations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.text import Text

from tests.display.figure.cases import ASSOCIATION, CASES, SF36
from trialstats.display.figure.drawing import Drawing
from trialstats.methods.draw import draw_figure

Draw = Callable[[str], Drawing]


def written(drawing: Drawing) -> str:
    """All that is written on a figure, spaces for line ends."""
    texts = [text.get_text() for text in drawing.plot.findobj(Text) if text.get_visible()]
    return " ".join(" ".join(texts).split())


def test_norms_are_named_and_are_no_arm(drawn: Draw) -> None:
    drawing = drawn("sf36_profile, norms")
    norm = (
        "Crosses: means of the US general population 1990, the norm population: one mean of a scale for subjects of any"
    )
    assert f"{norm} age and sex." in written(drawing)
    assert "Bars are 95% confidence intervals of the means." in written(drawing)
    assert "beside the US general population 1990" in drawing.alt
    norms = drawing.data[drawing.data["kind"] == "value"]
    assert norms["mean"].tolist() == [
        CASES["sf36_profile, norms"].rows.set_index("id").loc[i, "mean"] for i in norms["id"]
    ]
    assert len(norms) == 8


def test_t_scores_stand_around_50(drawn: Draw) -> None:
    drawing = drawn("sf36_profile, T scores")
    assert "Mean T score (norm: mean 50, SD 10)" in written(drawing)
    low, high = drawing.plot.axes[0].get_ylim()
    assert low < 50 < high
    assert (low, high) != (0, 100)
    assert set(drawing.data.loc[drawing.data["kind"] == "value", "mean"]) == {50.0}


def test_there_are_no_norms_unasked_and_no_intervals_where_they_are_left_out() -> None:
    case = CASES["sf36_profile, norms"]
    drawing = draw_figure(SF36.model_copy(update={"intervals": False}), case.rows, case.look)
    assert "Crosses" not in written(drawing)
    assert "Bars" not in written(drawing)
    assert "US general" not in written(drawing)
    assert drawing.data.columns.tolist() == [
        "id",
        "analysis",
        "PARAMCD",
        "PARAM",
        "unit",
        "measure",
        "AVISIT",
        "AVISITN",
        "ARM",
        "n",
        "mean",
        "sd",
    ]


def test_r_and_its_interval_and_n_stand_above_each_panel(drawn: Draw) -> None:
    words = written(drawn("association, two arms"))
    assert words.count("Changes, adjusted: r = −0.21 (95% CI −0.43 to 0.04); n = 71") == 2
    assert words.count("Within subjects, over visits: r = −0.21 (95% CI −0.43 to 0.04); n = 80, 199 pairs") == 2
    assert "Exploratory: an association is no effect of treatment and proves no mechanism." in words
    assert "Values below a limit of the assay (left out): Interleukin-6 12 of 99 and" in words
    assert "Ratio to baseline (logarithmic axis)" in words
    assert "Pain intensity (VAS), change from baseline (mm)" in words


def test_without_logarithms_the_axis_is_one_of_changes(drawn: Draw) -> None:
    assert "Change from baseline (pg/mL)" in written(drawn("association, one panel"))
    assert drawn("association, one panel").plot.axes[0].get_xscale() == "linear"


def test_visits_and_parameters_of_an_association_can_be_chosen() -> None:
    case = CASES["association, six panels"]
    figure = ASSOCIATION.model_copy(update={"visits": ("Week 12",), "parameters": ("SURAL",)})
    drawing = draw_figure(figure, case.rows, case.look)
    assert len(drawing.plot.axes) == 1
    assert "Sural nerve conduction velocity, Week 12" in written(drawing)


def test_a_correlation_that_could_not_be_estimated_is_named() -> None:
    case = CASES["association, two arms"]
    rows = case.rows.copy()
    lost = (rows["PARAMCD"] == "SURAL") & (rows["kind"] == "correlation") & rows["AVISIT"].notna()
    rows.loc[lost, ["estimate", "conf_low", "conf_high"]] = float("nan")
    rows.loc[lost, "reason"] = "too few"
    gone = (rows["PARAMCD"] == "SURAL") & (rows["kind"] == "point")
    drawing = draw_figure(ASSOCIATION, rows[~gone], case.look)
    assert "Not estimated: Week 12 (too few)." in written(drawing)
    assert len(drawing.plot.axes) == 1


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("association")])
def test_every_subject_is_a_point(name: str, drawn: Draw) -> None:
    data = drawn(name).data
    points = data[(data["kind"] == "point") & data["USUBJID"].notna()]
    rows = CASES[name].rows
    assert len(points) == (rows["USUBJID"].notna()).sum()
    assert set(points["ARM"]) == set(rows["ARM"].dropna())


@pytest.mark.parametrize(("asked", "bars"), [(None, True), (True, True), (False, False)])
def test_intervals_are_drawn_where_the_results_have_them(asked: bool | None, bars: bool) -> None:
    case = CASES["sf36_profile, norms"]
    figure = case.figure.model_copy(update={"intervals": asked})
    drawing = draw_figure(figure, case.rows, case.look)
    assert ("Bars are 95% confidence intervals of the means." in written(drawing)) == bars
    assert ("conf_low" in drawing.data.columns) == bars
    if bars:
        drawn = drawing.data[drawing.data["conf_low"].notna()].set_index("id")
        rows = case.rows.set_index("id").loc[drawn.index]
        assert len(drawn)
        assert drawn[["conf_low", "conf_high"]].astype(float).equals(rows[["conf_low", "conf_high"]].astype(float))


def test_without_intervals_there_are_no_bars() -> None:
    case = CASES["sf36_profile, two arms"]
    assert "Bars" not in written(draw_figure(case.figure, case.rows, case.look))
