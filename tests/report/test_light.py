"""What is left out of a drawing or a table is what nobody sees."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import pytest

from tests.report.examples import SVG, pain_table, results
from trialstats.display.table.html import fragment_of
from trialstats.report.light import hundredths, light_drawing, light_table

# Constants of the eight curves by which matplotlib draws a circle (Lancaster, D. Approximating a circle).
MAGIC, SMALL = 0.2652031, math.sqrt(0.5)


def circle(x: float, y: float, r: float, squeeze: float = 1.0) -> str:
    """Draw a circle, or an ellipse, as matplotlib does."""
    half = MAGIC * SMALL
    corner = [
        [(MAGIC, -1), (SMALL - half, -SMALL - half), (SMALL, -SMALL)],
        [(SMALL + half, -SMALL + half), (1, -MAGIC), (1, 0)],
    ]
    quarter = [list(curve) for curve in corner]
    curves = []
    for _ in range(4):
        curves += quarter
        quarter = [[(-b, a) for a, b in curve] for curve in quarter]
    told = [" ".join(f"{x + r * a:.6f} {y + r * squeeze * b:.6f}" for a, b in curve) for curve in curves]
    return f"M {x:.6f} {y - r * squeeze:.6f} \nC " + " \nC ".join(told) + " \nz\n"


def drawing(body: str) -> ElementTree.Element:
    root = ElementTree.fromstring(f"<svg>{body}</svg>")
    light_drawing(root)
    return root


@pytest.mark.parametrize(("x", "y", "r"), [(81.314294, 90.196919, 0.974849), (252.277, 12.5, 3.25)])
def test_a_circle_told_as_curves_is_a_circle(x: float, y: float, r: float) -> None:
    (found,) = drawing(f'<path d="{circle(x, y, r)}" style="fill-opacity: 0.501961"/>')
    assert found.tag == "circle"
    assert float(found.attrib["cx"]) == pytest.approx(x, abs=0.011)
    assert float(found.attrib["cy"]) == pytest.approx(y, abs=0.011)
    assert float(found.attrib["r"]) == pytest.approx(r, abs=0.011)
    assert found.attrib["style"] == "fill-opacity:0.5"


def test_an_ellipse_stays_a_path() -> None:
    (found,) = drawing(f'<path d="{circle(50, 50, 10, squeeze=0.9)}"/>')
    assert found.tag == "path"


def test_other_paths_keep_their_points() -> None:
    (found,) = drawing('<path d="M 10.123456 20 \nL 30.5 -0.000049 \nz\n"/>')
    assert found.attrib["d"] == "M10.12 20L30.5 0z"


def test_what_is_pointed_at_keeps_its_name_and_groups_that_do_something_stay() -> None:
    root = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>|xmlns=\"[^\"]*\"", "", SVG))
    light_drawing(root)
    text = ElementTree.tostring(root, encoding="unicode")
    assert 'id="p1"' in text
    assert 'id="figure_1"' not in text
    (group,) = drawing('<g transform="rotate(-90 1 2)"><text x="1">a</text></g>')
    assert group.tag == "g"
    (turned,) = drawing('<g id="x"><text transform="rotate(-0 1 2)" x="1">a</text></g>')
    assert (turned.tag, turned.attrib) == ("text", {"x": "1"})


def test_words_keep_their_spaces() -> None:
    (text,) = drawing("<text>Week  12 &amp; more </text>")
    assert text.text == "Week  12 & more "


def test_one_font_is_said_once_and_two_are_not() -> None:
    one = drawing('<text style="font-size: 7px; font-family: A, B">x</text><text style="font-family: A, B">y</text>')
    assert one.attrib["font-family"] == "A,B"
    assert [text.attrib["style"] for text in one] == ["font-size:7px", ""]
    two = drawing('<text style="font-family: A">x</text><text style="font-family: B">y</text>')
    assert "font-family" not in two.attrib


def test_numbers_are_rounded_to_hundredths() -> None:
    assert [hundredths(value) for value in (1.006, -0.004, -3.1, 100, 0.5)] == ["1.01", "0", "-3.1", "100", "0.5"]


def test_the_heads_of_each_cell_stay_the_same() -> None:
    table = fragment_of(pain_table(results(), "first", "1").html)
    light = light_table(table, "t1-")
    names = dict(zip(re.findall(r' id="(t-[^"]*)"', table), re.findall(r' id="(t1-[^"]*)"', light), strict=True))
    before = [[names[name] for name in cell.split()] for cell in re.findall(r'headers="([^"]*)"', table)]
    assert before
    assert before == [cell.split() for cell in re.findall(r'headers="([^"]*)"', light)]
    assert re.sub(r"<[^>]*>|\s", "", light) == re.sub(r"<[^>]*>|\s", "", table)
    assert len(light) < 0.85 * len(table)
