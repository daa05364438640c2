"""All requirements, in the order of the protocol."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from trialstats.errors import SpecError
from trialstats.trialfile.text.wording import nearest
from trialstats.validate.requirement import Domain, Requirement

__all__ = ["PARTS", "all_requirements", "chosen", "domains"]

PARTS = {"IQ": "Installation qualification", "OQ": "Operational qualification", "PQ": "Performance qualification"}

# The modules of `domains`, and the name of the domain in each.
DOMAINS = {
    "installed": "installed",
    "mixed_models": "mmrm",
    "random_coefficients": "mixed",
    "least_squares": "ancova",
    "imputed": "imputed",
    "below_limits": "censored",
    "shares": "shares",
    "margins": "margins",
    "counted": "counts",
    "times": "times",
    "ranked": "ranks",
    "crossed": "crossed",
    "several_hypotheses": "hypotheses",
    "scores": "scores",
    "handed_in": "handed_in",
    "whole_trial": "whole",
}


def domains() -> list[Domain]:
    """The domains, in the order of the protocol."""
    found = [getattr(import_module(f"trialstats.validate.domains.{module}"), name) for module, name in DOMAINS.items()]
    return sorted(found, key=lambda domain: list(PARTS).index(domain.part))


def all_requirements() -> list[Requirement]:
    return [requirement for domain in domains() for requirement in domain.requirements]


def chosen(names: Sequence[str]) -> list[Requirement]:
    """The requirements of these ids (MMRM-01) or domains (MMRM); all where none is named.

    SpecError: a name that is neither.
    """
    every = all_requirements()
    known = {one.id for one in every} | {one.domain.prefix for one in every} | set(PARTS)
    if wrong := [name for name in names if name.upper() not in known]:
        raise SpecError([f"{name}: is no requirement{nearest(name.upper(), sorted(known))}" for name in wrong])
    wanted = {name.upper() for name in names}
    return [one for one in every if not wanted or wanted & {one.id, one.domain.prefix, one.domain.part}]
