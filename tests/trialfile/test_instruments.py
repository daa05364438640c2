"""What a trial file may say of a questionnaire, and what it is told where it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tiny import Tiny
from trialstats.instruments import questionnaire
from trialstats.scoring.forms import load_form
from trialstats.trialfile.instruments import Instrument, instrument_parameters
from trialstats.trialfile.parts.datasets import Dataset

SF36 = '{name: sf36, version: v1, items: "q{n:02d}"}'
AT = "55: datasets.adqs.instrument"
BPI = (
    "{worst: a, least: b, average: c, now: d, activity: e, mood: f, walking: g, work: h, relations: i, sleep: j, "
    "enjoyment: k}"
)

# The questionnaire as declared, the file of its constants, and its items in order.
DECLARED: dict[str, tuple[dict[str, Any], str]] = {
    "bpi": ({"name": "bpi"}, "bpi"),
    "dn4": ({"name": "dn4"}, "dn4"),
    "dn4 with a cut-off": ({"name": "dn4", "cut_off": 4}, "dn4"),
    "dn4 interview": ({"name": "dn4", "version": "interview", "cut_off": 3}, "dn4_interview"),
    "npsi": ({"name": "npsi"}, "npsi"),
    "paindetect": ({"name": "paindetect"}, "paindetect"),
}


def declare(**instrument: Any) -> Instrument:
    declared = Dataset.model_validate({"source": "forms", "instrument": instrument}).instrument
    assert declared is not None
    return declared


@pytest.mark.parametrize(("given", "constants"), DECLARED.values(), ids=DECLARED)
def test_items_and_parameters_are_those_that_scoring_has(given: dict[str, Any], constants: str) -> None:
    instrument = declare(items="x{n}", **given)
    door = questionnaire(instrument)
    assert list(instrument.columns) == list(load_form(constants).items) == list(door.codes(instrument))
    assert instrument_parameters(instrument) == list(door.words(instrument))


@pytest.mark.parametrize(("given", "constants"), DECLARED.values(), ids=DECLARED)
def test_a_pattern_and_the_columns_it_stands_for_are_the_same(given: dict[str, Any], constants: str) -> None:
    by_pattern = declare(items="x{n:02d}", **given)
    by_name = declare(items={str(item): column for item, column in by_pattern.columns.items()}, **given)
    assert by_name == by_pattern


def test_numbers_are_those_of_the_form() -> None:
    assert list(declare(name="npsi", items="n{n}").columns.values()) == [
        "n1", "n2", "n3", "n5", "n6", "n8", "n9", "n10", "n11", "n12",
    ]  # fmt: skip
    assert declare(name="paindetect", items="p{n}").columns["radiation"] == "p9"
    assert declare(name="bpi", items="b{n}").columns["activity"] == "b5"


def test_the_temporal_items_may_be_named_and_are_not_read() -> None:
    named = {f"q{n}": f"n{n}" for n in range(1, 13)}
    assert declare(name="npsi", items=named) == declare(name="npsi", items="n{n}")


def test_the_order_of_named_items_does_not_matter() -> None:
    columns = declare(name="dn4", version="interview", items="d{n}").columns
    backwards = dict(reversed(columns.items()))
    assert list(declare(name="dn4", version="interview", items=backwards).columns) == list(columns)


SAID = {
    "unknown name": ('{name: bpl, items: "q{n}"}', f"{AT}.name = bpl is not known (did you mean `bpi`?)"),
    "no name": ('{items: "q{n}"}', f"{AT}.name is missing"),
    "no items": ("{name: bpi}", f"{AT}.items is missing"),
    "norms that nobody has": (
        '{name: sf36, version: v1, items: "q{n:02d}", norms: us199}',
        f"{AT}.norms = us199 is not known (did you mean `us1998`?)",
    ),
    "a list of norms": (
        '{name: sf36, version: v1, items: "q{n:02d}", norms: [us1990]}',
        f"{AT}.norms = ['us1990'] is not known (did you mean `us1990`?)",
    ),
    "a key of the file of norms": (
        '{name: sf36, version: v1, items: "q{n:02d}", norms: {file: data/norms.csv, lable: Ours}}',
        f"{AT}.norms.lable is not a known key (did you mean `label`?)",
    ),
    "option of another": (
        '{name: bpi, version: v1, items: "q{n}"}',
        f"{AT}.version is not a known key (known: items, answers, name)",
    ),
    "pattern": ("{name: npsi, items: q}", f"{AT}.items: must hold `{{n}}` or `{{n:02d}}` once, e.g. `q{{n:02d}}`"),
    "unknown item": (
        f"{{name: bpi, items: {BPI.replace('worst', 'worse')}}}",
        f"{AT}.items: worse is not an item of it (did you mean `worst`?)",
    ),
    "absent items": (
        "{name: dn4, version: interview, items: {q1: a, q2: b, q3: c, q4: d, q5: e}}",
        f"{AT}.items: has no column for q6, q7",
    ),
    "column twice": (
        f"{{name: bpi, items: {BPI.replace('least: b', 'least: a')}}}",
        f"{AT}.items: names column a twice",
    ),
    "cut-off": (
        '{name: dn4, version: interview, cut_off: 8, items: "q{n}"}',
        f"{AT}: `cut_off` is at most 7, the highest total",
    ),
    "cut-off of 0": ('{name: dn4, cut_off: 0, items: "q{n}"}', f"{AT}.cut_off = 0: must be greater than or equal to 1"),
    "version": (
        '{name: dn4, version: short, items: "q{n}"}',
        f"{AT}.version = short is not known (known: full, interview)",
    ),
}


@pytest.mark.parametrize(("instrument", "said"), SAID.values(), ids=SAID)
def test_what_is_wrong_is_said(tiny: Tiny, instrument: str, said: str) -> None:
    tiny.spec(SF36, instrument)
    assert tiny.spec_problems() == [said]


def test_scores_that_norms_give_are_not_held_against_the_author_where_the_norms_are_wrong(tiny: Tiny) -> None:
    tiny.spec(SF36, SF36.replace("v1", "v1, norms: us199"))
    tiny.spec(
        "dataset: adpain, population: FASFL}\n\ntables",
        "dataset: adqs, population: FASFL, parameters: SF36PCS}\n\ntables",
    )
    assert tiny.spec_problems() == [f"{AT}.norms = us199 is not known (did you mean `us1998`?)"]


@pytest.mark.parametrize(
    ("given", "ends"),
    [
        ({"name": "bpi", "items": "b{n}"}, {"BPISEV": (0, 10), "BPIINT": (0, 10)}),
        ({"name": "dn4", "items": "d{n}", "cut_off": 4}, {"DN4": (0, 10), "DN4POS": (0, 1)}),
        ({"name": "npsi", "items": "n{n}"}, {"NPSI": (0, 100)}),
        ({"name": "paindetect", "items": "p{n}"}, {"PDQ": (-1, 38), "PDQCAT": (1, 3)}),
    ],
)
def test_scores_have_a_floor_and_a_ceiling(given: dict[str, Any], ends: dict[str, tuple[float, float]]) -> None:
    """By items: means of 0 to 10; sums of ten of 0 or 1, ten of 0 to 10, seven of 0 to 5 with −1 to 1 and 0 or 2."""
    instrument = declare(**given)
    words = questionnaire(instrument).words(instrument)
    assert {paramcd: said["range"] for paramcd, said in words.items()} == ends


def test_a_difference_that_is_shipped_says_where_it_comes_from() -> None:
    instrument = declare(name="bpi", items="b{n}")
    words = questionnaire(instrument).words(instrument)
    assert words["BPIINT"]["mcid"] == 1.0
    assert str(words["BPIINT"]["mcid_source"]).startswith("IMMPACT: 1 point")
    assert words["BPISEV"]["mcid_source"] is None
