"""What table and figure say of subgroups of another analysis: model, fits, test, and which side is whose."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.text import Text

from tests.methods.build import options
from tests.methods.subgroups.build import course, material, repeat
from trialstats.display.figure.drawing import Drawing
from trialstats.display.look import Look
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.subgroups.options import SubgroupsFigure, SubgroupsTable
from trialstats.methods.subgroups.subgroups_figure import draw
from trialstats.methods.subgroups.subgroups_table import tabulate

LOOK = Look("TEST", ("Sham", "Laser"), "Sham", ("Week 12",))
OF = Proportions(
    **options("proportions", event={"at_most": 56, "label": "Little pain"}, visits="Week 12", missing="non-event")
)


@pytest.fixture(scope="module")
def odds() -> pd.DataFrame:
    return repeat(OF, material(course()), effect="odds ratio", at="Week 12").rows


@pytest.fixture(scope="module")
def apart() -> pd.DataFrame:
    return repeat(OF, material(course()), fits="separate", at="Week 12").rows


@pytest.fixture
def figure() -> Iterator[SubgroupsFigure]:
    yield SubgroupsFigure(kind="subgroups", title="Subgroups", analysis="test")
    plt.close("all")


def texts(drawing: Drawing) -> str:
    return " ".join(" ".join(str(text.get_text()) for text in drawing.plot.findobj(Text)).split())


def test_the_table_heads_what_is_compared_and_says_how(odds: pd.DataFrame) -> None:
    made = tabulate(SubgroupsTable(kind="subgroups", title="T", analysis="test"), odds, LOOK)
    names = [column.name for column in made.columns]
    assert names[-2:] == ["Laser over Sham: Odds ratio (95% CI)", "p for interaction"]
    assert all(len(row.cells) in (0, len(names)) for group in made.groups for row in group.rows)
    assert any("p values within levels" in note for note in made.footnotes)
    assert "Sham: n (%)" in names
    assert "Odds ratio: arm over Sham. Above 1 speaks for the arm." in made.footnotes
    assert any(note.startswith("One model a factor: logistic regression") for note in made.footnotes)
    assert (made.subtitle or "").startswith("Little pain; Week 12")


def test_p_values_of_effects_are_there_to_be_asked_for(odds: pd.DataFrame) -> None:
    made = tabulate(SubgroupsTable(kind="subgroups", title="T", analysis="test", p_values=True), odds, LOOK)
    names = [column.name for column in made.columns]
    assert names[-3:] == ["Laser over Sham: Odds ratio (95% CI)", "Laser over Sham: p", "p for interaction"]
    assert all(len(row.cells) in (0, len(names)) for group in made.groups for row in group.rows)
    level = next(row for group in made.groups for row in group.rows if row.indent)
    assert level.cells[names.index("Laser over Sham: p")].statistics == ("p_value",)
    assert not any("p values within levels" in note for note in made.footnotes)


def test_differences_of_separate_fits_are_in_percentage_points(apart: pd.DataFrame) -> None:
    made = tabulate(SubgroupsTable(kind="subgroups", title="T", analysis="test"), apart, LOOK)
    assert made.columns[-1].name == "p for heterogeneity"
    assert made.columns[-2].name == "Laser minus Sham: Difference, percentage points (95% CI)"
    assert "Difference: arm minus Sham. Above 0 speaks for the arm." in made.footnotes
    assert any("Cochran's Q" in note for note in made.footnotes)


def test_ratios_have_an_axis_of_logarithms_and_the_good_side_is_the_arms(
    odds: pd.DataFrame, figure: SubgroupsFigure
) -> None:
    drawing = draw(figure, odds, LOOK)
    (panel,) = drawing.plot.axes
    assert panel.get_xscale() == "log"
    said = texts(drawing)
    assert "favours Laser →" in said
    assert "Odds ratio: Laser over Sham." in said
    assert "One model a factor" in said


def test_the_figure_of_separate_fits_says_so(apart: pd.DataFrame, figure: SubgroupsFigure) -> None:
    drawing = draw(figure, apart, LOOK)
    said = texts(drawing)
    assert "Heterogeneity p" in said
    assert "Separate fits" in said
    assert "Difference, percentage points (95% CI)" in said
    assert drawing.plot.axes[0].get_xscale() == "linear"
