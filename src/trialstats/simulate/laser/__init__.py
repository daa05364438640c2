"""The built-in trial `laser`, made by our own seeded code: synthetic, no patient exists.

Deep tissue laser therapy against sham in painful diabetic polyneuropathy, 120 subjects in four sites.
"""

from __future__ import annotations

from trialstats.simulate.laser.design import SEED
from trialstats.simulate.laser.write import simulate_laser

__all__ = ["SEED", "simulate_laser"]
