"""The words of the rows of the flow of participants and of the checklist, by which their displays find them."""

from __future__ import annotations

from enum import StrEnum

from trialstats.results.rows import ANALYSED, OBSERVED

__all__ = ["Asked", "Flow"]


class Asked(StrEnum):
    """`level` of the rows of an item of the checklist, kind value; PARAM is the answer."""

    REPORTED = "REPORTED"  # what is known of it
    PLACE = "PLACE"  # where the report has it


class Flow(StrEnum):
    """`variable` of rows of kind count: a box of the diagram, or with a `level` the part of it for one reason.

    `group` is the name of an analysis, PARAM its label. Those of nobody's arm are of all arms together alone.
    """

    ASSESSED = "ASSESSED"  # for eligibility; of all alone
    NOT_RANDOMISED = "NOTRAND"  # of all alone; reasons
    RANDOMISED = "RAND"
    RECEIVED = "RECEIVED"  # the treatment allocated
    NOT_RECEIVED = "NOTRECD"  # reasons
    BEGAN = "BEGAN"  # of a crossover trial: a period (`level`)
    LEFT = "LEFT"  # began no further period: that one (`level`) is the first they did not begin; reasons in `group`
    COMPLETED = "COMPLETED"
    DISCONTINUED = "DISCONTINUED"  # reasons
    NOT_KNOWN = "NOTKNOWN"  # nobody says how it ended
    ANALYSED = ANALYSED  # by an analysis (`group`)
    OBSERVED = OBSERVED  # of these, with a value at the timepoint (`level`)
    EXCLUDED = "EXCLUDED"  # from an analysis (`group`); reasons
