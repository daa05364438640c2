"""Spellings of units: declared in one place for all parameters; and words that are numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.adam.saying import fatal
from tests.tiny import Tiny

PAIN = "001,V1,2024-02-02,PAIN,40"


def units(tiny: Tiny, declared: str) -> None:
    tiny.spec("sources:\n", f"units: {declared}\nsources:\n")


def pain(tiny: Tiny) -> pd.Series:
    data = tiny.mapped("adpain")["adpain"].records
    return data[(data["USUBJID"] == "001") & (data["PARAMCD"] == "PAIN") & (data["AVISIT"] == "Week 4")].squeeze()


@pytest.mark.parametrize("spelling", ["MM", "Millimeter", " mm.", "m\u00b5"])
def test_a_spelling_of_the_unit_is_the_unit(tiny: Tiny, spelling: str) -> None:
    units(tiny, '{mm: [MM, Millimeter, "mm.", "m\u03bc"]}')
    tiny.replace("data/vas.csv", f"{PAIN},mm", f"{PAIN},{spelling}")
    assert pain(tiny)["AVAL"] == 40


def test_the_parameter_may_use_any_of_the_spellings(tiny: Tiny) -> None:
    units(tiny, "{millimetre: [mm, MM]}")
    assert fatal(tiny.mapped("adpain")) == []


def test_a_conversion_holds_for_every_spelling(tiny: Tiny) -> None:
    units(tiny, "{cm: [centimetre, CM]}")
    tiny.spec("name: PAIN, unit: mm,", "name: PAIN, unit: mm, convert: {CM: 10},")
    tiny.replace("data/vas.csv", f"{PAIN},mm", "001,V1,2024-02-02,PAIN,4,centimetre")
    assert pain(tiny)["AVAL"] == 40


def test_another_unit_is_a_problem_all_the_same(tiny: Tiny) -> None:
    units(tiny, "{mm: [MM]}")
    tiny.replace("data/vas.csv", f"{PAIN},mm", f"{PAIN},Mm")
    (said,) = fatal(tiny.mapped("adpain"))
    assert said == "data/vas.csv, line 4: unit = Mm, not in mm (PAIN; subject 001)"


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("{mm: [cm], inch: [cm]}", "units.inch has cm, which is mm too"),
        ("{mm: [inch], inch: [in]}", "units.mm has inch, which is inch too"),
    ],
)
def test_a_spelling_stands_for_one_unit(tiny: Tiny, declared: str, said: str) -> None:
    units(tiny, declared)
    (problem,) = tiny.spec_problems()
    assert problem.endswith(said)


def test_a_unit_is_not_converted_to_itself(tiny: Tiny) -> None:
    units(tiny, "{mm: [MM]}")
    tiny.spec("name: PAIN, unit: mm,", "name: PAIN, unit: mm, convert: {MM: 1},")
    (said,) = tiny.spec_problems()
    assert said.endswith("parameters.PAIN.convert.MM is the parameter's own unit, mm, by `units`")


NUMBERS = "name: PAIN, unit: mm, numbers: {Much improved: 1, No change: 4},"


def test_words_are_the_numbers_that_are_declared(tiny: Tiny) -> None:
    tiny.spec("name: PAIN, unit: mm,", NUMBERS)
    tiny.replace("data/vas.csv", f"{PAIN},mm", "001,V1,2024-02-02,PAIN, Much improved ,")
    assert pain(tiny)[["AVAL", "AVALC"]].tolist() == [1, "Much improved"]
    assert tiny.mapped("adpain")["adpain"].accounts[1].n_text == 0


def test_other_words_are_none_and_the_known_ones_are_named(tiny: Tiny) -> None:
    tiny.spec("name: PAIN, unit: mm,", NUMBERS)
    tiny.replace("data/vas.csv", f"{PAIN},mm", "001,V1,2024-02-02,PAIN,Improved,mm")
    (said,) = fatal(tiny.mapped("adpain"))
    assert "not a number nor one of Much improved, No change (PAIN; subject 001)" in said


def test_their_numbers_have_a_range(tiny: Tiny) -> None:
    tiny.spec("name: PAIN, unit: mm,", "name: PAIN, unit: mm, numbers: {Worst: 101},")
    tiny.replace("data/vas.csv", f"{PAIN},mm", "001,V1,2024-02-02,PAIN,Worst,mm")
    (said,) = fatal(tiny.mapped("adpain"))
    assert "result = Worst, outside 0-100 (PAIN; subject 001)" in said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("{NOT DONE: 1}", "`numbers` and `text_results` both have NOT DONE: it is a number or none"),
        ('{"7": 1}', "`numbers` has 7, which is a number already; `recode` (`derived`) changes it"),
    ],
)
def test_what_is_no_word_with_a_number(tiny: Tiny, numbers: str, said: str) -> None:
    tiny.spec("text_results: [NOT DONE, <number]", f"text_results: [NOT DONE, <number], numbers: {numbers}")
    assert any(said in problem for problem in tiny.spec_problems())


DOSES = "      ASTDT: {column: start, type: date}\n"


@pytest.mark.parametrize(
    ("declared", "wanted"),
    [
        ("AEDOSU: {column: unit}", ["mg", "\u00b5g", "IU"]),
        ("AEDOSU: {column: unit, type: category, codes: {Milligram: mg, Microgram: \u00b5g, Units: IU}}",
         ["Milligram", "Microgram", "Units"]),
        ("AEDOSE: {column: unit}", ["MG", "\u03bcg", "IU"]),
    ],
)  # fmt: skip
def test_units_of_events_are_spelt_as_declared(tiny: Tiny, declared: str, wanted: list[str]) -> None:
    """Those in variables of units, and those alone; the micro sign and the Greek letter are one."""
    units(tiny, "{mg: [MG], \u00b5g: [mcg]}")
    tiny.spec(DOSES, f"{DOSES}      {declared}\n")
    header, *events = tiny.read("data/events.csv").splitlines()
    spelt = zip(events, ("MG", "\u03bcg", "IU"), strict=True)
    tiny.write("data/events.csv", "\n".join([f"{header},unit", *(f"{event},{unit}" for event, unit in spelt), ""]))
    mapped = tiny.mapped("adae")["adae"]
    assert list(mapped.records[declared.partition(":")[0]]) == wanted
    assert fatal({"adae": mapped}) == []
