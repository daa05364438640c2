"""Many replicates of one design, fitted together: what simulations, power and resampling are made of.

    design = ReplicateDesign(x, covariance="us", ddf="kr", hypotheses=rows)
    fits = design.fit(outcomes)

Arrays in, arrays out. The numbers are those of `fit_mmrm`; only the way to them differs:

1. Subjects with the same visits seen enter a fit by their sums of products alone (`features`, `problem`), so a
   replicate is a handful of small matrices whatever the number of its subjects.
2. All replicates take their Newton steps in lock step (`search`), each with its own halvings, until it is done.
3. A replicate that needs more care than that, such as a second start, goes to the engine (`one_by_one`).
"""

from trialstats.engines.mmrm.replicates.design import ReplicateDesign
from trialstats.engines.mmrm.replicates.fits import ReplicateFits

__all__ = ["ReplicateDesign", "ReplicateFits"]
