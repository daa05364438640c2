"""What follows people through the trial, completed: to which analyses, and who was treated."""

from __future__ import annotations

from trialstats.trialfile.standard import safety_population
from trialstats.trialfile.stressed import main_analyses
from trialstats.trialfile.trial import Trial

__all__ = ["with_people_followed"]


def with_people_followed(trial: Trial) -> Trial:
    """Complete the analyses that follow people with what they do not say: the main analyses, the flag of treatment."""
    found = {
        name: analysis.following(main_analyses(trial), treated_flag(trial))
        for name, analysis in trial.analyses.items()
        if analysis.follows_people
    }
    return trial.model_copy(update={"analyses": {**trial.analyses, **found}}) if found else trial


def treated_flag(trial: Trial) -> str | None:
    """Name the flag of the safety population, where it asks for more than randomisation: then it tells of treatment."""
    flag = safety_population(trial)
    asks = trial.populations[flag].model_fields_set - {"label", "randomised"}
    return flag if flag.startswith("SAF") and asks else None
