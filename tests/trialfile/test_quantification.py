"""What is wrong in what a trial file says of an assay: one message each, in the user's words, all at once."""

from __future__ import annotations

import pytest

from tests.adam.laboratory.assay import CONVERT, LIMITS, REPLICATES, SPECIMEN, laboratory, line
from tests.tiny import Tiny

AT = "datasets.adlb.parameters.INTLK6"

# What the parameter says, and what is said of it, without file and line.
MISTAKES = {
    "a key": ("limits: {lowr: 0.7, lower: 0.7}", f"{AT}.limits.lowr is not a known key (did you mean `lower`?)"),
    "no limit": ("limits: {below: BLQ}", f"{AT}.limits: give `lower`, `upper` or both"),
    "a word": (
        "limits: {lower: low}",
        f"{AT}.limits.lower: low is no limit: give a number above 0, {{by: .., values: ..}} or {{column: ..}}",
    ),
    "zero": (
        "limits: {upper: 0}",
        f"{AT}.limits.upper: 0 is no limit: give a number above 0, {{by: .., values: ..}} or {{column: ..}}",
    ),
    "a list": (
        "limits: {lower: [1, 2]}",
        f"{AT}.limits.lower: ['1', '2'] is no limit: give a number above 0, {{by: .., values: ..}} or {{column: ..}}",
    ),
    "half of `by`": ("limits: {lower: {by: BATCH}}", f"{AT}.limits.lower: `by` and `values` go together"),
    "two ways": (
        "limits: {lower: {by: BATCH, values: {A: 1}, column: lloq}}",
        f"{AT}.limits.lower: give a number, `by` with `values`, or `column`",
    ),
    "no way": ("limits: {lower: {}}", f"{AT}.limits.lower: give a number, `by` with `values`, or `column`"),
    "a key of a limit": (
        "limits: {lower: {by: BATCH, value: {A: 1}}}",
        f"{AT}.limits.lower.value is not a known key (did you mean `values`?)",
    ),
    "a negative limit": (
        "limits: {lower: {by: BATCH, values: {A: -1}}}",
        f"{AT}.limits.lower.values.A = -1: must be greater than 0",
    ),
    "a variable": (
        "limits: {lower: {by: BACTH, values: {A: 1}}}",
        f"{AT}.limits.lower.by = BACTH is not a known variable of `columns` (did you mean `BATCH`?)",
    ),
    "a variable of numbers": (
        "limits: {lower: {by: LBREP, values: {A: 1}}}",
        f"{AT}.limits.lower.by = LBREP is of type number; it must hold text",
    ),
    "limits the wrong way round": (
        "limits: {lower: 10, upper: 1}",
        f"{AT}.limits: the upper limit (1) is not above the lower (10)",
    ),
    "limits by batch the wrong way round": (
        "limits: {lower: {by: BATCH, values: {A: 0.5, B: 0.7}}, upper: 0.6}",
        f"{AT}.limits: the upper limit (0.6) is not above the lower (0.7)",
    ),
    "a text without its limit": (
        "limits: {upper: 10, below: BLQ}",
        f"{AT}.limits: `below` needs `lower`, the limit it means",
    ),
    "a text that is a limit": (
        "limits: {lower: 10, below: [<10]}",
        f"{AT}.limits: <10 is read as a limit by itself: leave it out of `below` and `above`",
    ),
    "a text for both": (
        "limits: {lower: 1, upper: 10, below: OUT, above: OUT}",
        f"{AT}.limits: OUT cannot mean both below and above",
    ),
    "what holds": (
        "limits: {lower: 1, holds: repotred}",
        f"{AT}.limits.holds = repotred is not known (did you mean `reported`?)",
    ),
    "a substitute": (
        "limits: {lower: 1, substitutes: HALFLOQ}",
        f"{AT}.limits.substitutes[1] = HALFLOQ is not known (did you mean `HALFLLOQ`?)",
    ),
    "a text that limits read": (
        "limits: {lower: 1}\n        text_results: [<number, NOT DONE]",
        f"{AT}: `limits` reads <number already: leave it out of `text_results`",
    ),
    "its own unit": ("convert: {ng/L: 1}", f"{AT}: `convert` has ng/L, which is the parameter's own unit"),
    "a factor": ("convert: {pg/mL: 0}", f"{AT}.convert.pg/mL = 0: must be greater than 0"),
    "a specimen without its variable": ("specimen: {is: PLASMA}", f"{AT}.specimen.variable is missing"),
    "a specimen's key": (
        "specimen: {variable: LBSPEC, iss: PLASMA, is: PLASMA}",
        f"{AT}.specimen.iss is not a known key (did you mean `is`?)",
    ),
    "a specimen's variable": (
        "specimen: {variable: LBSPC, is: PLASMA}",
        f"{AT}.specimen.variable = LBSPC is not a known variable of `columns` (did you mean `LBSPEC`?)",
    ),
    "replicates": (
        "replicates: {variable: LBREPS}",
        f"{AT}.replicates.variable = LBREPS is not a known variable of `columns` (did you mean `LBREP`?)",
    ),
    "how they are combined": (
        "replicates: {variable: LBREP, combine: geometric}",
        f"{AT}.replicates.combine = geometric is not known (did you mean `geometric mean`?)",
    ),
    "the largest CV": (
        "replicates: {variable: LBREP, max_cv: 0}",
        f"{AT}.replicates.max_cv = 0: must be greater than 0",
    ),
    "a scale": ("scale: logarithmic", f"{AT}.scale = logarithmic is not known"),
}


def said(tiny: Tiny) -> list[str]:
    return [problem.split(": ", 1)[1] for problem in tiny.spec_problems()]


@pytest.mark.parametrize(("words", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_said_once_in_the_user_s_words(tiny: Tiny, words: str, message: str) -> None:
    laboratory(tiny, line("1"), said=(words,))
    problems = said(tiny)
    assert len(problems) == 1
    assert problems[0].startswith(message)


def test_all_is_said_at_once(tiny: Tiny) -> None:
    wrong = [SPECIMEN.replace("LBSPEC", "SPEC"), REPLICATES.replace("20", "many"), "convert: {pg/mL: one}"]
    laboratory(tiny, line("1"), said=(LIMITS.replace("0.7", "low"), *wrong))
    assert said(tiny) == [
        f"{AT}.limits.lower.values.A = low: must be a number",
        f"{AT}.specimen.variable = SPEC is not a known variable of `columns` (did you mean `LBSPEC`?)",
        f"{AT}.replicates.max_cv = many: must be a number",
        f"{AT}.convert.pg/mL = one: must be a number",
    ]


def test_levels_that_a_category_does_not_have(tiny: Tiny) -> None:
    laboratory(tiny, line("1"))
    tiny.spec("BATCH: {column: batch}", "BATCH: {column: batch, type: category, codes: {A: A, BB: B}}")
    tiny.spec("LBSPEC: {column: specimen}", "LBSPEC: {column: specimen, type: category, codes: {Plasma: PLASMA}}")
    assert said(tiny) == [
        f"{AT}.limits.lower.values.B is not a known level of BATCH (did you mean `BB`?)",
        f"{AT}.specimen.is = PLASMA is not a known level of LBSPEC (did you mean `Plasma`?)",
    ]


def test_conversion_from_several_units_needs_a_column_of_units(tiny: Tiny) -> None:
    laboratory(tiny, line("1"), said=(CONVERT,))
    tiny.spec("    value: result\n    unit: unit\n  events", "    value: result\n  events")
    text = "names several units; `unit` of source labs, the column of units, tells them apart"
    assert said(tiny) == [f"{AT}.convert {text}"]


def test_conversion_needs_a_unit(tiny: Tiny) -> None:
    laboratory(tiny, line("1"), said=(CONVERT,))
    tiny.spec("        unit: ng/L\n", "")
    assert said(tiny) == [f"{AT}: `convert` needs `unit`, what it converts to"]


def test_a_source_that_is_adam_already_has_its_own_values(tiny: Tiny) -> None:
    laboratory(tiny, line("1"), said=(LIMITS.replace("by: BATCH, values: {A: 0.7, B: 0.5}", "column: lloq"),))
    text = "    columns:\n      BATCH: {column: batch}\n      LBSPEC: {column: specimen}\n"
    tiny.spec(text + "      LBREP: {column: rep, type: number}\n", "    adam: true\n")
    assert said(tiny) == [
        f"{AT} says how an assay measures, and `adam: true` takes values over: leave `convert`, `limits`, `specimen` "
        "and `replicates` out"
    ]


@pytest.mark.parametrize("variable", ["ALLOQ", "BLQFL", "NREP", "ANL02FL"])
def test_the_variables_that_are_derived_cannot_be_taken(tiny: Tiny, variable: str) -> None:
    laboratory(tiny, line("1"), said=())
    tiny.spec("LBREP: {column: rep", f"{variable}: {{column: rep")
    assert f"datasets.adlb.columns.{variable} is a variable that every trial has; take another name" in said(tiny)


# -- analyses of concentrations

ANALYSIS = "analyses:\n  labs: {{method: concentrations, dataset: adlb, population: ITTFL{}}}\n"
ANALYSES = {
    "no limits": (
        "",
        (CONVERT,),
        "analyses.labs.parameters needs `limits` of INTLK6, a parameter of adlb; or name others",
    ),
    "a parameter": (", parameters: IL6", (LIMITS,), "analyses.labs.parameters = IL6 is not a known parameter"),
    "a variable": (
        ", limits_by: BACH",
        (LIMITS,),
        "analyses.labs.limits_by = BACH is not a known variable of `columns` (did you mean `BATCH`?)",
    ),
    "a value": (", value: CHG", (LIMITS,), "analyses.labs: describes the results themselves: leave `value: CHG` out"),
    "a substitution": (", substitution: HALF", (LIMITS,), "analyses.labs.substitution = HALF is not known"),
    "nothing": (", limits_by: BATCH, parameters: INTLK6", (LIMITS,), ""),
}


@pytest.mark.parametrize(("more", "parameter", "message"), ANALYSES.values(), ids=ANALYSES)
def test_an_analysis_of_concentrations(tiny: Tiny, more: str, parameter: tuple[str, ...], message: str) -> None:
    laboratory(tiny, line("1"), said=parameter)
    tiny.spec("analyses:\n", ANALYSIS.format(more))
    problems = said(tiny)
    assert len(problems) == bool(message)
    assert "".join(problems).startswith(message)


def test_displays_of_concentrations_show_no_other_method(tiny: Tiny) -> None:
    tiny.spec("tables:\n", "figures:\n  labs: {kind: concentrations, title: T, analysis: summary}\ntables:\n")
    assert said(tiny) == ["figures.labs.analysis = summary is of method descriptive; this kind shows concentrations"]
