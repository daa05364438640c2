"""The files of a figure: the same bytes each time, whole or not at all, readable by programs."""

from __future__ import annotations

import csv
import os
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.display.figure.cases import CASES
from trialstats.display.figure.drawing import Drawing
from trialstats.display.figure.save import save_drawing

Draw = Callable[[str], Drawing]
# One that plotnine draws and one that matplotlib draws; another of each.
NAMES = ("lsmeans, long names", "forest, two arms", "profiles, two arms", "exposure, two arms")
PROGRAM = """
import sys
from pathlib import Path
from tests.display.figure.cases import CASES
from trialstats.display.figure.save import save_drawing
for name in sys.argv[2:]:
    save_drawing(CASES[name].draw(), Path(sys.argv[1]) / name)
"""


@pytest.mark.parametrize("name", NAMES)
def test_two_saves_are_the_same_bytes(name: str, drawn: Draw, tmp_path: Path) -> None:
    first, second = (save_drawing(drawn(name), tmp_path / stem) for stem in ("first", "second"))
    assert [path.suffix for path in first] == [".svg", ".pdf", ".png", ".csv"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_another_process_writes_the_same_bytes(drawn: Draw, tmp_path: Path) -> None:
    here = [path for name in NAMES[:2] for path in save_drawing(drawn(name), tmp_path / "here" / name)]
    path = os.pathsep.join([str(Path(__file__).parents[3]), *sys.path])
    # Another seed for hashes: no order of a set may show.
    surroundings = os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path / "there"), *NAMES[:2]]
    subprocess.run(command, check=True, env=surroundings)
    for file in here:
        assert file.read_bytes() == (tmp_path / "there" / file.name).read_bytes()


def test_svg_holds_its_words_as_text(drawn: Draw, tmp_path: Path) -> None:
    case = CASES["lsmeans, long names"]
    svg = save_drawing(drawn("lsmeans, long names"), tmp_path / "figure")[0].read_text(encoding="utf-8")
    written = [text for _, text in _texts(svg)]
    assert {"Placebo", "Xanomeline Low Dose", "Xanomeline High Dose"} <= set(written)
    assert "LS mean change from baseline (mm)" in written
    assert {"Week 8", "Week 16", "Week 24"} <= set(written)
    assert {f"{n:.0f}" for n in case.rows["n"]} <= set(written)
    assert case.look.notice in written


def test_svg_describes_itself_and_falls_back_on_other_fonts(drawn: Draw, tmp_path: Path) -> None:
    drawing = replace(drawn("forest, two arms"), alt='Difference < 0 & "better".')
    svg = save_drawing(drawing, tmp_path / "figure")[0].read_text(encoding="utf-8")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.get("aria-label") == drawing.alt
    families = set(re.findall(r"font-family: ([^;]*)", svg))
    assert families == {"'DejaVu Sans', Verdana, sans-serif"}


def test_files_hold_no_time_and_no_version_of_the_day(drawn: Draw, tmp_path: Path) -> None:
    svg, pdf, png, _ = save_drawing(drawn("forest, two arms"), tmp_path / "figure")
    assert b"dc:date" not in svg.read_bytes()
    assert b"CreationDate" not in pdf.read_bytes()
    assert b"Software" not in png.read_bytes()


def test_a_picture_has_300_dots_an_inch_of_its_size(drawn: Draw, tmp_path: Path) -> None:
    drawing = drawn("forest, two arms")
    picture = save_drawing(drawing, tmp_path / "figure")[2].read_bytes()
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, height) == pytest.approx((drawing.width / 25.4 * 300, drawing.height / 25.4 * 300), abs=1)


def test_csv_is_exact(drawn: Draw, tmp_path: Path) -> None:
    text = save_drawing(drawn("lsmeans, two arms"), tmp_path / "figure")[3].read_bytes().decode("utf-8")
    assert "\r" not in text
    header, *lines = csv.reader(text.splitlines())
    assert header[0] == "id"
    rows = CASES["lsmeans, two arms"].rows.set_index("id")
    for line in lines:
        record = dict(zip(header, line, strict=True))
        assert float(record["estimate"]) == rows.loc[record["id"], "estimate"]
        assert record["n"] == f"{rows.loc[record['id'], 'n']:.0f}"


def test_a_failure_leaves_the_old_files(drawn: Draw, tmp_path: Path) -> None:
    drawing = drawn("forest, two arms")
    before = {path: path.read_bytes() for path in save_drawing(drawing, tmp_path / "figure")}
    with pytest.raises(TypeError):
        save_drawing(replace(drawing, data=None), tmp_path / "figure")  # type: ignore[arg-type]
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_point_in_the_name_stays(drawn: Draw, tmp_path: Path) -> None:
    paths = save_drawing(drawn("forest, two arms"), tmp_path / "new folder" / "f14.2.1")
    assert [path.name for path in paths] == ["f14.2.1.svg", "f14.2.1.pdf", "f14.2.1.png", "f14.2.1.csv"]


def _texts(svg: str) -> list[tuple[str, str]]:
    elements = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [(str(element.get("style")), (element.text or "").strip()) for element in elements]


def test_no_text_of_the_numbers_is_a_formula_in_a_spreadsheet(drawn: Draw, tmp_path: Path) -> None:
    drawing = drawn("lsmeans, long names")
    data = drawing.data.assign(ARM="=cmd|' /C calc'!A1", AVISIT="-1", estimate=-3.5)
    (path,) = [p for p in save_drawing(replace(drawing, data=data), tmp_path / "f") if p.suffix == ".csv"]
    (line, *_) = csv.DictReader(path.read_text("utf-8").splitlines())
    assert (line["ARM"], line["AVISIT"], line["estimate"]) == ("'=cmd|' /C calc'!A1", "-1", "-3.5")
