"""What a trial file may say of a questionnaire, and what it is told where it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.questionnaires.questionnaire_cases import CASES, Case
from tests.tiny import Tiny
from trialstats.adam.score import questionnaire_of
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.questionnaires import Instrument

SF36 = '{name: sf36, version: v1, items: "q{n:02d}"}'
AT = "55: datasets.adqs.instrument"
BPI = (
    "{worst: a, least: b, average: c, now: d, activity: e, mood: f, walking: g, work: h, relations: i, sleep: j, "
    "enjoyment: k}"
)

each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def declare(**instrument: Any) -> Instrument:
    declared = Dataset.model_validate({"source": "forms", "instrument": instrument}).instrument
    assert declared is not None
    return declared


@each
def test_items_and_parameters_are_those_that_scoring_has(case: Case) -> None:
    instrument = declare(name=case.name, items="x{n}", **case.options)
    scored = questionnaire_of(instrument)
    assert list(instrument.columns) == list(case.codes) == list(scored.codes)
    assert instrument.parameters == tuple(parameter.paramcd for parameter in scored.parameters)


@each
def test_a_pattern_and_the_columns_it_stands_for_are_the_same(case: Case) -> None:
    by_pattern = declare(name=case.name, items="x{n:02d}", **case.options)
    named = {str(item): column for item, column in by_pattern.columns.items()}
    assert declare(name=case.name, items=named, **case.options) == by_pattern


def test_numbers_are_those_of_the_form() -> None:
    assert list(declare(name="npsi", items="n{n}").columns.values()) == [
        "n1",
        "n2",
        "n3",
        "n5",
        "n6",
        "n8",
        "n9",
        "n10",
        "n11",
        "n12",
    ]
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
        f"{AT}.version is not a known key here: it belongs to datasets.NAME.instrument of name sf36 or dn4 or "
        "eq5d5l ...",
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
        f"{AT}: DN4, interview version: `cut_off` is from 1 to 7, the highest score, not 8",
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
