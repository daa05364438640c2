"""Packed files: a gzip of one file, the member of a ZIP archive; and how much a file may unpack to."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

from trialstats.errors import DataError
from trialstats.io.shown import shortened
from trialstats.trialfile.parts.formats import FORMATS, GZIP, PACKED, ZIP, ending
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.wording import nearest
from trialstats.trialfile.text.written import written

__all__ = ["check_sizes", "refuse_bomb", "unpacked"]

# Bytes that a file may unpack to; more than a few only at a rate that data have, which pack 5 to 50 times.
MOST, FEW, RATE = 2 * 2**30, 100 * 2**20, 100
CHUNK = 2**20
XLSX = (".xlsx", ".xlsm")  # endings that openpyxl wants to see, whatever a file is called
OF_PROGRAMS = ("__MACOSX/", ".", "~$")  # what programs put into archives beside what they were asked to
LOCAL = 30  # bytes before the name of a member


@contextmanager
def unpacked(path: Path, source: Source) -> Iterator[tuple[Path, Source, list[str]]]:
    """Give a file and its source as they are; of a packed one what it holds, unpacked for as long as it is read.

    Gives notes too: what else an archive holds.
    Raises DataError for a damaged file, one that unpacks to too much, and an archive of several files of which none is
    declared.
    """
    packing = path.suffix.lower()
    if packing not in (GZIP, ZIP) and (source.kind != "xlsx" or packing in XLSX):
        yield path, source, []
        return
    with TemporaryDirectory() as folder:
        with readable(path, source):
            if packing == ZIP:
                target, kind, notes = unpack_member(path, Path(folder), source)
            else:
                kind, notes, target = source.kind, list[str](), Path(folder) / f"content.{source.kind}"
                with gzip.open(path) if packing == GZIP else path.open("rb") as stream:
                    copy(stream, target, path, source)
        if target.stat().st_size == 0:
            raise DataError(f"{source.file}: what it holds is empty (0 bytes: was it packed whole?)")
        yield target, source.model_copy(update={"format": kind, "member": None}), notes


@contextmanager
def readable(path: Path, source: Source) -> Iterator[None]:
    """Say in words what is wrong with a packed file."""
    what = "gzip" if path.suffix.lower() == GZIP else "ZIP"
    try:
        yield
    except DataError:
        raise
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error, ValueError, NotImplementedError) as error:
        raise DataError(f"{source.file}: cannot be read as {what} ({error}): was it copied whole?") from None
    except RuntimeError as error:  # zipfile's word for a password
        raise DataError(f"{source.file}: cannot be unpacked ({error}): pack it without a password") from None


def copy(stream: IO[bytes] | gzip.GzipFile, target: Path, path: Path, source: Source) -> None:
    """Unpack into a file, and no further than is allowed."""
    size, packed = 0, path.stat().st_size
    with target.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            refuse_size(size, packed, source.file)
            file.write(chunk)


def refuse_size(size: int, packed: int, file: str) -> None:
    """Refuse what unpacks to more than data do."""
    if size > MOST or size > max(FEW, RATE * packed):
        most = f"{MOST // 2**30} GB" if size > MOST else f"{RATE} times its size"
        raise DataError(
            f"{file}: unpacks to more than {most}, which data do not: it was not read; if it is right, unpack it, or "
            "export the data as CSV"
        )


def unpack_member(path: Path, folder: Path, source: Source) -> tuple[Path, str, list[str]]:
    """Unpack the one file of an archive, or the one that is declared; give where it lies, its format and notes."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/") and not is_of_program(name)]
        if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
            raise DataError(f"{source.file}: is an Excel workbook under another name: call it .xlsx (or .xlsb)")
        name, notes = choose_member(names, source)
        kind = FORMATS.get(ending(name)) if source.kind == PACKED else source.kind
        if kind in (None, PACKED):
            raise DataError(f"{source.file}: the ending of {name} does not tell its format: give `format`")
        info, target = archive.getinfo(name), folder / f"content.{kind}"
        refuse_size(info.file_size, path.stat().st_size, source.file)
        with archive.open(info) as stream:
            copy(stream, target, path, source)
    return target, str(kind), notes


def is_of_program(name: str) -> bool:
    return name.startswith(OF_PROGRAMS[0]) or PurePosixPath(name).name.startswith(OF_PROGRAMS[1:])


def choose_member(names: Sequence[str], source: Source) -> tuple[str, list[str]]:
    """Take the declared member, or the only table; say what else there is."""
    known = ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
    if source.member is not None:
        found = [name for name in names if source.member in (name, PurePosixPath(name).name)]
        if len(found) != 1:
            twice = f" twice ({known})" if found else nearest(source.member, names)
            raise DataError(f"{source.file}: has {'' if found else 'no '}member {source.member}{twice}")
        return found[0], []
    if not names:
        raise DataError(f"{source.file}: is an archive without a file")
    tables = [name for name in names if ending(name) in FORMATS] or names
    if len(tables) > 1:
        raise DataError(
            f"{source.file}: holds {len(tables)} files: declare the one to read, `member: {written(tables[0])}` "
            f"(files: {known})"
        )
    others = [name for name in names if name != tables[0]]
    return tables[0], [f"{source.file}: {tables[0]} was read, and not {shortened(', '.join(others), 200)}"] * bool(
        others
    )


def check_sizes(archive: zipfile.ZipFile, path: Path, file: str) -> None:
    """Refuse a workbook whose parts say that they unpack to too much: Python unpacks no more than they say."""
    refuse_size(sum(info.file_size for info in archive.infolist()), path.stat().st_size, file)


def refuse_bomb(path: Path, file: str) -> None:
    """Refuse a workbook that unpacks to too much, whatever its parts say: for readers that do not stop there."""
    size = 0
    with zipfile.ZipFile(path) as archive, path.open("rb") as data:
        for info in archive.infolist():
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise DataError(f"{file}: is packed in a way that workbooks are not: open and save it again")
            data.seek(info.header_offset)
            head = data.read(LOCAL)
            data.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
            if info.compress_type == zipfile.ZIP_STORED:
                size += info.compress_size
                continue
            inflate, left = zlib.decompressobj(-15), info.compress_size
            while left > 0 and not inflate.eof:
                taken = data.read(min(CHUNK, left))
                left = left - len(taken) if taken else 0
                while taken and not inflate.eof:
                    size += len(inflate.decompress(taken, CHUNK))
                    taken = inflate.unconsumed_tail
                    refuse_size(size, path.stat().st_size, file)
    refuse_size(size, path.stat().st_size, file)
