"""Print where the Snakefile lies, for Snakemake itself, such as on a cluster."""

from __future__ import annotations

__all__ = ["workflow"]

HELP = "print where the Snakefile lies, for Snakemake itself"


def workflow() -> int:
    """Print where the Snakefile lies, for Snakemake itself, such as on a cluster.

    Returns
    -------
    int
        0.

    Examples
    --------
    snakemake -s "$(trialstats workflow)" --config trials=pain
    """
    from trialstats.plan.workflow import SNAKEFILE

    print(SNAKEFILE)
    return 0
