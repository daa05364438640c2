"""What depends on intercurrent events: the jobs of a trial that declares them, and of one that does not."""

from __future__ import annotations

from pathlib import Path

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout

Name = tuple[str, str]

EVENT = "intercurrent_events:\n  ache: {label: Headache, occurrence: adae, where: {AETERM: headache}}\n\nestimands:\n"


def plan(tiny: Tiny) -> Plan:
    return Plan(tiny.load(), Layout("tiny"))


def declare(tiny: Tiny, strategy: str = "hypothetical") -> None:
    tiny.spec("estimands:\n", EVENT)
    tiny.spec("    timepoint: Week 8\n", f"    timepoint: Week 8\n    intercurrent_events: {{ache: {strategy}}}\n")


def specs(tiny: Tiny) -> dict[Name, str]:
    own = plan(tiny)
    return {name: own.job(*name).spec for name in own.names()}


def made_again(tiny: Tiny, before: dict[Name, str]) -> list[Name]:
    """Name the jobs whose part of the trial file is another."""
    return [name for name, spec in specs(tiny).items() if spec != before[name]]


def made_after(own: Plan, files: set[Path]) -> list[Name]:
    """Name the jobs that follow from files, at one remove or more."""
    made = {
        ("dataset", "adqs"): [own.layout.mapped("adqs")],
        ("dataset", "adpain"): [own.layout.mapped("adpain")],
        ("adsl", ""): [own.layout.adam("adsl")],
        ("events", ""): [own.layout.mapped("adice")],
        ("adice", ""): [own.layout.adam("adice")],
    }
    for dataset in own.datasets:
        made["adam", dataset] = [own.layout.adam(dataset)]
        made["affected", dataset] = [own.layout.affected(dataset), own.layout.flags(dataset)]
    made |= {("analyse", name): [own.layout.rows(name), own.layout.notes(name)] for name in own.trial.analyses}
    found = []
    for name in own.names():
        if files & set(own.job(*name).inputs):
            found.append(name)
            files = files | set(made.get(name, []))
    return found


def test_a_trial_without_events_has_no_such_job(tiny: Tiny) -> None:
    own = plan(tiny)
    assert not {"events", "adice", "affected"} & {step for step, _ in own.names()}
    assert own.layout.adam("adice") not in own.outputs()


def test_events_come_of_their_sources_alone(tiny: Tiny) -> None:
    declare(tiny)
    own = plan(tiny)
    assert own.job("events").inputs == (own.layout.adam("adsl"), own.layout.mapped("adae"))
    assert {own.layout.mapped("adice"), own.layout.adam("adice"), own.layout.flags("adqs")} <= own.outputs()


def test_events_go_into_what_follows_them(tiny: Tiny) -> None:
    declare(tiny)
    own = plan(tiny)
    assert made_after(own, {own.layout.mapped("adice")}) == [
        ("adice", ""), ("affected", "adpain"), ("affected", "adqs"), ("analyse", "change"), ("table", "change"),
        ("ard", ""), ("report", ""), ("manifest", ""),
    ]  # fmt: skip


def test_a_dataset_that_is_not_analysed_after_events_makes_only_its_flags(tiny: Tiny) -> None:
    declare(tiny)
    own = plan(tiny)
    assert made_after(own, {own.layout.mapped("adqs")}) == [
        ("adam", "adqs"), ("affected", "adqs"), ("listings", ""), ("ard", ""), ("report", ""), ("manifest", ""),
    ]  # fmt: skip


def test_a_treatment_policy_depends_on_no_event(tiny: Tiny) -> None:
    declare(tiny, "treatment policy")
    own = plan(tiny)
    assert own.job("analyse", "change").inputs == (own.layout.adam("adsl"), own.layout.adam("adpain"))


def test_what_is_imputed_begins_at_events_under_a_treatment_policy_too(tiny: Tiny) -> None:
    declare(tiny, "treatment policy")
    tiny.spec("change: {method: ancova,", "change: {method: imputation, strategy: {Laser: J2R},")
    own = plan(tiny)
    assert own.layout.affected("adpain") in own.job("analyse", "change").inputs


def test_records_may_be_chosen_by_a_flag(tiny: Tiny) -> None:
    declare(tiny, "treatment policy")
    tiny.spec("{method: descriptive,", "{method: descriptive, records: [{column: ICE01, not_in: AFTER}],")
    own = plan(tiny)
    assert own.layout.flags("adpain") in own.job("analyse", "summary").inputs
    assert tiny.check().code == 0


def test_a_strategy_makes_the_analyses_of_its_estimand_again(tiny: Tiny) -> None:
    declare(tiny)
    before = specs(tiny)
    tiny.spec("{ache: hypothetical}", "{ache: {strategy: composite, value: worst}}")
    assert made_again(tiny, before) == [
        ("analyse", "change"), ("table", "change"), ("report", ""), ("manifest", ""),
    ]  # fmt: skip


def test_an_event_that_is_defined_otherwise_makes_itself_again(tiny: Tiny) -> None:
    declare(tiny)
    before = specs(tiny)
    tiny.spec("where: {AETERM: headache}", "where: {AETERM: itching}")
    assert made_again(tiny, before) == [("events", ""), ("report", ""), ("manifest", "")]


def test_a_question_in_other_words_makes_the_report_again(tiny: Tiny) -> None:
    declare(tiny)
    before = specs(tiny)
    tiny.spec("label: Does it help?", "label: Does it help at all?")
    assert made_again(tiny, before) == [("report", ""), ("manifest", "")]
