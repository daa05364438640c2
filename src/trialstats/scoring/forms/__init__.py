"""Questionnaires whose scores are sums or means of their answers as coded: what their packages share.

A questionnaire is a file of constants: its items with their codes, its scores with the items of each, how many of
those must be answered, and where each rule was read. `bpi`, `dn4`, `npsi` and `paindetect` are the doors to them.
"""

from trialstats.scoring.forms.answers import check_answers, read_answers
from trialstats.scoring.forms.form import Form, Score, load_form
from trialstats.scoring.forms.scores import describe_scores, items_of_scores, score_answers

__all__ = [
    "Form",
    "Score",
    "check_answers",
    "describe_scores",
    "items_of_scores",
    "load_form",
    "read_answers",
    "score_answers",
]
