"""Make batches of simulated trials of a design: `simulate TRIAL declared_120/0`, or `declared_120/0-19`."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from trialstats.errors import SpecError, TrialstatsError
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.io.atomic import write_json
from trialstats.plan.code import code_digest
from trialstats.plan.layout import Layout
from trialstats.provenance import file_digest
from trialstats.simulate.at_margins import truths_at_margins
from trialstats.simulate.batch import run_batch, world_in
from trialstats.simulate.questions import questions_of
from trialstats.simulate.scenario import Scenario, batches_of, scenario_named
from trialstats.simulate.truth import Truth, Truths, truths_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.parts.design.design import Design
from trialstats.trialfile.trial import Trial

__all__ = ["batch_of", "design_of", "run", "spec_of", "truths"]

SPEC, TRUTHS = b"design", "truths_{}.parquet"


def run(trial: Trial, layout: Layout, name: str) -> None:
    """Make the truths of a kind, one batch, or several; TrialstatsError where the name is none of the design.

    Names: `declared`, `declared_120/0`, `declared_120/0-19`. Several batches end with a file that names each of them
    with its digest, which says that all of them are there.
    """
    design = design_of(trial, layout)
    kind = scenario_named(f"{name}_{design.n}")
    if kind is not None:
        truths(trial, layout, kind)
        return
    scenario, _, numbers = name.partition("/")
    first, dash, last = numbers.partition("-")
    found = scenario_named(scenario)
    batches = dict(batches_of(design.replicates, design.batch))
    ends = [int(number) for number in (first, last if dash else first) if number.isdecimal()]
    if found is None or len(ends) < 2 or ends[0] > ends[1] or not set(ends) <= batches.keys():
        end = f"declared_{design.n}/{len(batches) - 1}"
        raise TrialstatsError(f"step simulate: {name!r} is no batch, such as declared_{design.n}/0 to {end}")
    wanted = range(ends[0], ends[1] + 1)
    for batch in wanted:
        batch_of(trial, layout, found, batch, batches[batch])
    if dash:
        made = (layout.batch(found.name, batch) for batch in wanted)
        write_json(layout.part(found.name, *ends), {path.name: file_digest(path) for path in made})


def design_of(trial: Trial, layout: Layout) -> Design:
    """Give the design of a trial; SpecError where its file says none."""
    if trial.design is None:
        raise SpecError(
            f"{layout.trial}: the trial file has no `design`, which says what is assumed before there are data"
        )
    return trial.design


def batch_of(trial: Trial, layout: Layout, scenario: Scenario, batch: int, replicates: int) -> pd.DataFrame:
    """Give a batch: as it was made before, by the same trial file and code, or made now."""
    path, mark = layout.batch(scenario.name, batch), f"{spec_of(trial)} {replicates}"
    if (made := kept(path, mark)) is not None:
        return made
    found = run_batch(trial, scenario, batch, replicates, truths(trial, layout, scenario), as_on_data)
    write_artefact(found, path, metadata={SPEC.decode(): mark})
    return found


def truths(trial: Trial, layout: Layout, scenario: Scenario) -> list[Truth]:
    """Give the true values in a scenario, which do not depend on the number of subjects."""
    path, mark = layout.design(TRUTHS.format(scenario.kind)), spec_of(trial)
    made = kept(path, mark)
    if made is None:
        questions, world, seed = questions_of(trial), world_in(trial, scenario), design_of(trial, layout).seed
        if scenario.is_at_margins:
            found = truths_at_margins(Truths(trial, questions, seed, as_on_data), world, scenario.kind)
        else:
            found = truths_of(trial, questions, world, scenario.kind, seed, as_on_data)
        made = pd.DataFrame([{**asdict(one), "effect": np.nan if one.effect is None else one.effect} for one in found])
        write_artefact(made, path, metadata={SPEC.decode(): mark})
    return [
        Truth(
            float(row["value"]),
            float(row["std_error"]),
            None if np.isnan(row["effect"]) else float(row["effect"]),
            str(row["reason"]),
        )
        for row in made.to_dict("records")
    ]


def kept(path: Path, mark: str) -> pd.DataFrame | None:
    """Read what was made before; None where it was made of another trial file or code, or not at all."""
    if not path.is_file() or (pq.read_schema(path).metadata or {}).get(SPEC, b"").decode() != mark:
        return None
    return read_artefact(path)


@cache
def code() -> str:
    return code_digest(["trialstats.steps.simulate"])


def spec_of(trial: Trial) -> str:
    """Digest what a batch depends on: the trial file, apart from how many batches there are, and the code."""
    design = trial.design
    assert design is not None
    same = design.model_copy(update={"n": 4, "sizes": (), "replicates": 10, "power": None})
    told = trial.model_copy(update={"design": same}).model_dump_json()
    return hashlib.sha256(f"{told}\n{code()}".encode()).hexdigest()
