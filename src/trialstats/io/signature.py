"""Files that are not what their ending says: told by their first bytes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from trialstats.errors import DataError
from trialstats.io.packed import check_sizes, refuse_bomb
from trialstats.trialfile.parts.sources import Source

__all__ = ["refuse_nul", "refuse_other_workbook", "refuse_signature"]

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
PASSWORD = "EncryptedPackage".encode("utf-16-le")
BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # workbooks of before 1997 begin at once
WORKBOOKS = {
    "xls": "an old Excel workbook (XLS)",
    "xlsb": "a binary Excel workbook (XLSB)",
    "ods": "an OpenDocument file (ODS)",
    "xlsx": "an Excel workbook (XLSX)",
}
STRICT = b"http://purl.oclc.org/ooxml"

SIGNATURES = {
    ZIP: "an XLSX or ZIP",
    OLE: "an old XLS file",
    b"PAR1": "a Parquet file",
    b"HEADER RECORD*******LIB": "a SAS transport (XPT) file",
    b"\0" * 12 + b"\xc2\xea\x81\x60": "a SAS (sas7bdat) file",
    b"$FL2@(#)": "an SPSS file",
    b"$FL3@(#)": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"\x1f\x8b": "a gzip file",
    b"%PDF-": "a PDF file",
    b"{\\rtf": "a Word (RTF) document",
    b"SQLite format 3\0": "a database",
}
PAGE = re.compile(rb"\s*<(?:!doctype html|html|head|body|table)\b", re.IGNORECASE)
XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
JSON = re.compile(rb'\s*(?:\{|\[\s*[\[{])\s*"')
MARK = b"\xef\xbb\xbf"


def refuse_signature(data: bytes, file: str) -> None:
    """Raise DataError where a text file begins as one of another format does."""
    refuse_page(data, file)
    like = next((kind for mark, kind in SIGNATURES.items() if data.startswith(mark)), None)
    if like is None or (data.startswith(b"PAR1") and not data.endswith(b"PAR1")):  # the name of a column, perhaps
        return
    raise DataError(f"{file}: is not a text file (it begins like {like}): give `format`, or export it as CSV")


def refuse_page(data: bytes, file: str) -> None:
    """Raise DataError for a page that a server sent in the place of data."""
    head = data[:1000].removeprefix(MARK)
    if PAGE.match(head):
        raise DataError(f"{file}: is a web page (HTML), no data: was the session over when it was downloaded?")
    if XML.match(head):
        raise DataError(f"{file}: is an XML document: export the data as CSV or XLSX")
    if JSON.match(head):
        raise DataError(f"{file}: is a JSON document: export the data as CSV or XLSX")


def refuse_nul(text: str, file: str) -> None:
    """Raise DataError where a text has what no text has."""
    if "\0" in text:
        why = "it has NUL bytes"
        raise DataError(f"{file}: is not a text file ({why}): give `format` or `encoding`, or export it as CSV")


def refuse_other_workbook(path: Path, source: Source) -> None:
    """Raise DataError for a file that is no workbook of its source's format, with what it is and what to do."""
    file, wanted = source.file, source.kind
    data = path.read_bytes()
    refuse_page(data, file)
    if data.startswith(OLE):
        if PASSWORD in data:
            raise DataError(f"{file}: is protected by a password (encrypted): save it without one")
        kind = "xls"
    elif data.startswith(ZIP):
        kind = packed_kind(path, file, wanted)
    elif wanted == "xls" and data.startswith(BIFF):
        return
    else:
        like = next((f", it begins like {kind}" for mark, kind in SIGNATURES.items() if data.startswith(mark)), "")
        text = "" if like or b"\0" in data[:1000] else "; if it is a text file, declare `format: csv`"
        raise DataError(f"{file}: cannot be read as {wanted.upper()} (it is no workbook{like}){text}")
    if kind != wanted:
        raise DataError(f"{file}: is {WORKBOOKS[kind]} under another name: declare `format: {kind}`")


def packed_kind(path: Path, file: str, wanted: str) -> str:
    """Tell the format of a workbook that is a ZIP of its parts; what is none is left to the reader of that wanted."""
    try:
        with zipfile.ZipFile(path) as book:
            check_sizes(book, path, file)
            names = set(book.namelist())
            main = book.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
    except DataError:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(f"{file}: cannot be read as {wanted.upper()} ({error}): was it copied whole?") from None
    except Exception as error:  # zlib and other decompressors have their own
        raise DataError(f"{file}: cannot be read as {wanted.upper()} ({error})") from None
    if STRICT in main:
        raise DataError(f"{file}: is a workbook in Strict Open XML: save it as `Excel Workbook (.xlsx)`")
    marks = {"xl/workbook.bin": "xlsb", "content.xml": "ods", "xl/workbook.xml": "xlsx"}
    kind = next((kind for name, kind in marks.items() if name in names), wanted)
    if kind != "xlsx":  # which Python unpacks, and no further than is said
        refuse_bomb(path, file)
    return kind
