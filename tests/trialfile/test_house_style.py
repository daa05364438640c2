"""The house style: in the trial file, or in one file for all trials of a company."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import Tiny
from trialstats.display.numbers import p_value, zero_before
from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.parts.house_style import HouseStyle
from trialstats.trialfile.trial import Trial

NAMED = ("title: A tiny trial\n", "title: A tiny trial\nstyle: house.yaml\n")


def loaded(tiny: Tiny, style: str | None) -> Trial:
    """Load the tiny trial with a house style in a file of its own."""
    if style is not None:
        Path("house.yaml").write_text(style, encoding="utf-8")
    tiny.replace("config/trials/tiny.yaml", *NAMED)
    return load_trial(Path("config/trials/tiny.yaml"))


def test_a_file_holds_the_style_of_many_trials(tiny: Tiny) -> None:
    style = loaded(tiny, "font: Courier New\np_values: '0.018'\n").style
    assert (style.font, style.p_values, style.paper) == ("Courier New", "0.018", "A4")


def test_what_is_wrong_in_it_is_said_with_its_line(tiny: Tiny) -> None:
    with pytest.raises(SpecError) as refused:
        loaded(tiny, "fnt: Arial\nmargin: 200\n")
    first, second = refused.value.problems
    assert first.startswith("house.yaml:1: ")
    assert "`font`" in first
    assert second.startswith("house.yaml:2: ")


def test_a_file_that_is_not_there_is_said(tiny: Tiny) -> None:
    with pytest.raises(SpecError, match=r"house\.yaml"):
        loaded(tiny, None)


def test_header_and_footer_say_what_they_name() -> None:
    assert HouseStyle().filled("{study} {x} {", {"study": "S"}) == "S {x} {"


@pytest.mark.parametrize(
    ("value", "without", "with_zero"),
    [(0.018, ".018", "0.018"), (0.0001, "<.001", "<0.001"), (0.9999, ">.999", ">0.999")],
)
def test_p_values_as_the_house_writes_them(value: float, without: str, with_zero: str) -> None:
    assert p_value(value) == without
    with zero_before(True):
        assert p_value(value) == with_zero
    assert p_value(value) == without


@pytest.mark.parametrize(("key", "place"), [("count", "{n}"), ("page", "{page}")])
def test_words_with_a_number_have_a_place_for_it(tiny: Tiny, key: str, place: str) -> None:
    with pytest.raises(SpecError) as refused:
        loaded(tiny, f"{key}: words\n")
    assert refused.value.problems[0].endswith(f"must hold {place} once, which a number takes the place of")


def test_a_header_names_only_what_there_is(tiny: Tiny) -> None:
    with pytest.raises(SpecError, match=r"house.yaml:1: header: \{studi\} stands for nothing \(did you mean `study`"):
        loaded(tiny, "header: '{studi} CONFIDENTIAL'\n")


def test_a_file_that_is_not_there_is_said_with_the_line_that_names_it(tiny: Tiny) -> None:
    with pytest.raises(SpecError, match=r"tiny.yaml:3: style = house.yaml: no such file"):
        loaded(tiny, None)
