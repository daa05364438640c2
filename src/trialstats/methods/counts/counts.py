"""Recurrent events: how often they happen in each arm, and the ratio of the rates by a regression of their number."""

from __future__ import annotations

from trialstats.engines.rates import PER, UNIT
from trialstats.methods.counts.comparison import Observed, compare, model_in_brief, sentences
from trialstats.methods.counts.follow_up import FollowUp
from trialstats.methods.counts.options import Counts
from trialstats.methods.counts.rows import EVENTS
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.named import all_named
from trialstats.methods.shared.occurrences.events import people_of
from trialstats.methods.shared.occurrences.words import follow_up_notes, period_words, time_ended
from trialstats.methods.shared.used import told_of_left_out
from trialstats.results.collector import Collector
from trialstats.results.shape import Result

__all__ = ["check", "run"]

OFFSET = "log person-time as offset"


def check(analysis: Counts, inputs: Inputs) -> None:
    """Refuse choices of subjects and records that cannot be made."""
    FollowUp(analysis, inputs)


def run(analysis: Counts, inputs: Inputs) -> Result:
    """Count the events of each subject in its follow-up, and compare the arms.

    Rows: rate (variable EVENTS, ARM: n subjects, of whom `count` had any of the `events` in `value` person-years; as
    counted, not adjusted; variable ADJUSTED: of the model), rate_ratio (variable EVENTS, ARM, REFERENCE; std_error of
    its logarithm), interaction (variable: a number of `by_arm`, group: its label; ARM, REFERENCE: by what their ratio
    is multiplied where the number is larger by `level`; `value`: its mean, at which the ratio is told) and variance
    (ARM All; variable DISPERSION, whose statistic and p_value are those of the likelihood ratio against Poisson's
    model; PEARSON: chi-square over df, `statistic` the chi-square); margin, if there is one.
    """
    collector = Collector(inputs.name, "fits")
    followed = FollowUp(analysis, inputs)
    collector.exclude({"dataset": "adsl"}, followed.of_subjects)
    collector.exclude({"dataset": analysis.dataset}, followed.of_events)
    compare(analysis, inputs, Observed(followed.subjects, {}, EVENTS, PER, UNIT, analysis.better), collector)
    collector.add(*told_of_left_out(collector, all_named(inputs)))
    assert analysis.follow_up is not None  # the trial file was checked
    counted = (
        f"Events that begin {period_words(analysis.follow_up, inputs)} count, each by itself; so does one whose date "
        "does not tell that it lies outside."
    )
    return collector.result(
        software="statsmodels, scipy",
        inference=" ".join(
            [counted, *time_ended(inputs, with_time=True), *sentences(analysis, inputs, "the number of events", OFFSET)]
        ),
        brief=model_in_brief(analysis, inputs, OFFSET),
        undated_events=followed.undated,
        **follow_up_notes(people_of(analysis, inputs), followed.days),
    )
