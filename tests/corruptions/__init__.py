"""Corruptions of a trial's files, as exports, editors, networks and people make them, each repeatable from its seed.

    case = corrupt(files, "dates: day and month swapped", seed)

An operation takes the bytes of one file and a generator of random numbers; it gives other bytes and says in a few
words what it did, or raises NotHere where the file has nothing for it. `bytes_` damages files as bytes and encodings,
`table` their columns, rows and structure, `cells` ids, numbers, dates, units and markup, `trial_file` the trial file.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from tests.corruptions.bytes_ import BYTES, ENCODINGS
from tests.corruptions.cells import DATES, IDS, MARKUP, NUMBERS, UNITS
from tests.corruptions.parts import NotHere, Operation
from tests.corruptions.table import COLUMNS, ROWS, STRUCTURE
from tests.corruptions.trial_file import TRIAL_FILE

__all__ = ["OF_DATA", "OPERATIONS", "Case", "corrupt"]

FAMILIES = {
    "bytes": BYTES,
    "encoding": ENCODINGS,
    "columns": COLUMNS,
    "rows": ROWS,
    "structure": STRUCTURE,
    "ids": IDS,
    "numbers": NUMBERS,
    "dates": DATES,
    "units": UNITS,
    "markup": MARKUP,
}
OF_DATA: dict[str, Operation] = {
    f"{family}: {name}": operation for family, operations in FAMILIES.items() for name, operation in operations.items()
}
OF_TRIAL_FILE: dict[str, Operation] = {f"trial file: {name}": operation for name, operation in TRIAL_FILE.items()}
OPERATIONS = {**OF_DATA, **OF_TRIAL_FILE}


@dataclass(frozen=True)
class Case:
    """One corruption: its operation, the file, what was done to it, and the file's new content."""

    operation: str
    file: str
    done: str
    content: bytes


def corrupt(data: Mapping[str, bytes], trial_file: Mapping[str, bytes], operation: str, seed: str) -> Case:
    """Corrupt one of the files, chosen at random; NotHere where the operation can be done to none of them."""
    rng = random.Random(f"{operation} {seed}")
    files = trial_file if operation in OF_TRIAL_FILE else data
    for file in rng.sample(sorted(files), len(files)):
        try:
            content, done = OPERATIONS[operation](files[file], rng)
        except NotHere:
            continue
        if content != files[file]:
            return Case(operation, file, done, content)
    raise NotHere(operation)
