"""The checklist of CONSORT 2025: its items, its answers from trial file and data, dates that disagree with the data."""

from __future__ import annotations

import pytest

from tests.methods.consort.made import people
from tests.methods.consort.test_flow import ARMS, seven
from tests.tiny import Tiny
from trialstats.errors import DataError
from trialstats.methods.consort.checklist import run
from trialstats.methods.consort.options import Checklist
from trialstats.methods.shared.inputs import Inputs
from trialstats.trialfile.parts.about import Answer
from trialstats.trialfile.parts.consort import ITEMS

TITLE = "title: A tiny trial\n"


def dated(**columns: object) -> Inputs:
    days = ["2024-01-05", "2024-02-01", "2024-03-09", "2024-01-20", "2024-02-02", "2024-02-03", "2023-12-01"]
    return people(seven(RANDDT=days, **columns).astype({"RANDDT": "datetime64[ns]"}), ARMS)


def checklist(**said: object) -> Checklist:
    return Checklist.model_validate({"method": "checklist", "randomised": "RANDDT", **said})


def answers(analysis: Checklist, material: Inputs) -> dict[str, str | None]:
    rows = run(analysis, material).rows
    reported = rows[rows["level"] == "REPORTED"]
    return {row["variable"]: row["PARAM"] for row in reported.astype(object).to_dict("records")}


def test_there_are_thirty_items_of_forty_two_parts() -> None:
    """Hopewell et al. 2025, table 1."""
    numbers = [item.number for item in ITEMS]
    assert sorted({int(number.rstrip("abcd")) for number in numbers}) == list(range(1, 31))
    parts = {str(n): [x for x in numbers if x.rstrip("abcd") == str(n)] for n in range(1, 31)}
    several = {number: len(of) for number, of in parts.items() if len(of) > 1}
    assert several == {"1": 2, "5": 2, "12": 2, "16": 2, "17": 2, "20": 2, "21": 4, "22": 2, "23": 2, "24": 2}
    assert len(numbers) == len(set(numbers)) == 42


def test_what_the_data_tell_and_what_nobody_does() -> None:
    told = answers(checklist(answers=[Answer(number="5a", key="about.funding")]), dated())
    assert told["22a"] == "6 randomised: 3 to Sham, 3 to Laser"
    assert told["23a"] == "Randomised 2024-01-05 to 2024-03-09 in the data"
    assert told["5a"] == "Not known to the trial file: to be written by the authors, or said in about.funding"
    assert told["29"] == "To be written by the authors"


def test_dates_that_are_those_of_the_data() -> None:
    recruitment = {"first": "2024-01-05", "last": "2024-03-09"}
    said = [Answer(number="23a", told="Randomised 2024-01-05 to 2024-03-09", key="about.recruitment")]
    told = answers(checklist(answers=said, recruitment=recruitment), dated())
    assert told["23a"] == "Randomised 2024-01-05 to 2024-03-09 (randomised 2024-01-05 to 2024-03-09 in the data)"


def test_dates_that_are_not_those_of_the_data() -> None:
    period = {"first": "2024-01-04", "last": "2024-03-08"}
    late = dated(EOSDT=["2024-05-01", None, "2024-06-02", None, None, None, None])
    late.adsl["EOSDT"] = late.adsl["EOSDT"].astype("datetime64[ns]")
    with pytest.raises(DataError) as raised:
        run(checklist(recruitment=period, follow_up=period), late)
    assert raised.value.problems == (
        "about.recruitment.first = 2024-01-04, and the first randomised subject of the data has RANDDT = 2024-01-05",
        "about.recruitment.last = 2024-03-08, and the last randomised subject of the data has RANDDT = 2024-03-09",
        "about.follow_up.last = 2024-03-08, and 2 subjects ended later, the last 3 (EOSDT = 2024-06-02)",
    )


def test_a_trial_that_says_something_of_itself_gets_the_checklist(tiny: Tiny) -> None:
    tiny.spec(TITLE, f"{TITLE}about: {{registration: {{registry: ISRCTN, number: ISRCTN1}}, funding: A fund}}\n")
    tiny.spec("method: ancova, estimand: primary", "method: ancova, estimand: primary, role: primary")
    trial = tiny.load()
    told = {one.number: one for one in trial.analyses["checklist"].answers}  # type: ignore[attr-defined]
    assert set(told) == {item.number for item in ITEMS}
    assert told["2"].told == "ISRCTN1"
    assert told["5a"].told == "A fund"
    assert told["14"].told == "Pain at Week 8"
    assert told["26"].place == f"Table {trial.tables['change'].number}; section 2, Summary"
    assert (told["13"].told, told["13"].key) == (None, "about.interventions")


def test_a_trial_that_says_nothing_of_itself_has_no_checklist(tiny: Tiny) -> None:
    assert "checklist" not in tiny.load().analyses


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("{interventions: {Lasr: x}}", "about.interventions = Lasr is not a known arm (did you mean `Laser`?)"),
        ("{recruitment: {first: 2024-02-01, last: 2024-01-01}}", "ends (2024-01-01) before it begins (2024-02-01)"),
        ("{founding: x}", "about.founding is not a known key (did you mean `funding`?)"),
    ],
)
def test_what_cannot_be_meant(tiny: Tiny, said: str, wrong: str) -> None:
    tiny.spec(TITLE, f"{TITLE}about: {said}\n")
    (problem,) = tiny.spec_problems()
    assert wrong in problem


def test_the_check_finds_dates_that_are_not_those_of_the_data(tiny: Tiny) -> None:
    tiny.spec(TITLE, f"{TITLE}about: {{recruitment: {{first: 2024-01-05, last: 2024-01-17}}}}\n")
    outcome = tiny.check()
    assert outcome.code == 3
    assert (
        "about.recruitment.last = 2024-01-17, and the last randomised subject of the data has RANDDT = 2024-01-16"
        in (outcome.err)
    )
