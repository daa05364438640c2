"""Analyse simulated trials as real ones are: datasets in memory, chosen records, the method that the file names."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.adam.bds import build_scored
from trialstats.adam.laboratory.limits import DECLARED, NUMBER_BEYOND, apply_limits
from trialstats.adam.listing import Listing
from trialstats.adam.people.complete import with_numbers
from trialstats.errors import DataError, FitError
from trialstats.methods.multiplicity.hypotheses_sought import claim_of
from trialstats.methods.run import run_method
from trialstats.simulate.analyse.answers import Answers
from trialstats.simulate.analyse.people import members
from trialstats.simulate.population import Drawn
from trialstats.simulate.questions import Question
from trialstats.simulate.world import World
from trialstats.steps.inputs import answers_of_scales
from trialstats.steps.material import Datasets, material
from trialstats.steps.simulated_events import ends_of, occurrence_of, times_of
from trialstats.trialfile.parts.crossover import actual_variable, planned_variable
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["as_on_data", "datasets_of"]

Integers = NDArray[np.int64]
Texts = NDArray[np.str_]

FIRST_DAY = pd.Timestamp("2026-01-01")
"""Day 1 of everybody: no analysis looks at the calendar."""


def as_on_data(trial: Trial, name: str, drawn: Drawn, questions: list[Question], alpha: list[float]) -> list[Answers]:
    """Answer the questions of one analysis by its own method, replicate after replicate."""
    table = np.full((len(questions), 8, drawn.replicates), np.nan)
    for replicate in range(drawn.replicates):
        analysis, inputs, _ = material(trial, datasets_of(trial, drawn, replicate), name)
        try:
            rows = run_method(analysis, inputs).rows
        except FitError:
            continue
        for place, question in enumerate(questions):
            claim = claim_of(question.name, question.node, question.sought, rows, "two")
            found = [claim.numbers.get(key, np.nan) for key in ("estimate", "std_error", "df")]
            p = claim.numbers.get("p_value", np.nan)
            bounds = [claim.numbers.get(key, np.nan) for key in ("conf_low", "conf_high")]
            table[place, :, replicate] = [*found, p, *bounds, *(claim.sizes or (np.nan, np.nan))]
    return [Answers(own[0], own[1], own[2], own[3], own[4], own[5], own[6:].T) for own in table]


def datasets_of(trial: Trial, drawn: Drawn, replicate: int) -> Datasets:
    """Make the datasets of one simulated trial, as ADaM has them."""
    adsl = adsl_of(trial, drawn, replicate)
    made: dict[str, pd.DataFrame] = {"adsl": adsl}

    def adam(name: str) -> pd.DataFrame:
        if name == ADICE:
            return affected_of(trial, drawn, replicate, adsl)
        if name not in made and name == ADTTE:
            made[name] = times_of(trial, drawn, replicate, adsl)
        elif name not in made and name in drawn.counts:
            made[name] = occurrence_of(trial, name, drawn, replicate, adsl)
        elif name not in made:
            made[name] = bds_of(trial, name, drawn, replicate, adsl)
        return made[name]

    def affected(name: str) -> pd.DataFrame:
        return affected_of(trial, drawn, replicate, adsl)

    return Datasets(adam, lambda name: answers_of_scales(trial, name, adam(name)), affected, affected)


def adsl_of(trial: Trial, drawn: Drawn, replicate: int) -> pd.DataFrame:
    """Make ADSL: arms, covariates, dates, and the flags of the populations."""
    n, world = drawn.n, drawn.world
    subjects = [f"{number:06d}" for number in range(1, n + 1)]
    arm = drawn.arm if drawn.arm.ndim == 1 else drawn.arm[replicate]
    columns: dict[str, object] = {"STUDYID": trial.STUDYID, "USUBJID": subjects, "SUBJID": subjects}
    treated = treatments_of(trial, world, arm)
    columns |= {**treated, "RANDFL": "Y"}
    columns |= dict.fromkeys(trial.subjects.dates, FIRST_DAY)
    if drawn.days is not None:
        columns |= dict.fromkeys(ends_of(trial), FIRST_DAY + pd.to_timedelta(drawn.days[replicate] - 1, unit="D"))
    for name, column in trial.covariates.items():
        if name in world.levels:
            columns[name] = np.array(world.levels[name][0])[drawn.covariates[name][replicate].astype(int)]
        elif name in world.numbers:
            columns[name] = drawn.covariates[name][replicate]
        else:
            columns[name] = np.nan if column.type == "number" else None
    for flag in trial.populations:
        columns[flag] = np.where(members(trial, flag, drawn)[replicate], "Y", "N")
    adsl = pd.DataFrame(columns)
    others = [name for name in adsl if adsl[name].dtype.kind not in "bifuM"]
    adsl = adsl.astype(dict.fromkeys(others, "str"))
    return with_numbers(adsl, trial, *(name for name in treated if not name.startswith("TRTSEQ")))


def treatments_of(trial: Trial, world: World, arm: Integers) -> dict[str, Texts]:
    """Give the treatments of subjects as ADSL has them; of a crossover trial their sequence and that of each period."""
    own = np.array(world.arms)[arm]
    if world.periods is None or trial.crossover is None:
        return {planned_variable(1): own, actual_variable(1): own}
    names = [planned_variable, *([actual_variable] if trial.crossover.actual else [])]
    found = {"TRTSEQP": own, **({"TRTSEQA": own} if trial.crossover.actual else {})}
    for period, places in enumerate(world.periods.given.T, 1):
        treatment = np.array(world.periods.treatments)[places[arm]]
        found |= {name(period): treatment for name in names}
    return found


def bds_of(trial: Trial, dataset: str, drawn: Drawn, replicate: int, adsl: pd.DataFrame) -> pd.DataFrame:
    """Make a findings dataset of the values recorded, with everything that the file derives from them."""
    world, frames = drawn.world, []
    visits = [str(trial.baseline_visit), *world.visits]
    for name, one in world.outcomes.items():
        if one.dataset != dataset:
            continue
        values = drawn.recorded[name][replicate]
        who, when = np.nonzero(np.isfinite(values))
        frames.append(
            pd.DataFrame(
                {
                    "USUBJID": adsl["USUBJID"].to_numpy()[who],
                    "PARAMCD": name,
                    "VISIT": np.array(visits)[when],
                    "AVISIT": np.array(visits)[when],
                    "AVAL": values[who, when],
                }
            )
        )
    if not frames:
        raise DataError(f"the design says nothing of the outcomes of {dataset}, which an analysis reads")
    records = pd.concat(frames, ignore_index=True)
    days = records["AVISIT"].map({name: visit.target_day for name, visit in trial.visits.items()}).astype("float64")
    records = records.assign(ADY=days, ADT=FIRST_DAY + pd.to_timedelta(days.fillna(1) - 1, unit="D"))
    records = records.assign(AVALC=records["AVAL"].map("{:g}".format).astype("str"))
    return build_scored(trial, dataset, quantified(trial, dataset, records), adsl)[0]


def quantified(trial: Trial, name: str, records: pd.DataFrame) -> pd.DataFrame:
    """Let the assay have its limits: what lies beyond one is written as `<0.7`, and read as it is in a file."""
    dataset = trial.datasets[name]
    if not any(parameter.limits for parameter in dataset.parameters.values()):
        return records
    value, text = records["AVAL"].to_numpy(dtype=float), records["AVALC"].astype("object")
    known = np.ones(len(records), dtype=bool)
    for paramcd, parameter in dataset.parameters.items():
        own = (records["PARAMCD"] == paramcd).to_numpy(dtype=bool)
        for key, limit in parameter.limits.both.items() if parameter.limits else ():
            assert limit.number is not None  # the trial file was checked
            beyond = own & (value < limit.number if key == "lower" else value > limit.number)
            text = text.mask(beyond, f"{'<' if key == 'lower' else '>'}{limit.number!r}")
            known &= ~beyond
    texts = text.astype("str")
    written = records.assign(AVAL=records["AVAL"].where(known), AVALC=texts, _text=texts, _plain=texts, _factor=1.0)
    written["_name"] = [(paramcd,) for paramcd in written["PARAMCD"]]
    listing = Listing(name, str(dataset.source), trial.problems.updated(dataset.problems))
    read = apply_limits(written, dataset, trial.sources[str(dataset.source)], listing)
    assert not listing.parts  # what is written here is what is declared
    return read.drop(columns=["_text", "_plain", "_factor", "_name", NUMBER_BEYOND, *DECLARED.values()])


def affected_of(trial: Trial, drawn: Drawn, replicate: int, adsl: pd.DataFrame) -> pd.DataFrame:
    """Make the intercurrent events, a row a subject and event, with the first visit that each affects."""
    frames = []
    for name, begins in drawn.begins.items():
        who = np.flatnonzero(begins[replicate] <= len(drawn.world.visits))
        visit = np.array(drawn.world.visits)[begins[replicate][who] - 1]
        frames.append(
            pd.DataFrame(
                {
                    "USUBJID": adsl["USUBJID"].to_numpy()[who],
                    "ICE": name,
                    "ICETERM": trial.intercurrent_events[name].label,
                    "AVISIT": visit,
                }
            )
        )
    found = (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=["USUBJID", "ICE", "ICETERM", "AVISIT"])
    )
    numbers = found["AVISIT"].map({name: visit.AVISITN for name, visit in trial.visits.items()}).astype("float64")
    return found.assign(AVISITN=numbers, ASTDT=pd.Series(pd.NaT, index=found.index), ASTDY=np.nan, ICEREAS="")
