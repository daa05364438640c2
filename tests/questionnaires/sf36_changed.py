"""The scoring package with a mistake put into it, for as long as a `with` block lasts."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from trialstats.questionnaires.sf36 import norms, resources, versions

Edit = Callable[[dict[str, Any]], Any]

CACHED = (versions.load_version, norms.load_norms, norms.load_summaries)


@contextmanager
def changed(**edits: Edit) -> Iterator[None]:
    """Edit constants by name, e.g. `v1=edit`; `edit` changes what the file holds in place.

    Everything that was made of the constants before is forgotten, and again at the end.
    """

    def read(name: str) -> dict[str, Any]:
        constants = copy.deepcopy(resources.read_constants(name))
        if name in edits:
            edits[name](constants)
        return constants

    with pytest.MonkeyPatch.context() as patch:
        for module in (versions, norms):
            patch.setattr(module, "read_constants", read)
        forget()
        try:
            yield
        finally:
            forget()


def forget() -> None:
    for made in CACHED:
        made.cache_clear()


def set_values(constants: dict[str, Any], item: int, values: list[float]) -> None:
    """Give an item other recoded values."""
    for entry in constants["values_of_codes_from_1"]:
        entry["items"] = [other for other in entry["items"] if other != item]
    constants["values_of_codes_from_1"].append({"items": [item], "values": values})
