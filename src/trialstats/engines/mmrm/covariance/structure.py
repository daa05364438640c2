"""What the engine asks of a covariance structure."""

from __future__ import annotations

from typing import Protocol

from trialstats.engines.mmrm.arrays import Floats

__all__ = ["Structure"]


class Structure(Protocol):
    """A family of covariance matrices S_c(theta), c one of C cells, theta any real vector of length K.

    A cell is a set of subjects who share a matrix: all of them, the members of a group, or, where
    the times of measurement differ, those measured at the same times. theta is the optimiser's; a theta
    whose S is not positive definite is for the search to refuse. `n_cells` is C, `n_visits` T, `n_theta` K.
    """

    @property
    def n_cells(self) -> int: ...

    @property
    def vanishing(self) -> tuple[slice, ...]:
        """The cells, once for each group, that no member leaves without correlation although some come near to it: the
        range of sp_exp and sp_gau is never zero. Where no correlation is a member it is a place like any other."""
        ...

    @property
    def closed(self) -> bool:
        """Whether the edge of its matrices is part of the family, so that a search that nears it is not lost."""
        ...

    @property
    def n_visits(self) -> int: ...

    @property
    def n_theta(self) -> int: ...

    def start(self, covariance: Floats) -> Floats:
        """theta (K,) of a member near to the positive definite `covariance` (T, T)."""
        ...

    def matrices(self, theta: Floats) -> Floats:
        """S (C, T, T)."""
        ...

    def first(self, theta: Floats) -> Floats:
        """dS/dtheta_k, (K, C, T, T)."""
        ...

    def second(self, theta: Floats, weight: Floats) -> Floats:
        """sum_cab weight[c, a, b] d2S[c, a, b]/dtheta_k dtheta_l, (K, K), for symmetric weights (C, T, T).

        Contracted at once: the whole second derivative of us over 30 visits would take 1.5 GB.
        """
        ...

    def curvature(self, theta: Floats, spread: Floats) -> Floats:
        """sum_kl w_kl d2S/dphi_k dphi_l, (C, T, T), where phi are SAS's parameters of the structure.

        `spread` (K, K) is the covariance of theta; w is it turned into that of phi. What Kenward and
        Roger's adjustment adds for a structure that is not linear depends on the parameters in
        which it is written, so this is done in SAS's whatever the optimiser uses.
        """
        ...
