"""The packages as a software bill of materials: CycloneDX 1.6, in JSON (ECMA-424).

The same packages give the same bytes: there is no serial number and no time, which the standard leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trialstats.software.component import PROGRAM, PYTHON, Component

__all__ = ["bill_of_materials"]

SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"


def bill_of_materials(found: Sequence[Component]) -> dict[str, Any]:
    """Give the bill: the program, what it is made of, and what needs what."""
    by_name = {one.name: one for one in found}
    program = by_name[PROGRAM]
    return {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": described(program)},
        "components": [described(one) for one in found if one is not program],
        "dependencies": [
            {"ref": one.purl, "dependsOn": sorted(by_name[name].purl for name in needs(one))} for one in found
        ],
    }


def needs(one: Component) -> tuple[str, ...]:
    return (*one.needs, PYTHON) if one.name == PROGRAM else one.needs


def described(one: Component) -> dict[str, Any]:
    """Describe a package; the lock has a checksum for each of its files, of which a system installs one."""
    kind = {PROGRAM: "application", PYTHON: "platform"}.get(one.name, "library")
    own = {"expression": one.licence.name} if one.licence.spdx else {"license": {"name": one.licence.name}}
    entry: dict[str, Any] = {
        "type": kind,
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "licenses": [own],
        "purl": one.purl,
    }
    if one.hashes:
        hashes = [{"alg": "SHA-256", "content": content} for content in one.hashes]
        entry["externalReferences"] = [{"type": "distribution", "url": one.purl, "hashes": hashes}]
    return entry
