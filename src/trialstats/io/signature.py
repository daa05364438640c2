"""Files that are no text, whatever their ending says: told by their first bytes."""

from __future__ import annotations

from trialstats.errors import DataError

__all__ = ["refuse_nul", "refuse_signature"]

SIGNATURES = {
    b"PK\x03\x04": "an XLSX or ZIP",
    b"\xd0\xcf\x11\xe0": "an old XLS file",
    b"PAR1": "a Parquet file",
    b"HEADER RECORD*******LIB": "a SAS transport (XPT) file",
    b"\0" * 12 + b"\xc2\xea\x81\x60": "a SAS (sas7bdat) file",
    b"\x1f\x8b": "a gzip file",
    b"%PDF-": "a PDF file",
}


def refuse_signature(data: bytes, file: str) -> None:
    """Raise DataError where a text file begins as one of another format does."""
    like = next((kind for mark, kind in SIGNATURES.items() if data.startswith(mark)), None)
    if like is None or (data.startswith(b"PAR1") and not data.endswith(b"PAR1")):  # the name of a column, perhaps
        return
    raise DataError(f"{file}: is not a text file (it begins like {like}): give `format`, or export it as CSV")


def refuse_nul(text: str, file: str) -> None:
    """Raise DataError where a text has what no text has."""
    if "\0" in text:
        why = "it has NUL bytes"
        raise DataError(f"{file}: is not a text file ({why}): give `format` or `encoding`, or export it as CSV")
