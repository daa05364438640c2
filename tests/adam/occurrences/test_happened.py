"""A population of those to whom something happened: so many rows of an occurrence dataset."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout

ITT = "  ITTFL: {label: Randomised, randomised: true}\n"


def declare(tiny: Tiny, occurrence: str) -> None:
    """Declare SAFFL: 001 has one mild event, 003 a severe one and a mild one."""
    tiny.spec(ITT, f"{ITT}  SAFFL: {{label: Safety, occurrence: {occurrence}}}\n")


def members(tiny: Tiny) -> str:
    adsl = tiny.adam()["adsl"]
    assert set(adsl["SAFFL"]) <= {"Y", "N"}
    return " ".join(adsl.loc[adsl["SAFFL"] == "Y", "USUBJID"])


@pytest.mark.parametrize(
    ("occurrence", "expected"),
    [
        ("{dataset: adae}", "001 003"),
        ("{dataset: adae, at_least: 2}", "003"),
        ("{dataset: adae, at_least: 3}", ""),
        ("{dataset: adae, where: {AESEV: Severe}}", "003"),
        ("{dataset: adae, where: {AESEV: [Mild, Severe]}, at_least: 2}", "003"),
        ("{dataset: adae, where: {AESEV: Mild, AETERM: headache}}", "001 003"),
        ("{dataset: adae, where: {AESEV: Severe, AETERM: headache}}", ""),
    ],
)
def test_who_has_enough_of_the_rows_chosen_belongs(tiny: Tiny, occurrence: str, expected: str) -> None:
    declare(tiny, occurrence)
    assert members(tiny) == expected


def test_numbers_are_chosen_as_they_are_written(tiny: Tiny) -> None:
    tiny.spec(
        'AESEV: {column: severity, type: category, codes: {Mild: "1", Severe: "2"}}',
        "AESEV: {column: severity, type: number}",
    )
    declare(tiny, '{dataset: adae, where: {AESEV: "2"}}')
    assert members(tiny) == "003"


def test_it_joins_other_conditions(tiny: Tiny) -> None:
    tiny.spec(ITT, f"{ITT}  SAFFL: {{label: Safety, column: sex, equals: F, occurrence: {{dataset: adae}}}}\n")
    assert members(tiny) == "001"


def test_the_check_says_that_nobody_belongs(tiny: Tiny) -> None:
    declare(tiny, "{dataset: adae, at_least: 3}")
    assert "population SAFFL (Safety) has no subject" in tiny.check().out + tiny.check().err


def test_adsl_waits_for_the_events_that_it_counts(tiny: Tiny) -> None:
    declare(tiny, "{dataset: adae}")
    trial = tiny.load()
    layout = Layout("tiny")
    job = Plan(trial, layout).job("adsl")
    assert {layout.mapped("adae"), layout.mapped("adpain")} <= set(job.inputs)


@pytest.mark.parametrize(
    ("occurrence", "said"),
    [
        ("{dataset: adea}", "dataset = adea is not a known dataset of `occurrences` (did you mean `adae`?)"),
        (
            "{dataset: adae, where: {AESEW: Mild}}",
            "where.AESEW is not a known variable of adae (did you mean `AESEV`?)",
        ),
        ("{dataset: adae, where: {AESEV: Mildd}}", "where.AESEV = Mildd is not a known level (did you mean `Mild`?)"),
        ("{dataset: adae, at_least: 0}", "at_least = 0: must be greater than or equal to 1"),
    ],
)
def test_names_that_lead_nowhere(tiny: Tiny, occurrence: str, said: str) -> None:
    declare(tiny, occurrence)
    assert tiny.spec_problems() == [f"43: populations.SAFFL.occurrence.{said}"]
