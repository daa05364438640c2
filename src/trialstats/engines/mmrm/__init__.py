"""The mixed model for repeated measures (MMRM): likelihood, estimates, tests.

Usable alone; imports nothing else of the package but its errors.

    result = fit_mmrm("CHG ~ BASE + TRTP*AVISIT", data, subject="USUBJID", visit="AVISIT")
    result.contrasts("TRTP", by="AVISIT")
"""

from trialstats.engines.mmrm.fit import fit_mmrm
from trialstats.engines.mmrm.ladder import Attempt
from trialstats.engines.mmrm.result import MMRMResult

__all__ = ["Attempt", "MMRMResult", "fit_mmrm"]
