"""What depends on intercurrent events: the jobs of a trial that declares them, and of one that does not."""

from __future__ import annotations

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout

EVENT = "intercurrent_events:\n  ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}\n\nestimands:\n"


def plan(tiny: Tiny) -> Plan:
    return Plan(tiny.load(), Layout("tiny"))


def declare(tiny: Tiny) -> None:
    tiny.spec("estimands:\n", EVENT)
    tiny.spec("    timepoint: Week 8\n", "    timepoint: Week 8\n    intercurrent_events: {ache: hypothetical}\n")


def test_a_trial_without_events_has_no_such_job(tiny: Tiny) -> None:
    own = plan(tiny)
    assert ("events", "") not in own.names()
    assert own.layout.adam("adice") not in own.outputs()


def test_events_come_of_mapped_data_and_go_into_what_follows_them(tiny: Tiny) -> None:
    declare(tiny)
    own, adice = plan(tiny), Layout("tiny").adam("adice")
    assert own.job("events").inputs == (own.layout.adam("adsl"), own.layout.mapped("adpain"), own.layout.mapped("adae"))
    assert adice in own.outputs()
    users = [name for name in own.names() if adice in own.job(*name).inputs]
    assert users == [("adam", "adpain"), ("adam", "adqs"), ("analyse", "change"), ("ard", "")]


def test_a_strategy_makes_the_analyses_of_its_estimand_again(tiny: Tiny) -> None:
    declare(tiny)
    before = {name: plan(tiny).job(*name).spec for name in plan(tiny).names()}
    tiny.spec("{ache: hypothetical}", "{ache: {strategy: composite, value: worst}}")
    after = {name: plan(tiny).job(*name).spec for name in plan(tiny).names()}
    assert [name for name in before if before[name] != after[name]] == [
        ("analyse", "change"), ("report", ""), ("manifest", ""),
    ]  # fmt: skip
