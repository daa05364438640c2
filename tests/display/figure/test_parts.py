"""A figure that is taller than a page: divided into parts that each say which they are, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text
from PIL import Image

from tests.display.figure import rows as made
from tests.display.figure.cases import CASES, FOREST, LSMEANS
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.save import save_drawing
from trialstats.display.look import Look
from trialstats.methods.draw import draw_figure
from trialstats.methods.questionnaires.sf36_profile_figure import SCALES
from trialstats.report.svg import inline_parts

ARMS = ("Placebo", "Active")
ANALYTES = {f"AN{k}": {"PARAM": f"Analyte {k}", "unit": "mg/L", "better": "lower"} for k in range(1, 6)}
SVG = "{http://www.w3.org/2000/svg}"


def look(page: float | None) -> Look:
    """The look of a trial whose figures may be so tall."""
    return replace(made.look(ARMS, made.WEEKS_12), page=page)


def means(page: float | None, figure: object = None) -> Drawing:
    """LS means of five analytes at twelve visits, which stand one below the other."""
    numbered = LSMEANS.model_copy(update={"number": "14.2.1", "title": "Analytes by visit"})
    return draw_figure(figure or numbered, made.lsmeans(ARMS, made.WEEKS_12, ANALYTES, "any"), look(page))  # type: ignore[arg-type]


@cache
def divided() -> Drawing:
    """The same on pages of 215 mm."""
    return means(215.0)


def words(drawing: Drawing) -> list[str]:
    """All texts of a drawing."""
    return [text.get_text() for text in drawing.plot.findobj(Text)]


def test_a_page_that_holds_it_has_it_whole() -> None:
    whole = means(None)
    assert not means(whole.height).parts
    assert whole.height > 300
    assert means(whole.height - 0.5).parts


def test_every_part_fits_and_says_which_it_is() -> None:
    drawing = divided()
    count = len(drawing.parts)
    assert count == 3
    for number, part in enumerate(drawing.parts, start=1):
        assert part.height <= 215
        said = words(part)
        assert f"Figure 14.2.1 (part {number} of {count}). Analytes by visit" in said
        assert {"Placebo", "Active", "Subjects"} <= set(said)
        assert any("Points are LS means" in text for text in said)
        assert any("no patient exists" in text for text in said)
        assert f"Part {number} of {count}: " in drawing.alt


def test_every_panel_is_on_one_part_in_its_order() -> None:
    headings = [text for part in divided().parts for text in words(part) if text.startswith("Analyte ")]
    assert headings == [f"Analyte {k}" for k in range(1, 6)]
    assert list(divided().data["id"]) == list(means(None).data["id"])


def test_what_the_figure_names_keeps_its_order() -> None:
    figure = LSMEANS.model_copy(update={"parameters": ("AN4", "AN2", "AN3", "AN1")})
    headings = [text for part in means(215.0, figure).parts for text in words(part) if text.startswith("Analyte ")]
    assert headings == ["Analyte 4", "Analyte 2", "Analyte 3", "Analyte 1"]


def test_files_hold_every_part(tmp_path: Path) -> None:
    drawing = divided()
    first, second = (save_drawing(drawing, tmp_path / name) for name in ("first", "second"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    svg, pdf, png, _ = first
    assert len(re.findall(rb"/Type /Page\b", pdf.read_bytes())) == len(drawing.parts)
    assert b"CreationDate" not in pdf.read_bytes()
    root = ElementTree.parse(svg).getroot()
    parts = root.findall(f"{SVG}svg")
    assert [part.get("class") for part in parts] == ["part"] * len(drawing.parts)
    ends = [float(part.get("y", "")) + float(part.get("height", "")) for part in parts]
    assert all(float(part.get("y", "")) > end for part, end in zip(parts[1:], ends, strict=False))
    assert float(root.get("viewBox", "").split()[3]) == pytest.approx(ends[-1])
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(names)) == len(names)
    with Image.open(png) as picture:
        apart = 18 / 72 * 25.4 * (len(drawing.parts) - 1)
        assert picture.height == pytest.approx((drawing.height + apart) / 25.4 * 300, abs=5)
        assert picture.info["Description"] == drawing.alt


def test_the_page_has_a_drawing_a_part(tmp_path: Path) -> None:
    svg = save_drawing(divided(), tmp_path / "figure")[0].read_text("utf-8")
    drawings = inline_parts(svg, "f-", divided().alt)
    assert len(drawings) == len(divided().parts)
    for number, (drawing, part) in enumerate(zip(drawings, divided().parts, strict=True), start=1):
        root = ElementTree.fromstring(drawing)
        assert root.get("aria-label") == part.alt
        assert root.get("id") == f"f-{number}-svg"
        assert f"part {number} of 3" in drawing
        pointed = set(re.findall(r"url\(#([^)]+)\)", drawing))
        assert pointed <= {element.get("id") for element in root.iter()}
        assert pointed


def test_lines_of_a_forest_are_divided_by_endpoint() -> None:
    rows = made.differences(ARMS, {"Week 4": 4.0, "Week 8": 8.0}, ANALYTES, "any")
    whole = draw_figure(FOREST, rows, look(None))
    drawing = draw_figure(FOREST, rows, look(whole.height * 0.7))
    assert len(drawing.parts) > 1
    assert all(part.height <= whole.height * 0.7 for part in drawing.parts)
    assert set(drawing.data["id"]) == set(whole.data["id"])


@pytest.mark.parametrize("better", [("lower", "higher"), ("higher", "lower")])
def test_one_side_of_all_parts_of_a_forest_favours_one_arm(better: tuple[str, str]) -> None:
    first, rest = better
    endpoints = {code: {**of, "better": first if code == "AN1" else rest} for code, of in ANALYTES.items()}
    rows = made.differences(ARMS, {"Week 4": 4.0, "Week 8": 8.0}, endpoints, "any")
    drawing = draw_figure(FOREST, rows, look(draw_figure(FOREST, rows, look(None)).height * 0.7))
    hints = [[word for word in words(part) if "favours" in word] for part in drawing.parts]
    assert len(hints) > 1
    assert hints[0]
    assert all(set(own) == set(hints[0]) for own in hints)
    turned = [any(axes.xaxis_inverted() for axes in part.plot.axes) for part in drawing.parts]
    assert turned[-1]


@pytest.mark.parametrize("name", ["forest, long names", "adverse_events, two arms", "sf36_profile, two arms"])
def test_what_shares_an_axis_is_divided_and_keeps_it(name: str) -> None:
    case = CASES[name]
    whole = draw_figure(case.figure, case.rows, case.look)
    drawing = draw_figure(case.figure, case.rows, replace(case.look, page=0.75 * whole.height))
    assert len(drawing.parts) > 1
    assert all(part.height <= 0.75 * whole.height for part in drawing.parts)
    assert drawing.data.equals(whole.data)
    assert {limits(axes) for part in drawing.parts for axes in part.plot.axes} == {
        limits(axes) for axes in whole.plot.axes
    }
    notes = [text for text in words(whole) if case.look.notice and case.look.notice.split()[0] in text]
    assert notes
    assert all(set(notes) <= set(words(part)) for part in drawing.parts)
    written = [text for part in drawing.parts for text in words(part)]
    assert set(words(whole)) <= set(written)


def limits(axes: Axes) -> tuple[float, float]:
    """Where the axis of the numbers begins and ends: of panels side by side the y axis, else the x axis."""
    low, high = axes.get_ylim() if len(axes.get_xticks()) == len(SCALES) else axes.get_xlim()
    return round(low, 9), round(high, 9)


def test_footnotes_of_the_trial_file_stand_on_every_part() -> None:
    told = replace(look(215.0), footnotes=("Analyte 3 was measured twice.",))
    drawing = draw_figure(LSMEANS, made.lsmeans(ARMS, made.WEEKS_12, ANALYTES, "any"), told)
    assert len(drawing.parts) > 1
    assert all(any("Analyte 3 was measured twice." in text for text in words(part)) for part in drawing.parts)


def test_what_nothing_divides_stays_whole() -> None:
    case = CASES["medication, two arms"]
    drawing = draw_figure(case.figure, case.rows, replace(case.look, page=20.0))
    assert not drawing.parts
    assert drawing.height > 20
    one = made.lsmeans(ARMS, made.WEEKS_12, made.PAIN, "any")
    assert not draw_figure(LSMEANS, one, look(20.0)).parts
