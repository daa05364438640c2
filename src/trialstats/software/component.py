"""The packages that the program needs at run time, as they are installed."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trialstats.errors import DataError
from trialstats.software.licence import Licence, licence_of

__all__ = ["PROGRAM", "PYTHON", "Component", "components", "hashes_in"]

PROGRAM = "trialstats"
PYTHON = "python"


@dataclass(frozen=True)
class Component:
    """A package: its name (normalised), version, licence, what it needs by name, SHA-256 of its files in the lock."""

    name: str
    version: str
    licence: Licence
    needs: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()

    @property
    def purl(self) -> str:
        """Its name in the notation of package URLs."""
        kind = "generic" if self.name == PYTHON else "pypi"
        return f"pkg:{kind}/{self.name}@{self.version}"


def components(lock: str) -> list[Component]:
    """List Python, the program and every package that it needs, in turn, by name; what only tests need is none.

    lock: the text of requirements.lock, or nothing where there is none. DataError where a needed package is absent.
    """
    hashes = hashes_in(lock)
    found: dict[str, Component] = {}
    waiting = [PROGRAM]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = component(name, hashes)
            waiting += found[name].needs
    python = Component(PYTHON, platform.python_version(), Licence("PSF-2.0", "its documentation", spdx=True))
    return sorted([python, *found.values()], key=lambda one: one.name)


def component(name: str, hashes: Mapping[str, tuple[str, ...]]) -> Component:
    try:
        package = distribution(name)
    except PackageNotFoundError:
        raise DataError(f"{name}: not installed, and needed: install what requirements.lock says") from None
    needs = tuple(sorted(set(needed(package))))
    return Component(name, package.version, licence_of(package), needs, hashes.get(f"{name}=={package.version}", ()))


def needed(package: Distribution) -> Iterator[str]:
    """Name what a package needs here: without extras that nobody asked for, and on this system and Python."""
    for text in package.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield canonicalize_name(requirement.name)


def hashes_in(lock: str) -> dict[str, tuple[str, ...]]:
    """Read of each `name==version` of a lock the SHA-256 of its files, one a platform."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in re.split(r"\n(?=\S)", lock):
        if named := re.match(r"([A-Za-z0-9._-]+)==(\S+)", entry):
            key = f"{canonicalize_name(named[1])}=={named[2]}"
            found[key] = tuple(sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)))
    return found
