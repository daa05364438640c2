"""Write the ADAS-Cog data of the CDISC pilot, as the tests fit them, for the R programs beside this file."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4]))

from tests.engines.mmrm.data import adas

if __name__ == "__main__":
    adas().to_csv(sys.argv[1], index=False)
