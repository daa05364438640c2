"""The words of the rows of models of continuous outcomes."""

from __future__ import annotations

__all__ = ["ALL_TERMS", "DOSE"]

# `variable` of a row of kind trend: the dose of the arm as a number, by the name that ADaM has for it.
DOSE = "TRT01PN"
# `variable` of the one row of kind joint_test where no term could be tested; else it is the term.
ALL_TERMS = "all terms"
