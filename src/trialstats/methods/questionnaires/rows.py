"""The words of the rows on questionnaires, by which tables and figures find them."""

from __future__ import annotations

from enum import StrEnum

from trialstats.results.rows import MISSING

__all__ = ["NORM", "Change", "Quality", "Rule", "Size"]

# `variable` of rows of kind value: mean and SD of a norm population (`level`).
NORM = "NORM"


class Quality(StrEnum):
    """`variable` of rows of kind count: how well a questionnaire was answered, in the order of display."""

    RECEIVED = "RECEIVED"  # questionnaires, of the subjects
    ITEMS = "ITEMS"  # items answered, of those of the questionnaires received
    COMPLETE = "COMPLETE"  # questionnaires with every item of the scale
    SCORED = "SCORED"  # those whose scale could be computed
    FLOOR = "FLOOR"  # scores at the lowest possible value; `value` is the percentage above which that is flagged
    CEILING = "CEILING"  # scores at the highest


class Rule(StrEnum):
    """`group` of subjects classified by their change: the rule by which."""

    INDEX = "RCI"  # the reliable change index
    MCID = "MCID"  # the change that matters to a patient


class Change(StrEnum):
    """`level` of subjects classified by their change; they add up to all of an arm."""

    IMPROVED = "Improved"
    UNCHANGED = "Unchanged"
    WORSENED = "Worsened"
    MISSING = MISSING


class Size(StrEnum):
    """`variable` of rows of kind value: what a threshold is made of, and the threshold of a rule."""

    SD = "SD"  # of the score at baseline
    RELIABLE = "RELIABLE"  # the smallest change beyond error of measurement
    MCID = Rule.MCID  # `level` says where it comes from
    STEP = "STEP"  # how far apart values of complete questionnaires lie at the least
