"""The input files behind an analysis: also those of its population, its events and what it names."""

from __future__ import annotations

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.plan.origins import files_behind, makers_of


def behind(tiny: Tiny) -> dict[str, tuple[str, ...]]:
    return files_behind(Plan(tiny.load(), Layout("tiny")))


def test_the_own_dataset_and_the_one_that_the_population_counts_in(tiny: Tiny) -> None:
    assert behind(tiny)["change"] == ("data/subjects.csv", "data/vas.csv")
    tiny.spec("dataset: adpain, min_post_baseline: 1", "dataset: adqs, min_post_baseline: 1")
    assert behind(tiny)["change"] == ("data/subjects.csv", "data/sf36.csv", "data/vas.csv")


def test_what_tells_of_the_events_that_a_strategy_acts_on(tiny: Tiny) -> None:
    tiny.spec("estimands:\n", "intercurrent_events:\n  fell: {label: Fall, occurrence: adae}\n\nestimands:\n")
    tiny.spec("    timepoint: Week 8\n", "    timepoint: Week 8\n    intercurrent_events: {fell: hypothetical}\n")
    found = behind(tiny)
    assert "data/events.csv" in found["change"]
    assert "data/events.csv" not in found["summary"]


def test_every_file_of_a_run_has_the_job_that_makes_it(tiny: Tiny) -> None:
    tiny.spec("estimands:\n", "intercurrent_events:\n  fell: {label: Fall, occurrence: adae}\n\nestimands:\n")
    plan = Plan(tiny.load(), Layout("tiny"))
    makers = makers_of(plan)
    assert makers.keys() == plan.outputs() - {plan.layout.manifest}
    assert {*makers.values()} == {*plan.names()} - {("manifest", "")}
