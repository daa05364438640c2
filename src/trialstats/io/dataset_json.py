"""Dataset-JSON 1.1 of CDISC, as one document (.json) or a line a row (.ndjson): values as they stand.

Read with Python's own parser: the file is plain JSON of one shape. What needs care is what it says of itself, its
counts and types, which libraries for it do not check.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from trialstats.errors import DataError
from trialstats.io.decode import decode
from trialstats.io.shown import shortened
from trialstats.io.table import RawTable
from trialstats.io.typed_values import typed_table
from trialstats.trialfile.parts.sources import Source

__all__ = ["read_dataset_json"]

VERSION = "1.1"
# How JSON writes the values of each type that a column may declare; an empty one is null.
TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("string", "decimal", "datetime", "date", "time", "URI"), (str,)),
    "integer": (int,),
    **dict.fromkeys(("float", "double"), (int, float)),
    "boolean": (bool,),
}


def read_dataset_json(path: Path, source: Source) -> RawTable:
    """Read the rows of a Dataset-JSON file; a value of another type than its column's is noted, and read as it stands.

    Raises DataError for what is no Dataset-JSON 1.1, for a row of another length than the columns, and where there are
    more or fewer rows than the file says.
    """
    text, _ = decode(path.read_bytes(), source.file, source.encoding or "utf-8")
    if source.kind == "ndjson":
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        head, *rows = (parsed(line, source, number) for number, line in lines or [(1, "")])
    else:
        head = parsed(text, source)
        rows = head.get("rows", []) if isinstance(head, dict) else []
    columns = declared_columns(head, source)
    refuse_rows(rows, columns, head, source)
    names = [column["name"] for column in columns]
    values = [[row[index] for row in rows] for index in range(len(columns))]
    refuse_nested(names, values, source)
    notes = [mistyped(column, held, source) for column, held in zip(columns, values, strict=True)]
    return replace(typed_table(names, values, source), notes=tuple(filter(None, notes)))


def parsed(text: str, source: Source, line: int | None = None) -> Any:
    """Parse JSON; DataError with the place where it is none."""
    try:
        return json.loads(text, parse_constant=no_number)
    except RecursionError:
        raise DataError(f"{source.file}: is no Dataset-JSON (it is nested too deeply)") from None
    except json.JSONDecodeError as error:
        at = f"{source.file}, line {line or error.lineno}, character {error.colno}"
        raise DataError(f"{at}: cannot be read as JSON ({error.msg}): was it copied whole?") from None
    except ValueError as error:
        raise DataError(f"{source.file}: cannot be read as JSON ({error})") from None


def no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def declared_columns(head: Any, source: Source) -> list[dict[str, Any]]:
    """Give what the file says of its columns; DataError where it is no Dataset-JSON of the version that is read."""
    if isinstance(head, dict) and ({"clinicalData", "referenceData"} & head.keys()):
        raise DataError(f"{source.file}: is Dataset-JSON 1.0: convert it to {VERSION}, or export the data as CSV")
    version = head.get("datasetJSONVersion") if isinstance(head, dict) else None
    if version is None:
        raise DataError(f"{source.file}: is JSON, but no Dataset-JSON {VERSION} of CDISC: export the data as CSV")
    if not isinstance(version, str) or version.split(".")[:2] != VERSION.split("."):
        raise DataError(f"{source.file}: is Dataset-JSON {version}, and {VERSION} is read")
    columns = head.get("columns")
    whole = isinstance(columns, list) and all(
        isinstance(column, dict) and isinstance(column.get("name"), str) and column.get("dataType") in TYPES
        for column in columns
    )
    if not whole or not columns:
        raise DataError(f"{source.file}: `columns` must give each column's `name` and `dataType` ({', '.join(TYPES)})")
    found: list[dict[str, Any]] = columns
    return found


def refuse_rows(rows: Any, columns: Sequence[Any], head: dict[str, Any], source: Source) -> None:
    """Refuse rows that are no rows of these columns, and another number of them than the file says."""
    if not isinstance(rows, list):
        raise DataError(f"{source.file}: `rows` is no list of rows")
    numbered = enumerate(rows, start=1)
    wrong = [(number, row) for number, row in numbered if not isinstance(row, list) or len(row) != len(columns)]
    if wrong:
        number, row = wrong[0]
        more = f" (and {len(wrong) - 1} more such rows)" if len(wrong) > 1 else ""
        what = f"has {len(row)} values" if isinstance(row, list) else "is no list"
        raise DataError(f"{source.file}, row {number}: {what}, and there are {len(columns)} columns{more}")
    told = head.get("records")
    if told != len(rows):
        cut = "was cut: " if isinstance(told, int) and told > len(rows) else ""
        raise DataError(f"{source.file}: {cut}it says that it has {told} records, and has {len(rows)}")


def refuse_nested(names: Sequence[str], values: Sequence[Sequence[Any]], source: Source) -> None:
    """Refuse columns of lists or records."""
    nested = [name for name, held in zip(names, values, strict=True) if any(isinstance(v, list | dict) for v in held)]
    if nested:
        raise DataError([f"{source.file}: column {name} holds lists or records, no single values" for name in nested])


def mistyped(column: dict[str, Any], held: Sequence[Any], source: Source) -> str | None:
    """Note the values of another type than the column declares."""
    kind, allowed = column["dataType"], (*TYPES[column["dataType"]], type(None))
    others = [(row, value) for row, value in enumerate(held, start=1) if type(value) not in allowed]
    if not others:
        return None
    row, value = others[0]
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    written = shortened(json.dumps(value, ensure_ascii=False))
    return f"{source.file}, row {row}{more}: {column['name']} = {written}, and the file declares it as {kind}"
