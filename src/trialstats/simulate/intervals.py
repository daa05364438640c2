"""How sure a simulation is of a share: the interval of Clopper and Pearson."""

from __future__ import annotations

from scipy.special import betaincinv

__all__ = ["share_interval"]


def share_interval(count: int, total: int, conf_level: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval (Biometrika 1934;26:404-413), which never covers less than it says."""
    tail = (1 - conf_level) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, total - count + 1, tail))
    high = 1.0 if count == total else float(betaincinv(count + 1, total - count, 1 - tail))
    return low, high
