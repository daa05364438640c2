"""What the analysis of medication says of how it was counted."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trialstats.methods.medication.options import Medication
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import variable_named
from trialstats.methods.shared.occurrences.words import SAME, SCORE, follow_up_notes, period_words, time_ended

__all__ = ["notes"]


def notes(analysis: Medication, people: pd.Series[str], days: pd.Series[float], inputs: Inputs) -> dict[str, Any]:
    """Say how medication was counted."""
    assert analysis.follow_up is not None  # the trial file was checked
    when = period_words(analysis.follow_up, inputs)
    which = (
        f"Courses that begin {when} count."
        if analysis.counts == "started"
        else f"Courses taken on any day {when} count, also those begun before and not over."
    )
    said = [
        which,
        "Percentages are of the subjects of the arm whose follow-up is known.",
        SAME if inputs.paired else SCORE,
    ]
    said += time_ended(inputs, with_time=True)
    if analysis.days or analysis.end:
        said.append(
            "Days of use are days of the calendar in the follow-up: one on which several courses run counts once."
        )
    if analysis.days:
        filled = (
            "; where they are not recorded, those in the follow-up from start to end, a blank end being its last day"
            if analysis.end
            else ""
        )
        said.append(f"Person-days of courses: their days as recorded{filled}; added up, overlapping ones as well.")
    if analysis.counts == "started":
        said.append(
            "Rates of courses with the variance between subjects."
            if inputs.paired
            else "Rates of courses with the variance between subjects; their ratio from the Poisson model with log "
            "person-time as offset and a sandwich variance by subject, n / (n - 1) in each arm, on the log scale (Lin "
            "et al., JRSS B 2000;62:711-730)."
        )
        compared = "" if inputs.paired else "; arms by the log-rank test"
        said.append(
            "Time to the first course: Kaplan-Meier estimate, Greenwood's variance, interval on the complementary "
            f"log-log scale{compared}. Subjects are censored where their follow-up "
            "ends; those whose courses all have no date are left out."
        )
    if analysis.dose:
        dose, intakes = (
            name and variable_named(str(analysis.dataset), name, inputs) for name in (analysis.dose, analysis.intakes)
        )
        times = f"{intakes} a day" if intakes else "one intake a day"
        said.append(f"Total dose: {dose} times {times} times days, by medicine; where each is recorded.")
    return {
        "software": "trialstats; scipy (distributions)",
        "inference": " ".join(said),
        **follow_up_notes(people, days),
    }
