"""Read a source of the trial file, whatever its format, as text with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from trialstats.errors import DataError
from trialstats.io.dataset_json import read_dataset_json
from trialstats.io.decode import is_guess
from trialstats.io.other_workbooks import read_other_workbook
from trialstats.io.packed import unpacked
from trialstats.io.parquet_file import read_parquet_file
from trialstats.io.pieces import Piece, check_agreement, counted, pieces_of, with_row_number
from trialstats.io.shown import escaped, shortened
from trialstats.io.statistical_files import read_statistical_file
from trialstats.io.table import RawTable
from trialstats.io.text_files import read_text_file
from trialstats.io.workbook import read_workbook
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.declared import About, Problem, reworded
from trialstats.trialfile.text.wording import nearest, nearest_few
from trialstats.trialfile.text.written import written

__all__ = ["NO_ROWS", "Raw", "read_source", "receive", "require_file"]

NO_ROWS = "if that is right, e.g. no adverse event at all, say `may_be_empty: true` of its source"

PATTERN = frozenset("*?[")  # in a name that stands for several
FEW_FILES = 5  # of a folder that are named where a file is not there

# A number that a spreadsheet program has rounded, as in 1.23457E+15: its last digits are lost.
ROUNDED = re.compile(r"\d[.,]\d+[eE]\+\d+")


@dataclass(frozen=True)
class Raw:
    """A source as received: frame of text columns with FILE and LINE, how it was read, and what to know of that.

    encodings: of each text file, by its name. problems: what is wrong with the files; rows and columns that are not to
    be trusted are not in the frame, so that the others can be looked at too.
    """

    frame: pd.DataFrame
    place: str
    encodings: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_source(source: Source, root: Path = Path()) -> Raw:
    """Read a source; DataError with all that is wrong with any of its files or sheets."""
    received = receive(source, root)
    if received.problems:
        raise DataError(received.problems)
    return received


def receive(source: Source, root: Path = Path()) -> Raw:
    """Read a source as far as it can be read, with what is wrong with its files or sheets.

    DataError where one is absent, empty, unreadable or lacks a column that is declared.
    """
    problems: list[str] = []
    pieces: list[Piece] = []
    tables: list[RawTable] = []
    notes: list[str] = []
    for path in source.files_beside:
        with gathering(problems):
            require_file(path, root)
    if problems:  # all else is read without it, and what is wrong there is said too
        source = source.model_copy(update={"labels": None, "label_file": None})
    for path in source.paths(root):
        with gathering(problems), readable(path):
            require_file(path, root)
            found, said = pieces_of(source, path, root)
            pieces += found
            notes += said
    whole = not problems
    for piece in pieces:
        with gathering(problems), readable(piece.path):
            tables.append(read_file(root / piece.path, piece.source))
            problems += tables[-1].problems
    with gathering(problems):
        if whole and len(tables) == len(pieces):
            received = put_together(pieces, tables, notes, source)
            return replace(received, problems=tuple(readable_texts(problems)))
    raise DataError(readable_texts(problems))


def readable_texts(problems: Iterable[str]) -> list[str]:
    """Write problems, in which texts of the file stand, so that they can be shown."""
    return [reworded(problem, escaped(problem)) for problem in problems]


@contextmanager
def gathering(problems: list[str]) -> Iterator[None]:
    """Keep what is wrong, to be said with all else."""
    try:
        yield
    except DataError as error:
        problems.extend(error.problems)


def put_together(pieces: Sequence[Piece], tables: Sequence[RawTable], notes: Sequence[str], source: Source) -> Raw:
    """Lay the pieces of a source one below the other, by the names of their columns."""
    named = [(piece.source.file, table) for piece, table in zip(pieces, tables, strict=True)]
    check_agreement(named, source)
    frames = [piece.with_origin(table.frame(piece.source.file)) for piece, table in zip(pieces, tables, strict=True)]
    frame = frames[0] if len(frames) == 1 else pd.concat([one[frames[0].columns] for one in frames], ignore_index=True)
    frame = with_row_number(frame, source)
    said = [*notes, *(note for table in tables for note in table.notes)]
    if source.several:
        said.insert(0, counted([(name, len(table.rows)) for name, table in named], source))
    encodings = {piece.path: table.encoding for piece, table in zip(pieces, tables, strict=True) if table.encoding}
    return Raw(frame, tables[0].place, encodings, tuple(map(escaped, said)))


@contextmanager
def readable(file: str) -> Iterator[None]:
    """Say in words what the system refuses: no permission, a name that is too long, a disk that fails."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise DataError(escaped(f"{shortened(file, 200)}: cannot be read ({why})")) from None


def require_file(file: str, root: Path = Path()) -> None:
    """Raise DataError for a file that is absent, empty, or a folder."""
    path = root / file
    with readable(file):
        if path.is_dir():
            raise DataError(f"{file}: is a folder")
        if not path.is_file() and PATTERN & set(path.name):  # which a shell leaves as it is where nothing matches
            raise DataError(f"{file}: no file matches: put your data files there, or give their paths")
        if not path.is_file():
            around = sorted(found.name for found in path.parent.glob("*") if found.is_file())
            raise DataError(f"{file}: no such file{nearest_few(path.name, around, 0.75, FEW_FILES)}")
        if path.stat().st_size == 0:
            raise DataError(f"{file}: the file is empty (0 bytes: was it copied whole?)")


def read_file(path: Path, source: Source) -> RawTable:
    """Read a file that is there, or a sheet of it, or what it holds packed."""
    with unpacked(path, source) as (inside, of_inside, notes):
        table = read_unpacked(inside, of_inside)
    return replace(table, notes=(*notes, *table.notes))


def read_unpacked(path: Path, source: Source) -> RawTable:
    """Read a file that is not packed."""
    table = read_table(path, source)
    if lacking := absent_columns(table, source):
        raise DataError([*table.problems, *lacking])
    if not source.may_be_empty and not any(cell.strip() for row in table.rows for cell in row):
        raise DataError(
            table.problems or f"{source.file}: has a header and no rows{swallowing(path, source) or f'; {NO_ROWS}'}"
        )
    return without_rounded(table, source)


def swallowing(path: Path, source: Source) -> str:
    """Name the setting that leaves no row of a file; nothing where there is none without it either."""
    for setting in ("comment", "skip_below_header", "skip_at_end"):
        if value := getattr(source, setting):
            try:
                held = read_table(path, source.model_copy(update={setting: None}))
            except DataError:  # what the setting leaves out is no record; nor is anything else
                continue
            if not held.problems and any(map(any, held.rows)):
                return f": `{setting}: {value}` of its source leaves out all that there are"
    return ""


def read_table(path: Path, source: Source) -> RawTable:
    match source.kind:
        case "csv" | "tsv":
            return read_text_file(path.read_bytes(), source)
        case "xlsx":
            return read_workbook(path, source)
        case "xls" | "xlsb" | "ods":
            return read_other_workbook(path, source)
        case "json" | "ndjson":
            return read_dataset_json(path, source)
        case "parquet":
            return read_parquet_file(path, source)
        case _:
            return read_statistical_file(path, source)


def absent_columns(table: RawTable, source: Source) -> list[str]:
    """Name the columns that the source itself names and the file lacks, with the nearest, and what may help."""
    absent = [name for name in source.columns_named if name not in table.header]
    if not absent:
        return []
    said: list[str] = [
        Problem(f"{source.file}: has no column {name}{nearest(name, table.header)}", About(column=name))
        for name in absent
    ]
    codes = {name: of for name, of in source.missing_by_column.items() if name in absent}
    if codes and len(codes) == len(source.missing_by_column):
        each = ", ".join(f"{written(code)}: {written(of[0])}" for code, of in codes.items() if of)
        said.append(
            f"{source.file}: `missing` of a source is by column: codes of all its columns, each with what it "
            f'means, are `missing: {{"*": {{{each}}}}}`'
        )
    if is_guess(table.encoding, source):
        said.append(
            f"{source.file}: is not UTF-8 and was taken for {table.encoding}: if a name above is garbled, declare "
            "the right `encoding`"
        )
    return said


def without_rounded(table: RawTable, source: Source) -> RawTable:
    """Take out the rows whose identifier was rounded as a number: two subjects may have become one.

    DataError where these are most.
    """
    problems, lost = [*table.problems], set[int]()
    for name in (name for name in source.subject if name in table.header):
        index = table.header.index(name)
        texts = {text for text in {row[index] for row in table.rows} if ROUNDED.fullmatch(text.strip())}
        rounded = [number for number, row in enumerate(table.rows) if row[index] in texts] if texts else []
        if rounded:
            line, text = table.lines[rounded[0]], table.rows[rounded[0]][index]
            more = f" (and {len(rounded) - 1} more such {table.place}s)" if len(rounded) > 1 else ""
            problems.append(
                f"{source.file}, {table.place} {line}: {name} = {text}, a rounded number whose last digits are lost: "
                f"store identifiers as text{more}"
            )
            lost |= {*rounded}
    if not lost:
        return table
    if 2 * len(lost) > len(table.rows):
        raise DataError(problems)
    kept = [number for number in range(len(table.rows)) if number not in lost]
    rows, lines = [table.rows[number] for number in kept], [table.lines[number] for number in kept]
    return replace(table, rows=rows, lines=lines, problems=tuple(problems))
