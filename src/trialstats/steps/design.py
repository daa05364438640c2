"""Simulate the design of a trial: every batch of every scenario, put together, told and drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from time import monotonic

import pandas as pd

from trialstats.errors import SpecError
from trialstats.io.atomic import write_json, write_text
from trialstats.plan.layout import Layout
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.characteristics import combine, retention
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scenario import Scenario, batches_of, scenario_named, scenarios_of
from trialstats.simulate.summary import Simulated, as_json, lines_of, lines_of_formulas, paragraph
from trialstats.simulate.world import world_of
from trialstats.steps.simulate import batch_of, design_of, truths
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.trial import Trial

__all__ = ["settled", "simulate_design", "told_by_formulas"]

Say = Callable[[str], None]
MOMENT = 5.0  # seconds between two words on how far a scenario is


def settled(trial: Trial, layout: Layout, replicates: int | None, seed: int | None) -> Trial:
    """Take another number of replicates and another seed; SpecError where there is no design, or they are none."""
    design = design_of(trial, layout)
    if not questions_of(trial).asked:
        raise SpecError(
            f"{layout.trial}: no hypothesis to simulate: declare `hypotheses`, or a primary analysis of an estimand"
        )
    if replicates is not None and replicates < 10:
        raise SpecError(f"--replicates {replicates}: 10 at the least")
    if seed is not None and seed < 0:
        raise SpecError(f"--seed {seed}: 0 at the least")
    given = {"replicates": replicates, "seed": seed}
    changed = {key: value for key, value in given.items() if value is not None}
    return trial.model_copy(update={"design": design.model_copy(update=changed)})


def told_by_formulas(trial: Trial) -> list[str]:
    """Give the lines on the power by formulas."""
    questions = questions_of(trial)
    return lines_of_formulas(trial, questions, analytic_of(trial, questions, world_of(trial)))


def simulate_design(trial: Trial, layout: Layout, jobs: int, say: Say) -> list[str]:
    """Simulate all scenarios, write what they gave, and give the lines that tell of it."""
    design = design_of(trial, layout)
    frames = [run_scenario(trial, layout, scenario, design, jobs, say) for scenario in scenarios_of(trial)]
    batches = pd.concat(frames, ignore_index=True)
    questions, world = questions_of(trial), world_of(trial)
    found = Simulated(
        trial,
        questions,
        combine(batches),
        retention(batches),
        analytic_of(trial, questions, world),
        truths(trial, layout, Scenario("declared", design.n)),
        world,
    )
    write_text(layout.design("characteristics.csv"), found.table.to_csv(index=False, lineterminator="\n"))
    write_json(layout.design("design.json"), as_json(found))
    write_text(layout.design("design.md"), paragraph(found))
    return [*lines_of(found), f"{layout.design('design.md')}: the paragraph for the protocol"]


def run_scenario(trial: Trial, layout: Layout, scenario: Scenario, design: Design, jobs: int, say: Say) -> pd.DataFrame:
    """Make the batches of a scenario, or take them as they were made before."""
    wanted = list(batches_of(design.replicates, design.batch))
    truths(trial, layout, scenario)  # once, before batches that run side by side would each look for them
    start, last = monotonic(), monotonic()
    done = 0
    for _, replicates in made(trial, layout, scenario, wanted, design, jobs):
        done += replicates
        if monotonic() - last > MOMENT and done < design.replicates:
            last = monotonic()
            left = (last - start) / done * (design.replicates - done)
            say(f"  {scenario.name}: {done:,} of {design.replicates:,} trials, about {left:.0f} s left")
    say(f"{scenario.name}: {design.replicates:,} trials of {scenario.n} subjects in {monotonic() - start:.0f} s")
    return pd.concat([batch_of(trial, layout, scenario, batch, size) for batch, size in wanted], ignore_index=True)


def made(
    trial: Trial, layout: Layout, scenario: Scenario, wanted: Sequence[tuple[int, int]], design: Design, jobs: int
) -> Iterator[tuple[int, int]]:
    """Yield each batch when it is made."""
    if jobs <= 1 or len(wanted) == 1:
        for batch, size in wanted:
            batch_of(trial, layout, scenario, batch, size)
            yield batch, size
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting = {
            pool.submit(in_worker, layout.trial, scenario.name, batch, size, design.replicates, design.seed): (
                batch,
                size,
            )
            for batch, size in wanted
        }
        for one in as_completed(waiting):
            one.result()
            yield waiting[one]


def in_worker(trial: str, scenario: str, batch: int, size: int, replicates: int, seed: int) -> None:
    """Make one batch in a process of its own, which is told names and numbers alone."""
    layout = Layout(trial)
    declared = settled(load_trial(trial_path(trial)), layout, replicates, seed)
    found = scenario_named(scenario)
    assert found is not None
    batch_of(declared, layout, found, batch, size)
