"""The field's scales, recognised by the names and the codes of their items; where two fit, neither is guessed."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from trialstats.init.columns import look_at
from trialstats.init.files import Table
from trialstats.init.instruments import Instrument, instruments_of
from trialstats.init.items_long import instruments_in_rows
from trialstats.questionnaires import questionnaire


def table_of(frame: pd.DataFrame) -> Table:
    return Table("scales", "scales.csv", {}, frame, {str(name): look_at(frame[name], str(name)) for name in frame})


def columns(stem: str, numbers: range, last: int, first: int = 0) -> list[Instrument]:
    draw = random.Random(3)
    rows = [{f"{stem}{n}": str(draw.randint(first, last)) for n in numbers} for _ in range(60)]
    return instruments_of(table_of(pd.DataFrame(rows)), ())


@pytest.mark.parametrize(
    ("stem", "numbers", "ends", "name"),
    [
        ("mnsi", range(1, 16), (0, 1), "mnsi_a"),
        ("hads_", range(1, 15), (0, 3), "hads"),
        ("isi", range(1, 8), (0, 4), "isi"),
        ("pcs", range(1, 14), (0, 4), "pcs"),
        ("ODI", range(1, 11), (0, 5), "odi"),
        ("NDI", range(1, 11), (0, 5), "ndi"),
        ("pdi", range(1, 8), (0, 10), "pdi"),
        ("SFMPQ2_", range(1, 23), (0, 10), "sfmpq2"),
        ("bdi", range(1, 22), (0, 3), "bdi2"),
        ("whoqol", range(1, 27), (1, 5), "whoqol_bref"),
        ("slanss", range(1, 8), (0, 1), "slanss"),
    ],
)
def test_scales_by_their_names(stem: str, numbers: range, ends: tuple[int, int], name: str) -> None:
    (found,) = columns(stem, numbers, ends[1], ends[0])
    assert found.name == name
    said = {key: value for key, value in found.settings.items() if key not in ("name", "items")}
    questionnaire(name, **{key: getattr(value, "value", value) for key, value in said.items()})


@pytest.mark.parametrize(("last", "format"), [(4, "likert"), (10, "nrs")])
def test_the_format_of_womac_is_that_of_its_answers(last: int, format: str) -> None:
    (found,) = columns("womac", range(1, 25), last)
    assert found.settings["format"].value == format
    assert "likert, nrs, va" in found.settings["format"].why


def test_a_week_of_a_diary_asks_how_many_days() -> None:
    (found,) = columns("nrs", range(1, 8), 10)
    assert found.name == "nrs_week"
    assert found.settings["at_least"].value == 7
    assert found.settings["at_least"].why.startswith("? ")


def test_of_two_that_fit_neither_is_guessed() -> None:
    assert columns("item", range(1, 11), 5) == []  # ten sections of 0 to 5: Oswestry or neck
    (found,) = columns("item", range(1, 23), 10)  # one alone has 22 items of 0 to 10
    assert found.name == "sfmpq2"


@pytest.mark.parametrize(
    ("codes", "last", "name"),
    [
        ([f"HADS01{n:02d}" for n in range(1, 15)], 3, "hads"),
        ([f"SFMP2{n:02d}" for n in range(1, 23)], 10, "sfmpq2"),
        ([f"MNSI1{n:02d}" for n in range(1, 16)], 1, "mnsi_a"),
        ([f"ODI01{n:02d}" for n in range(1, 11)], 5, "odi"),
    ],
)
def test_scales_by_the_codes_of_cdisc(codes: list[str], last: int, name: str) -> None:
    draw = random.Random(3)
    rows = [{"QSTESTCD": code, "QSORRES": str(draw.randint(0, last))} for _ in range(40) for code in codes]
    (found,) = instruments_in_rows(table_of(pd.DataFrame(rows)), "QSTESTCD", "QSORRES")
    assert found.name == name
