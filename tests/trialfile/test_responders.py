"""What a trial file can get wrong about responders and their costs, and how it is told."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny
from trialstats.methods.responders.options import Responders

RESPONDERS = (
    "  who: {method: responders, dataset: adpain, population: ITTFL, parameters: PAIN, "
    "criteria: [{percent: 30}], visits: Week 8}"
)
COST = (
    "  money: {method: cost, occurrence: adae, currency: EUR, price_date: 2025-03, "
    "prices: [{arm: Laser, per_session: 40}, {arm: Sham, per_session: 0}], "
    "responders: {analysis: who, criterion: {percent: 30}, visit: Week 8}}"
)


def problems(tiny: Tiny, *analyses: str, change: tuple[str, str] = ("", "")) -> list[str]:
    """Put analyses into the trial file, change a text in them, and give what is wrong, without line numbers."""
    text = "\n".join(analyses)
    if change[0]:
        assert text.count(change[0]) == 1
    tiny.spec("analyses:\n", "analyses:\n" + text.replace(*change) + "\n" if change[0] else f"analyses:\n{text}\n")
    return [problem.partition(" ")[2] for problem in tiny.spec_problems()]


def test_good_analyses_are_good(tiny: Tiny) -> None:
    assert problems(tiny, RESPONDERS, COST) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{percent: 30}", "{}", "who.criteria[1]: give either `percent` or `points`"),
        ("{percent: 30}", "{percent: 30, points: 20}", "who.criteria[1]: give either `percent` or `points`"),
        ("{percent: 30}", "{percent: 130}", "who.criteria[1].percent = 130: must be less than or equal to 100"),
        ("{percent: 30}", "{points: mcdi}", "who.criteria[1].points: write a number above 0 or `mcid`"),
        ("{percent: 30}", "{points: -20}", "who.criteria[1].points: write a number above 0 or `mcid`"),
        ("{percent: 30}", "{points: mcid}", "who.criteria points: mcid needs `mcid` for parameter PAIN, or a number"),
        ("[{percent: 30}]", "[{percent: 30}, {percent: 30.0}]", "who: `criteria` holds the same threshold twice"),
        ("[{percent: 30}]", "[]", "who.criteria = []: needs at least 1 entry"),
        (
            "visits: Week 8",
            "visits: Baseline",
            "who.visits = Baseline is the baseline visit, from which improvement counts",
        ),
        (
            "visits: Week 8",
            "value: CHG",
            "who: improvement is told by `criteria` and the parameter's `better`: leave `value` out",
        ),
        ("visits: Week 8", "missing: locf", "who.missing = locf is not known (known: non-responder, exclude)"),
        (
            "parameters: PAIN",
            "parameters: STIFF",
            "who needs `better: lower` or `better: higher` for parameter STIFF: which way is improvement?",
        ),
        ("visits: Week 8", "unless: [{}]", "who.unless[1]: give either `occurrence` or `discontinued: true`"),
        (
            "visits: Week 8",
            "unless: [{discontinued: true}]",
            "who.unless[1].discontinued needs the section `disposition`",
        ),
        (
            "visits: Week 8",
            "unless: [{occurrence: adea}]",
            "who.unless[1].occurrence = adea is not a known occurrence dataset (did you mean `adae`?)",
        ),
        (
            "visits: Week 8",
            "unless: [{occurrence: adae, date: ASDT}]",
            "who.unless[1].date = ASDT is not a known variable of adae (did you mean `ASTDT`?)",
        ),
        (
            "visits: Week 8",
            "unless: [{occurrence: adae, duration: AETERM}]",
            "who.unless[1].duration = AETERM is of type text, and a number is needed",
        ),
        (
            "visits: Week 8",
            "unless: [{occurrence: adae, records: [{column: AESVE, in: Mild}]}]",
            "who.unless[1].records[1].column = AESVE is not a known variable of the occurrence dataset "
            "(did you mean `AESEV`?)",
        ),
        (
            "visits: Week 8",
            "unless: [{occurrence: adae, days: 7, when: ever}]",
            "who.unless[1]: `days` before the visit do not go with `when: ever`",
        ),
        (
            "visits: Week 8",
            "unless: [{discontinued: true, days: 7}]",
            "who.unless[1]: days: an option of `occurrence`, not of `discontinued`",
        ),
    ],
)
def test_responders(tiny: Tiny, old: str, new: str, message: str) -> None:
    assert problems(tiny, RESPONDERS, change=(old, new)) == [f"analyses.{message}"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "occurrence: adae",
            "occurrence: adex",
            "money.occurrence = adex is not a known occurrence dataset (did you mean `adae`?)",
        ),
        (
            "{arm: Sham, per_session: 0}",
            "{arm: Shan, per_session: 0}",
            "money.prices[2].arm = Shan is not a known arm (did you mean `Sham`?)",
        ),
        (
            "{arm: Sham, per_session: 0}",
            "{arm: Laser, per_session: 0}",
            "money: `prices` holds two prices for one arm and level",
        ),
        (
            "{arm: Sham, per_session: 0}",
            "{arm: Sham, per_session: -1}",
            "money.prices[2].per_session = -1: must be greater than or equal to 0",
        ),
        ("currency: EUR", "currency: EUR, by: AESEV", "money: prices by AESEV need a `level` each"),
        (
            "per_session: 40",
            "per_session: 40, level: Mild",
            "money: a price has a `level`: say `by`, the variable whose level it is",
        ),
        (
            "price_date: 2025-03",
            "price_date: spring",
            "money.price_date: write a day, a month or a year: 2025-03-01, 2025-03, 2025",
        ),
        (
            "{analysis: who,",
            "{analysis: how,",
            "money.responders.analysis = how is not a known analysis of method responders (did you mean `who`?)",
        ),
        (
            "{analysis: who,",
            "{analysis: change,",
            "money.responders.analysis = change is not a known analysis of method responders (known: who)",
        ),
        (
            "criterion: {percent: 30}",
            "criterion: {percent: 50}",
            "money.responders.criterion is none of the criteria of who (percent: 30)",
        ),
        (
            "visit: Week 8",
            "visit: Week 4",
            "money.responders.visit = Week 4 is not a known visit of who (did you mean `Week 8`?)",
        ),
        (
            "visit: Week 8",
            "visit: Week 8, parameter: PIAN",
            "money.responders.parameter = PIAN is not a known parameter of who (did you mean `PAIN`?)",
        ),
    ],
)
def test_cost(tiny: Tiny, old: str, new: str, message: str) -> None:
    found = problems(tiny, RESPONDERS, COST, change=(old, new))
    assert f"analyses.{message}" in found
    assert len(found) <= 2


def test_cutoffs_end_at_a_hundred(tiny: Tiny) -> None:
    wrong = "  curve: {method: responder_curve, dataset: adpain, population: ITTFL, parameters: PAIN, step: 30}"
    assert problems(tiny, wrong) == [
        "analyses.curve.step: 30 does not divide 100, so that the last cutoff would not be 100%"
    ]


def test_every_arm_needs_a_price(tiny: Tiny) -> None:
    found = problems(tiny, RESPONDERS, COST, change=(", {arm: Sham, per_session: 0}", ""))
    assert found == [
        "analyses.money.prices has no price for arm Sham (write `per_session: 0` where a session costs nothing)"
    ]


@pytest.mark.parametrize(("given", "kept"), [("2025", "2025"), ("2025-03-01", "2025-03-01"), ('"2025-03"', "2025-03")])
def test_price_dates_are_kept_as_written(tiny: Tiny, given: str, kept: str) -> None:
    assert problems(tiny, RESPONDERS, COST, change=("price_date: 2025-03", f"price_date: {given}")) == []
    assert getattr(tiny.load().analyses["money"], "price_date") == kept  # noqa: B009


def test_jobs_of_a_cost_depend_on_the_analysis_that_it_names(tiny: Tiny) -> None:
    from trialstats.plan.jobs import Plan
    from trialstats.plan.layout import Layout

    assert problems(tiny, RESPONDERS, COST) == []
    before = Plan(tiny.load(), Layout("tiny")).job("analyse", "money")
    assert any(path.name == "adpain.parquet" for path in before.inputs)
    tiny.spec("criteria: [{percent: 30}], visits", "criteria: [{percent: 30}], missing: exclude, visits")
    after = Plan(tiny.load(), Layout("tiny")).job("analyse", "money")
    assert after.spec != before.spec


def test_the_differences_that_matter_of_a_questionnaire_serve_too(tiny: Tiny) -> None:
    """The trial file gives one for physical functioning, and none for vitality."""
    tiny.spec('items: "q{n:02d}"}', 'items: "q{n:02d}", mcid: {SF36PF: 5}, mcid_source: "a paper"}')
    ask = "  who: {{method: responders, dataset: adqs, population: FASFL, parameters: {}, "
    ask += "criteria: [{{points: mcid}}]}}\n"
    tiny.spec("analyses:\n", "analyses:\n" + ask.format("SF36PF"))
    assert tiny.spec_problems() == []
    tiny.spec("parameters: SF36PF", "parameters: SF36VT")
    (said,) = tiny.spec_problems()
    assert said.endswith("who.criteria points: mcid needs `mcid` for parameter SF36VT, or a number")


def test_one_criterion_needs_no_list() -> None:
    said = {"method": "responders", "dataset": "adpain", "population": "FASFL"}
    one, several = (
        Responders.model_validate({**said, "criteria": given}) for given in ({"percent": 30}, [{"percent": 30}])
    )
    assert one == several
