"""What a trial file does not say and stands for all the same: the standard set, headings, numbers, labels."""

from __future__ import annotations

from trialstats.trialfile.completion.checklist import with_answers, with_checklist
from trialstats.trialfile.completion.headings import with_headings
from trialstats.trialfile.completion.hypotheses import with_hypotheses
from trialstats.trialfile.completion.labels import with_labels
from trialstats.trialfile.completion.listings import with_listing_headings, with_listings
from trialstats.trialfile.completion.measures import with_measures
from trialstats.trialfile.completion.numbers import with_numbers
from trialstats.trialfile.completion.people import with_people_followed
from trialstats.trialfile.completion.repeated import with_repeated
from trialstats.trialfile.completion.sensitivity import with_sensitivity
from trialstats.trialfile.completion.standard_set import asks_for_standard, with_standard
from trialstats.trialfile.trial import Trial

__all__ = ["asks_for_more", "completed", "with_more", "with_repeated"]


def asks_for_more(trial: Trial) -> bool:
    """Tell whether a trial file stands for analyses that it does not declare: a standard set, or what stresses one."""
    return asks_for_standard(trial) or any(estimand.sensitivity for estimand in trial.estimands.values())


def with_more(trial: Trial) -> Trial:
    """Give a sound trial the analyses and displays that it asks for without declaring them."""
    standard = with_standard(with_listings(trial))
    return with_checklist(with_people_followed(with_hypotheses(with_sensitivity(with_repeated(standard)))))


def completed(trial: Trial) -> Trial:
    """Give a sound trial with a label for every analysis, a title, section and number for every display."""
    return with_answers(with_listing_headings(with_numbers(with_headings(with_measures(with_labels(trial))))))
