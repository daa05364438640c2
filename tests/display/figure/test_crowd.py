"""Figures of many subjects: when not all are drawn, who is, and what is said and shown of the rest."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, PROFILES
from trialstats.display.figure.cells import CELL, HEXAGON, draw_cells
from trialstats.display.figure.crowd import BAND, LEAST_DRAWN, MOST_DRAWN, SHARE_BELOW, crowd_of, percentiles
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.save import save_drawing
from trialstats.methods.crossover.options import CrossoverFigure
from trialstats.methods.draw import draw_figure
from trialstats.methods.time_to_event.options import ProportionalHazardsFigure
from trialstats.results.shape import tidy

ARMS = ("Placebo", "Active")
SUMMARISED = ("profiles, two arms", "concentrations, two arms", "association, two arms", "dose_response, two arms")


def points(subjects: int, each: int = 2) -> pd.DataFrame:
    """So many points of each subject, in two arms by turns."""
    return pd.DataFrame(
        [
            {"USUBJID": f"S-{subject:04d}", "ARM": ARMS[subject % 2], "value": 1.0 * visit}
            for subject in range(subjects)
            for visit in range(each)
        ]
    )


def few(most: int, **how: Any) -> Any:
    """A figure that draws so many points one by one."""
    return PROFILES.model_copy(update={"most_points": most, **how})


def written(drawing: Drawing) -> str:
    """All words of a figure."""
    return " ".join(" ".join(text.get_text().split()) for text in drawing.plot.findobj(Text))


def test_as_many_points_as_declared_are_drawn_and_no_more() -> None:
    assert crowd_of(few(400), points(200)) is None
    crowd = crowd_of(few(399), points(200))
    assert crowd is not None
    assert crowd.of == 200
    assert crowd.note.startswith("Of 200 subjects 48, chosen by seed 1,")


def test_of_each_arm_equally_many_are_drawn_with_all_their_points() -> None:
    crowd = crowd_of(few(999), points(500))
    assert crowd is not None
    counts = crowd.some.drop_duplicates("USUBJID")["ARM"].value_counts()
    assert counts.to_dict() == dict.fromkeys(ARMS, MOST_DRAWN)
    assert (crowd.some.groupby("USUBJID").size() == 2).all()


def test_subjects_of_many_points_are_fewer_but_some() -> None:
    crowd = crowd_of(few(399), points(300, each=20))
    assert crowd is not None
    assert crowd.some["USUBJID"].nunique() == 2 * LEAST_DRAWN
    crowd = crowd_of(few(4800), points(300, each=20))
    assert crowd is not None
    assert crowd.some["USUBJID"].nunique() == 1200 // 20


def test_who_is_drawn_depends_on_names_and_seed_alone() -> None:
    rows = points(300)
    first, shuffled, other = (
        crowd_of(figure, given)
        for figure, given in (
            (few(399), rows),
            (few(399), rows.sample(frac=1, random_state=7)),
            (few(399, seed=2), rows),
        )
    )
    assert first
    assert shuffled
    assert other
    chosen = set(first.some["USUBJID"])
    assert set(shuffled.some["USUBJID"]) == chosen
    assert set(other.some["USUBJID"]) != chosen
    fewer = rows[rows["USUBJID"].isin(chosen) | (rows["value"] < 0) | rows["USUBJID"].str.endswith(("1", "2", "4"))]
    again = crowd_of(few(10), fewer)
    assert again
    assert set(again.some["USUBJID"]) <= chosen


def test_percentiles_are_those_of_the_uniform() -> None:
    rows = pd.DataFrame({"ARM": ["Placebo"] * 101, "value": np.random.default_rng(1).permutation(101) / 1.0})
    found = percentiles(rows, ["ARM"], "value")
    # Of 0, 1 ... 100 the p-th percentile is p by every definition that interpolates from end to end (type 7).
    assert dict(zip(found[SHARE_BELOW], found["value"], strict=True)) == {
        0.05: 5,
        0.25: 25,
        0.5: 50,
        0.75: 75,
        0.95: 95,
    }
    assert (found["n"] == 101).all()


def test_hexagons_hold_every_point_and_move_no_axis() -> None:
    axes = Figure().add_axes((0, 0, 1, 1))
    axes.set_xlim(-1, 5)
    axes.set_ylim(-3, 3)
    generator = np.random.default_rng(1)
    x, y = (pd.Series(generator.normal(size=500) / 2) for _ in "xy")
    found = draw_cells(axes, x + 2, y, 1.0).data
    assert found["count"].sum() == 500
    assert (axes.get_xlim(), axes.get_ylim()) == ((-1, 5), (-3, 3))
    middle = np.average(found["value"], weights=found["count"])
    assert middle == pytest.approx(float((x + 2).mean()), abs=0.05)


@pytest.mark.parametrize("name", SUMMARISED)
def test_a_crowd_is_summarised_and_said_to_be(name: str) -> None:
    case = CASES[name]
    subjects = case.rows[case.rows["USUBJID"].notna()]
    drawing = draw_figure(case.figure.model_copy(update={"most_points": 5}), case.rows, case.look)
    assert f"Of {subjects['USUBJID'].nunique()} subjects" in written(drawing)
    assert "chosen by seed 1" in written(drawing)
    computed = drawing.data[drawing.data["id"].isna()]
    assert set(computed["kind"]) <= {BAND, HEXAGON, CELL}
    assert len(computed)
    assert not computed["USUBJID"].notna().any()
    assert set(drawing.data["id"].dropna()) <= set(case.rows["id"])
    whole = case.draw()
    assert "chosen by seed" not in written(whole)
    assert "chosen by seed" not in whole.alt
    assert not whole.data["id"].isna().any()


def test_bands_are_percentiles_of_all_subjects() -> None:
    rows = pd.concat([many(300), made.summaries(ARMS, made.WEEKS_4)], ignore_index=True)
    drawing = draw_figure(PROFILES.model_copy(update={"most_points": 100}), rows, made.look(ARMS, made.WEEKS_4))
    data = drawing.data
    assert data.loc[data["kind"] == "value", "USUBJID"].nunique() == 2 * LEAST_DRAWN
    bands = data[data["kind"] == BAND]
    values = rows[rows["kind"] == "value"]
    for row in bands.to_dict("records"):
        own = values[(values["ARM"] == row["ARM"]) & (values["AVISIT"] == row["AVISIT"])]["value"]
        assert row["value"] == pytest.approx(float(own.quantile(row[SHARE_BELOW])))
        assert row["n"] == 150
    assert len(bands) == 5 * 2 * len(made.WEEKS_4)


def many(subjects: int) -> pd.DataFrame:
    """Values of so many subjects, made without a dictionary a row."""
    template = tidy(made.courses(ARMS, made.WEEKS_4, 1).iloc[:1].to_dict("records"), "courses")
    generator = np.random.default_rng(3)
    frames = []
    for visit, week in made.WEEKS_4.items():
        names = [f"S-{number:05d}" for number in range(subjects)]
        own = pd.DataFrame(template.to_dict("records") * subjects)
        frames.append(
            own.assign(
                USUBJID=names,
                ARM=[ARMS[number % 2] for number in range(subjects)],
                AVISIT=visit,
                AVISITN=week,
                value=generator.lognormal(3, 0.4, subjects),
                id=[f"courses/value/{visit}/{name}" for name in names],
            )
        )
    return pd.concat(frames, ignore_index=True).astype(template.dtypes.to_dict())


def test_a_figure_of_5000_subjects_is_small_and_the_same_in_any_order(tmp_path: Path) -> None:
    rows, look = many(5000), made.look(ARMS, made.WEEKS_4)
    drawing = draw_figure(PROFILES, rows, look)
    svg, pdf, _, numbers = save_drawing(drawing, tmp_path / "first")
    assert svg.stat().st_size < 300_000
    assert pdf.stat().st_size < 150_000
    assert numbers.stat().st_size < 100_000
    shuffled = draw_figure(PROFILES, rows.sample(frac=1, random_state=5), look)
    again = save_drawing(shuffled, tmp_path / "second")
    key = ["kind", "AVISIT", "ARM", "USUBJID", SHARE_BELOW]
    one, other = (each.data.sort_values(key, ignore_index=True) for each in (drawing, shuffled))
    pd.testing.assert_frame_equal(one, other)
    assert again[0].stat().st_size == svg.stat().st_size


def crossed(subjects: int) -> pd.DataFrame:
    """Two periods of subjects of two sequences."""
    rows = [
        {
            "kind": "value",
            "PARAMCD": "PAIN",
            "PARAM": "Pain",
            "unit": "mm",
            "measure": "AVAL",
            "AVISIT": "End of period",
            "group": sequence,
            "ARM": ARMS[(place + period) % 2],
            "level": f"Period {period + 1}",
            "USUBJID": f"{sequence}-{number}",
            "value": 50 + 20 * math.sin(number + 3 * period),
        }
        for place, sequence in enumerate(("AB", "BA"))
        for number in range(subjects)
        for period in range(2)
    ]
    return tidy(rows, "any")


def test_periods_of_many_subjects_are_boxes_over_some_of_them() -> None:
    figure = CrossoverFigure(kind="crossover", title="Of no matter", analysis=["any"])
    look = made.look(ARMS, {"End of period": 4.0})
    rows = crossed(40)
    whole = draw_figure(figure, rows, look)
    drawing = draw_figure(figure.model_copy(update={"most_points": 150}), rows, look)
    lines = [len([line for line in each.plot.axes[0].lines if len(line.get_xdata()) == 2]) for each in (whole, drawing)]
    assert lines == [40 + 1, 10 + 1]  # and the line of means
    assert "Of 80 subjects 20, chosen by seed 1" in written(drawing)
    assert set(drawing.data["kind"]) == {"value", BAND}
    assert SHARE_BELOW not in whole.data


def test_estimates_at_many_events_are_hexagons() -> None:
    at = {"PARAMCD": "TTE", "PARAM": "Time to relief", "ARM": "Active", "REFERENCE": "Placebo"}
    event = {**at, "kind": "value", "variable": "OVER TIME"}
    from trialstats.methods.time_to_event.rows import OVER_TIME

    rows = tidy(
        [
            {**event, "variable": OVER_TIME, "level": str(day), "value": day / 150, "estimate": math.sin(day) - 0.5}
            for day in range(1, 150)
        ],
        "any",
    )
    figure = ProportionalHazardsFigure(kind="proportional_hazards", title="Of no matter", analysis=["any"])
    look = made.look(ARMS, {"Week 4": 4.0})
    whole, drawing = (
        draw_figure(figure, rows, look),
        draw_figure(figure.model_copy(update={"most_points": 148}), rows, look),
    )
    assert "Points: the hazard ratio" in written(whole)
    assert "Cells, darker where there are more: the hazard ratio" in written(drawing)
    assert set(drawing.data["kind"]) == {HEXAGON}
    low, high = drawing.plot.axes[0].get_ylim()
    seen = rows["estimate"].between(low, high).sum()
    assert drawing.data["count"].sum() == seen
