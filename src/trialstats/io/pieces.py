"""A source of several files or sheets: each is read alone, and all become one table whose rows know their origin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import pandas as pd

from trialstats.errors import DataError
from trialstats.io.other_workbooks import list_other_sheets
from trialstats.io.sheets import Sheet
from trialstats.io.table import RawTable, without_value
from trialstats.io.workbook import list_sheets
from trialstats.trialfile.parts.formats import GZIP
from trialstats.trialfile.parts.sources import Source

__all__ = ["Piece", "check_agreement", "counted", "pieces_of", "with_row_number"]

MOST_NAMED = 12  # files that a note names


@dataclass(frozen=True)
class Piece:
    """A file, or a sheet of one.

    source: as declared, for this piece alone, whose `file` is how messages and listings name it. path: where it lies.
    origin: what the columns of `origin` hold in its rows.
    """

    source: Source
    path: str
    origin: dict[str, str]

    def with_origin(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Add the columns of the origin, blank in a row in which nothing stands: it is no record.

        DataError where the file has a column of that name.
        """
        if self.origin:
            filled = ~without_value(frame)
        for name, value in self.origin.items():
            refuse_taken(frame, name, "origin", self.source)
            frame[name] = pd.Series(value, index=frame.index, dtype="str").where(filled, "")
        return frame


def with_row_number(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Add the column that counts the rows; a row in which nothing stands is none, and blank there."""
    if source.row_number is None:
        return frame
    refuse_taken(frame, source.row_number, "row_number", source)
    filled = ~without_value(frame)
    return frame.assign(**{source.row_number: filled.cumsum().astype("str").where(filled, "")})


def refuse_taken(frame: pd.DataFrame, name: str, key: str, source: Source) -> None:
    """Refuse a name of ours for a column that a file has."""
    if name in frame:
        raise DataError(
            f"{source.file}: has a column {name}, and `{key}` would give another of that name: choose another for "
            f"`{key}`"
        )


def pieces_of(source: Source, path: str, root: Path) -> tuple[list[Piece], list[str]]:
    """Give the pieces of a file of a source, and what to know of those that are none."""
    single = source.model_copy(update={"files": None, "file": path, "format": source.format or source.kind})
    if source.label_file is not None:
        single = single.model_copy(update={"label_file": (root / source.label_file).as_posix()})
    named = {source.file_column: stem(path)} if source.file_column else {}
    if source.sheets is None:
        return [Piece(single, path, named)], []
    titles, notes = list(source.sheets), list[str]()
    if source.every_sheet:
        sheets = list_sheets(root / path, single) if single.kind == "xlsx" else list_other_sheets(root / path, single)
        titles, notes = every_one(sheets, path)
    pieces = []
    for title in titles:
        update = {"sheet": title, "sheets": None, "file": f"{path}, sheet {title}"}
        column = {source.sheet_column: title} if source.sheet_column else {}
        pieces.append(Piece(single.model_copy(update=update), path, {**named, **column}))
    return pieces, notes


def every_one(sheets: Sequence[tuple[Sheet, bool]], path: str) -> tuple[list[str], list[str]]:
    """Take the sheets that a person sees and that hold anything, and name the others."""
    titles = [sheet.title for sheet, filled in sheets if filled and not sheet.hidden]
    others = {
        "hidden": [sheet.title for sheet, filled in sheets if filled and sheet.hidden],
        "empty or a chart": [sheet.title for sheet, filled in sheets if not filled],
    }
    if not titles:
        raise DataError(f"{path}: has no sheet with cells that is not hidden")
    said = "; ".join(f"{', '.join(named)} ({what})" for what, named in others.items() if named)
    return titles, [f"{path}: `sheets: all` leaves out {said}"] if said else []


def stem(path: str) -> str:
    """Give a file's name without its endings, `.csv.gz`."""
    name = PurePath(path)
    return name.with_suffix("").stem if name.suffix.lower() == GZIP else name.stem


def check_agreement(tables: Sequence[tuple[str, RawTable]], source: Source) -> None:
    """Refuse pieces whose columns have not the same names, whatever their order."""
    sets = [frozenset(table.header) for _, table in tables]
    most = max(sets, key=sets.count)
    usual = [name for (name, _), columns in zip(tables, sets, strict=True) if columns == most]
    said = []
    for (name, table), columns in zip(tables, sets, strict=True):
        lacks = [column for column in tables[sets.index(most)][1].header if column not in columns]
        more = [column for column in table.header if column not in most]
        if lacks or more:
            parts = [f"lacks {', '.join(lacks)}"] * bool(lacks) + [f"has {', '.join(more)} besides"] * bool(more)
            said.append(f"{name} {' and '.join(parts)}")
    if said:
        others = f" and {len(usual) - 1} more" if len(usual) > 1 else ""
        raise DataError(f"{source.file}: the columns differ from those of {usual[0]}{others}: {'; '.join(said)}")


def counted(counts: Sequence[tuple[str, int]], source: Source) -> str:
    """Say how many rows each piece has."""
    some = ", ".join(f"{name} ({count})" for name, count in counts[:MOST_NAMED])
    more = f" and {len(counts) - MOST_NAMED} more" if len(counts) > MOST_NAMED else ""
    what = "sheets" if source.sheets and len(source.listed) == 1 else "files"
    return f"{source.file}: {sum(count for _, count in counts)} rows of {len(counts)} {what}: {some}{more}"
