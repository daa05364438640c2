"""The items of CONSORT 2025 by number: where in a report they belong, and what they are about in a few words of ours.

Hopewell S, Chan A-W, Collins GS, et al. CONSORT 2025 statement. BMJ 2025;389:e081123, table 1, has their wording.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ITEMS", "Item"]


class Item(NamedTuple):
    """An item: the section of a paper, its number, and its topic."""

    section: str
    number: str
    topic: str


TITLE, OPEN, INTRODUCTION = "Title and abstract", "Open science", "Introduction"
METHODS, RESULTS, DISCUSSION = "Methods", "Results", "Discussion"

ITEMS = (
    Item(TITLE, "1a", "Randomised, in the title"),
    Item(TITLE, "1b", "Structured abstract"),
    Item(OPEN, "2", "Registration"),
    Item(OPEN, "3", "Protocol and statistical analysis plan"),
    Item(OPEN, "4", "Sharing of data and code"),
    Item(OPEN, "5a", "Funding"),
    Item(OPEN, "5b", "Conflicts of interest"),
    Item(INTRODUCTION, "6", "Background"),
    Item(INTRODUCTION, "7", "Objectives, of benefit and harm"),
    Item(METHODS, "8", "Involvement of patients and the public"),
    Item(METHODS, "9", "Design"),
    Item(METHODS, "10", "Changes after the trial began"),
    Item(METHODS, "11", "Setting"),
    Item(METHODS, "12a", "Who could take part"),
    Item(METHODS, "12b", "Who could treat"),
    Item(METHODS, "13", "Interventions and comparators"),
    Item(METHODS, "14", "Outcomes"),
    Item(METHODS, "15", "Harms: how assessed"),
    Item(METHODS, "16a", "Sample size"),
    Item(METHODS, "16b", "Interim analyses and stopping"),
    Item(METHODS, "17a", "Random sequence: who and how"),
    Item(METHODS, "17b", "Type of randomisation, restrictions"),
    Item(METHODS, "18", "Concealment of the allocation"),
    Item(METHODS, "19", "Implementation"),
    Item(METHODS, "20a", "Blinding: who"),
    Item(METHODS, "20b", "Blinding: how"),
    Item(METHODS, "21a", "Statistical methods of comparisons"),
    Item(METHODS, "21b", "Who is in each analysis"),
    Item(METHODS, "21c", "Missing data"),
    Item(METHODS, "21d", "Additional analyses: methods"),
    Item(RESULTS, "22a", "Flow of participants"),
    Item(RESULTS, "22b", "Losses and exclusions, with reasons"),
    Item(RESULTS, "23a", "Dates of recruitment and follow-up"),
    Item(RESULTS, "23b", "Why the trial ended"),
    Item(RESULTS, "24a", "Interventions as delivered"),
    Item(RESULTS, "24b", "Concomitant care"),
    Item(RESULTS, "25", "Baseline"),
    Item(RESULTS, "26", "Numbers analysed, outcomes, effects"),
    Item(RESULTS, "27", "Harms: results"),
    Item(RESULTS, "28", "Additional analyses: results"),
    Item(DISCUSSION, "29", "Interpretation"),
    Item(DISCUSSION, "30", "Limitations, generalisability"),
)
