"""What stands in the place of arms in a crossover trial, for methods that were made for parallel groups.

Its arms are treatments, and subjects are randomised to sequences. A method that describes people has the sequences for
its groups. One that counts events has the treatments: who had a treatment stands once in it, and an event counts where
it began (TRTA, or where nothing says what was taken, TRTP).
"""

from __future__ import annotations

import dataclasses

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.occurrences.events import ONSET
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.crossover import actual_variable, planned_variable, start_variable
from trialstats.trialfile.trial import Trial

__all__ = ["by_treatment", "groups_of"]

APART = "\N{MIDDLE DOT}"  # between subject and treatment


def groups_of(trial: Trial, analysis: Method) -> tuple[str, ...]:
    """Give the groups that an analysis has in the place of arms, the reference first."""
    if trial.crossover and analysis.in_crossover == "sequences":
        return trial.groups
    return tuple(trial.arm_order)


def by_treatment(trial: Trial, inputs: Inputs) -> Inputs:
    """Let who had a treatment stand once in it, and each event under the treatment at its onset.

    Raises SpecError where the trial file does not tell who had which treatment, or an event's.
    """
    crossover = trial.crossover
    if crossover is None:
        return inputs
    each = [under(inputs.adsl, period, trial) for period in range(1, crossover.length + 1)]
    people = pd.concat(each, ignore_index=True).drop_duplicates(["USUBJID", "TRT01P"])
    typed = pd.Categorical(people["TRT01P"], trial.arm_order, ordered=True)
    adsl = people.assign(USUBJID=people["USUBJID"] + APART + people["TRT01P"], TRT01P=typed).reset_index(drop=True)
    datasets = {name: events_under(frame, name, inputs.name) for name, frame in inputs.datasets.items()}
    return dataclasses.replace(inputs, adsl=adsl, datasets=datasets, paired=True)


def under(adsl: pd.DataFrame, period: int, trial: Trial) -> pd.DataFrame:
    """Take the subjects who had a treatment in a period, with it as TRT01P."""
    taken, start = actual_variable(period), start_variable(period)
    if taken in adsl:
        treatment, had = adsl[taken], adsl[taken].notna()
    elif start in trial.subjects.dates:
        treatment, had = adsl[planned_variable(period)], adsl[start].notna()
    else:
        raise SpecError(
            f"nothing says who had period {period}: a crossover trial counts events by treatment, and needs "
            f"`subjects.crossover.actual`, or the date {start} under `subjects.dates`"
        )
    return adsl.assign(TRT01P=treatment.astype("object"))[(had & treatment.notna()).fillna(False).astype(bool)]


def events_under(frame: pd.DataFrame, name: str, analysis: str) -> pd.DataFrame:
    """Give each event the subject and treatment that it began under."""
    treatment = frame["TRTA"] if "TRTA" in frame else frame["TRTP"]
    if frame["APERIOD"].isna().all() and len(frame):
        raise SpecError(
            f"no event of {name} belongs to a period: a crossover trial counts events by treatment at onset, and needs "
            f"the dates {start_variable(1)}, {start_variable(2)} under `subjects.dates`, or a column APERIOD of {name}"
        )
    known = treatment.notna().fillna(False).astype(bool)
    who = frame["USUBJID"].astype("str") + APART + treatment.astype("object").fillna("").astype("str")
    return frame.assign(USUBJID=who.where(known, frame["USUBJID"]), **{ONSET: known})
