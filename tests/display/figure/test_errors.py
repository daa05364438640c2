"""What cannot be drawn is said in words; what was not estimated is named on the figure."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, LSMEANS, MISSINGNESS, SF36, STANDARDISED
from trialstats.display.figure.save import save_drawing
from trialstats.errors import DataError
from trialstats.methods.draw import draw_figure

KINDS = ("lsmeans", "profiles", "forest", "missingness", "sf36_profile", "association", "concentrations")
LOOK = made.look(made.TWO, made.WEEKS_4)


@pytest.mark.parametrize("kind", KINDS)
def test_a_parameter_without_rows(kind: str) -> None:
    case = CASES[f"{kind}, two arms"]
    figure = case.figure.model_copy(update={"parameters": ("IL8", "IL9")})
    with pytest.raises(DataError) as raised:
        draw_figure(figure, case.rows, case.look)
    assert raised.value.problems == (
        f"{kind} figure: no rows of parameter IL8",
        f"{kind} figure: no rows of parameter IL9",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_visit_without_rows(kind: str) -> None:
    case = CASES[f"{kind}, two arms"]
    figure = case.figure.model_copy(update={"visits": ("Week 99",)})
    with pytest.raises(DataError, match=f"{kind} figure: no rows of visit Week 99"):
        draw_figure(figure, case.rows, case.look)


@pytest.mark.parametrize("kind", KINDS)
def test_no_rows_at_all(kind: str) -> None:
    case = CASES[f"{kind}, two arms"]
    with pytest.raises(DataError, match=f"{kind} figure: no rows of kind .* in the results of any"):
        draw_figure(case.figure, case.rows.iloc[:0], case.look)


def test_nothing_estimated(tmp_path: Path) -> None:
    rows = made.lsmeans(made.TWO, made.WEEKS_4).assign(estimate=float("nan"), reason="the model did not converge")
    drawing = draw_figure(LSMEANS, rows, LOOK)
    assert drawing.alt == "lsmeans figure: nothing to draw, estimate is absent everywhere (the model did not converge)"
    assert drawing.data.empty
    svg = save_drawing(drawing, tmp_path / "nothing")[0].read_text("utf-8")
    assert "the model did not converge" in svg


def test_rows_of_another_trial() -> None:
    with pytest.raises(DataError, match="lsmeans figure: no row is of an arm and a visit of the trial"):
        draw_figure(LSMEANS, made.lsmeans(made.THREE, made.WEEKS_3), LOOK)


def test_a_standardised_forest_needs_effect_sizes() -> None:
    with pytest.raises(DataError, match=re.escape("a standardised figure shows an analysis of method effect_size")):
        draw_figure(STANDARDISED, made.differences(made.TWO, made.WEEKS_4), LOOK)


def test_a_profile_without_scales() -> None:
    with pytest.raises(DataError, match="sf36_profile figure: no rows of the scales SF36PF, SF36RP"):
        draw_figure(SF36, made.summaries(made.TWO, made.WEEKS_4), LOOK)


def test_a_profile_of_two_scorings() -> None:
    both = [made.summaries(made.TWO, made.WEEKS_4, made.scales(version)) for version in ("SF36", "R36")]
    with pytest.raises(DataError, match="several means of one scale"):
        draw_figure(SF36, pd.concat(both, ignore_index=True), LOOK)


def test_a_profile_without_the_norms_or_intervals_it_asks_for() -> None:
    rows = made.summaries(made.TWO, made.WEEKS_4, made.scales())
    with pytest.raises(DataError, match="no norms of its scales; name an analysis of method norms too"):
        draw_figure(SF36.model_copy(update={"norms": True}), rows, LOOK)
    with pytest.raises(DataError, match="no row has an interval; say `intervals: true` in the analysis"):
        draw_figure(SF36.model_copy(update={"intervals": True}), rows, LOOK)


def test_what_was_not_estimated_is_named_and_left_out() -> None:
    rows = made.lsmeans(made.TWO, made.WEEKS_4)
    lost = (rows["AVISIT"] == "Week 12") & (rows["ARM"] == "DTLT")
    rows.loc[lost, ["estimate", "conf_low", "conf_high", "n"]] = float("nan")
    rows.loc[lost, "reason"] = "no complete record"
    drawing = draw_figure(LSMEANS, rows, LOOK)
    caption = " ".join(text.get_text() for text in drawing.plot.texts).replace("\n", " ")
    assert "Not estimated: Week 12 DTLT (no complete record)." in caption
    assert set(drawing.data["id"]) == set(rows.loc[~lost, "id"])


def test_a_share_of_nobody_is_named_and_left_out() -> None:
    rows = made.counts(made.TWO, made.WEEKS_4)
    rows.loc[rows["ARM"] == "DTLT", "percent"] = float("nan")
    rows.loc[rows["ARM"] == "DTLT", "reason"] = "no subject of this arm"
    drawing = draw_figure(MISSINGNESS, rows, LOOK)
    assert set(drawing.data["ARM"]) == {"Sham"}
