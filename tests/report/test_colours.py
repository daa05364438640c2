"""Every text of the page stands out from its ground as WCAG 2.2 asks at level AA, in light and dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

STYLES = files("trialstats.report").joinpath("styles")
PAGE = STYLES.joinpath("page.css").read_text("utf-8")
ALL = PAGE + "".join(
    folder.joinpath(name).read_text("utf-8")
    for folder, name in ((STYLES, "tools.css"), (STYLES, "print.css"), (files("trialstats.display.table"), "table.css"))
)
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {name: (light, dark) for name, light, dark in PAIR.findall(PAGE)}
# The colours of texts, and the grounds that they stand on; of edges, those of fields and buttons.
TEXTS = ("ink", "soft", "accent", "warn")
GROUNDS = ("ground", "wash", "mark")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_contrasts_that_are_known() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the known grey that just fails


@pytest.mark.parametrize("appearance", [0, 1], ids=["light", "dark"])
def test_texts_stand_out(appearance: int) -> None:
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS if (text, ground) != ("warn", "mark")]
    pairs.append(("warn", "warn-ground"))
    short = {pair: contrast(*(COLOURS[name][appearance] for name in pair)) for pair in pairs}
    assert {pair: value for pair, value in short.items() if value < 4.5} == {}


@pytest.mark.parametrize("appearance", [0, 1], ids=["light", "dark"])
def test_the_edges_of_fields_and_the_ring_of_the_focus_stand_out(appearance: int) -> None:
    for name in ("edge", "accent"):
        assert contrast(COLOURS[name][appearance], COLOURS["ground"][appearance]) >= 3


def test_no_colour_is_said_beside_those_that_are_measured() -> None:
    said = set(re.findall(r"(?<!, )#[0-9a-fA-F]{3,6}\b", ALL.replace(PAGE[: PAGE.index("* {")], "")))
    assert said <= {"#55606e"}  # in the margins of paper


def test_a_colour_that_tables_share_is_the_same_on_their_own_pages() -> None:
    table = files("trialstats.display.table").joinpath("table.css").read_text("utf-8")
    alone = dict(re.findall(r"var\(--([a-z-]+), (#[0-9a-f]{6})\)", table))
    assert alone
    assert alone == {name: COLOURS[name][0] for name in alone}
