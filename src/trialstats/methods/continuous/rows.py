"""The words of the rows of models of continuous outcomes."""

from __future__ import annotations

__all__ = ["ALL_TERMS", "COUNTED", "COURSE", "DAY", "DOSE", "OBSERVED", "OWN_COURSE"]

# `variable` of a row of kind trend: the dose of the arm as a number, by the name that ADaM has for it.
DOSE = "TRT01PN"
# `variable` of the one row of kind joint_test where no term could be tested; else it is the term.
ALL_TERMS = "all terms"
# `level` of rows of kind point of a course over time, whose `variable` is the time: of an arm as the model predicts it,
# the means recorded at visits, and a subject's own as the model predicts it.
COURSE, OBSERVED, OWN_COURSE = "predicted {place:02d}", "observed", "own {place:02d}"
# `variable` of such rows where the time is each record's own day; else it is the number of the visit.
DAY = "ADY"
# Words before the number of a visit that say what is counted, and what a slope is per.
COUNTED = ("day", "week", "month", "year")
