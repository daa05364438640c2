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
from trialstats.simulate.analytic import analytic_of, power_at
from trialstats.simulate.as_json import as_json
from trialstats.simulate.beliefs import spreads
from trialstats.simulate.characteristics import by_effect, combine, retention
from trialstats.simulate.direction import why_no_size
from trialstats.simulate.names import Names
from trialstats.simulate.protocol import paragraph
from trialstats.simulate.questions import questions_of
from trialstats.simulate.result import Simulated
from trialstats.simulate.scenario import Scenario, batches_of, scenario_named, scenarios_of
from trialstats.simulate.screen import lines_of, lines_of_formulas
from trialstats.simulate.search import Searched, Tried, search
from trialstats.simulate.world import world_of
from trialstats.steps.simulate import batch_of, design_of, truths
from trialstats.trialfile.design import shared_out
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.trial import Trial

__all__ = ["settled", "simulate_design", "told_by_formulas"]

Say = Callable[[str], None]
MOMENT = 5.0  # seconds between two words on how far a scenario is
PILOT = 1000  # trials of a size that is tried on the way to the one that gives the power wanted


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


def simulate_design(trial: Trial, layout: Layout, jobs: int, say: Say, declared: int) -> list[str]:
    """Simulate all scenarios, write what they gave, and give the lines that tell of it.

    declared: the replicates that the file asks for, which are not those of a quick run.
    """
    if jobs < 1:
        raise SpecError(f"--jobs {jobs}: 1 at the least")
    design = design_of(trial, layout)
    questions, world = questions_of(trial), world_of(trial)
    analytic = analytic_of(trial, questions, world)
    frames = {
        scenario.name: run_scenario(trial, layout, scenario, design.replicates, jobs, say)
        for scenario in scenarios_of(trial)
    }
    assumed = truths(trial, layout, Scenario("declared", design.n))
    searched = None
    if design.power is not None and (reason := why_no_size(Names(trial, world), questions, assumed[0])):
        searched = Searched(None, (), reason)
    elif design.power is not None:
        searched = search_size(trial, layout, design.power, analytic[0].needed, frames, jobs, say)
    batches = pd.concat(frames.values(), ignore_index=True)
    found = Simulated(
        trial,
        questions,
        combine(batches),
        retention(batches),
        analytic,
        assumed,
        world,
        declared,
        searched,
        {one.kind: truths(trial, layout, one) for one in scenarios_of(trial) if one.is_at_margins},
    )
    write_text(layout.design("characteristics.csv"), found.table.to_csv(index=False, lineterminator="\n"))
    write_json(layout.design("design.json"), as_json(found))
    write_text(layout.design("design.md"), paragraph(found))
    draw(found, layout, batches)
    return [*lines_of(found), f"{layout.design('design.md')}: the paragraph for the protocol"]


def search_size(
    trial: Trial,
    layout: Layout,
    wanted: float,
    formula: int | None,
    frames: dict[str, pd.DataFrame],
    jobs: int,
    say: Say,
) -> Searched:
    """Search the number of subjects for the power of the first hypothesis; what is simulated on the way is kept.

    formula: the number by a formula, if there is one.
    """
    design, questions = design_of(trial, layout), questions_of(trial)
    first = questions.asked[0].name
    power = power_at(trial, questions.asked[0], world_of(trial), questions.alpha[0], questions)
    by_formula = None if formula is None or isinstance(power, str) else (formula, power(formula))

    def simulate(n: int, trials: int) -> Tried:
        scenario = Scenario("declared", n)
        known = frames.get(scenario.name)
        if known is None or known["replicates"].where(known["hypothesis"] == first).sum() < trials:
            frames[scenario.name] = run_scenario(trial, layout, scenario, trials, jobs, say)
        own = frames[scenario.name]
        own = own[own["hypothesis"] == first]
        return Tried(n, int(own["confirmed"].sum()), int(own["replicates"].sum()))

    # Fewer trials decide nothing: the answer would be that of chance.
    confirm = max(PILOT, design.replicates)
    return search(simulate, wanted, design.n, shared_out(trial), pilot=PILOT, confirm=confirm, formula=by_formula)


def draw(found: Simulated, layout: Layout, batches: pd.DataFrame) -> None:
    """Draw power by size, type I errors, and where effects were drawn power by these."""
    from trialstats.display.figure.save import save_drawing
    from trialstats.simulate.error_figure import draw_errors, errors_of
    from trialstats.simulate.figures import draw_by_effect, draw_by_size

    labels = {question.name: question.label for question in found.questions.asked}
    formulas = {}
    for question, alpha in zip(found.questions.asked, found.questions.alpha, strict=True):
        power = power_at(found.trial, question, found.world, alpha, found.questions)
        formulas[question.name] = None if isinstance(power, str) else power
    declared = found.table[found.table["scenario"].str.startswith("declared_") & found.table["hypothesis"].isin(labels)]
    points = declared.assign(n=declared["scenario"].str.removeprefix("declared_").astype(int))
    kept = points[["hypothesis", "n", "replicates", "power", "power_low", "power_high"]].sort_values("n")
    together = found.questions.together
    drawing = draw_by_size(kept, labels, formulas, found.design.power, together=together)
    save_drawing(drawing, layout.design("size"))
    errors = errors_of(found)
    if len(errors):
        save_drawing(draw_errors(errors, together=together), layout.design("error"))
    effects = by_effect(batches)
    if not effects.empty:
        save_drawing(
            draw_by_effect(effects, labels, believed(Names(found.trial, found.world))), layout.design("effect")
        )


def believed(names: Names) -> str:
    """Say what is believed of the effect: the title of an axis in its standard deviations."""
    return f"Effect drawn, standard deviations from the mean believed (SD: {spreads(names)})"


def run_scenario(trial: Trial, layout: Layout, scenario: Scenario, trials: int, jobs: int, say: Say) -> pd.DataFrame:
    """Make the batches of a scenario, or take them as they were made before."""
    design = design_of(trial, layout)
    wanted = list(batches_of(trials, design.batch))
    truths(trial, layout, scenario)  # once, before batches that run side by side would each look for them
    start, last = monotonic(), monotonic()
    done = 0
    for _, replicates in made(trial, layout, scenario, wanted, design, jobs):
        done += replicates
        if monotonic() - last > MOMENT and done < trials:
            last = monotonic()
            left = (last - start) / done * (trials - done)
            say(f"  {scenario.name}: {done:,} of {trials:,} trials, about {left:.0f} s left")
    say(f"{scenario.name}: {trials:,} trials of {scenario.n} subjects in {monotonic() - start:.0f} s")
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
