"""What the engine asks of a covariance structure."""

from __future__ import annotations

from typing import Protocol

from trialstats.mmrm.arrays import Floats

__all__ = ["Structure"]


class Structure(Protocol):
    """A family of T x T covariance matrices S(theta), theta any real vector of length K.

    theta is the optimiser's: unbounded, with S positive definite everywhere. `name` is the word the
    user writes; `n_visits` is T; `n_theta` is K.
    """

    @property
    def name(self) -> str: ...

    @property
    def n_visits(self) -> int: ...

    @property
    def n_theta(self) -> int: ...

    def start(self, covariance: Floats) -> Floats:
        """theta (K,) of a member near to the positive definite `covariance` (T, T)."""
        ...

    def matrix(self, theta: Floats) -> Floats:
        """S (T, T)."""
        ...

    def first(self, theta: Floats) -> Floats:
        """dS/dtheta_k, (K, T, T)."""
        ...

    def second(self, theta: Floats, weight: Floats) -> Floats:
        """sum_ab weight[a, b] d2S[a, b]/dtheta_k dtheta_l, (K, K), for a symmetric weight (T, T).

        Contracted at once: the whole second derivative of us over 30 visits would take 1.5 GB.
        """
        ...
