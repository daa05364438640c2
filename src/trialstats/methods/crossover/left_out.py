"""What the displays of crossover trials leave out of the rows of their analyses, and why."""

from __future__ import annotations

from trialstats.display.left_out import BEYOND, RULES, ByDisplay, LeftOut
from trialstats.methods.crossover.options import CrossoverBinaryTable, CrossoverFigure, CrossoverTable
from trialstats.methods.crossover.rows import Effect
from trialstats.results.kinds import Kind

__all__ = ["LEFT_OUT"]

OF_EACH = LeftOut(Kind.VALUE, "the records of subjects, which the figure shows", {"variable": None})

LEFT_OUT: ByDisplay = {
    CrossoverTable: (
        RULES,
        OF_EACH,
        BEYOND,
        LeftOut(
            Kind.JOINT_TEST,
            "of one degree of freedom, whose comparison stands in a line of its own",
            {"variable": (Effect.TREATMENT, Effect.PERIOD, Effect.SEQUENCE, Effect.CARRY_OVER)},
            some=True,
        ),
    ),
    CrossoverBinaryTable: (RULES,),
    CrossoverFigure: (
        RULES,
        BEYOND,
        *(
            LeftOut(kind, "the figure is of the values; the table compares the treatments")
            for kind in (
                Kind.LSMEAN,
                Kind.GEOMETRIC_MEAN,
                Kind.DIFFERENCE,
                Kind.RATIO,
                Kind.MARGIN,
                Kind.COEFFICIENT,
                Kind.JOINT_TEST,
                Kind.RANK_TEST,
                Kind.SHIFT,
                Kind.SUMMARY,
            )
        ),
    ),
}
