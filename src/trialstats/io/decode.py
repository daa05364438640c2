"""Bytes to text: the declared encoding, or the one detected."""

from __future__ import annotations

import codecs

from trialstats.errors import DataError

__all__ = ["decode"]

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, file: str, declared: str | None) -> tuple[str, str]:
    """Give the text and the encoding it was read in; a byte-order mark is not part of the text.

    Without a declaration a byte-order mark decides, then UTF-8 is tried, then the likeliest encoding is taken.
    Raises DataError with the line where the declared encoding does not fit, or where none can be found.
    """
    encoding = declared or detect(data)
    if encoding is None:
        raise DataError(f"{file}: its encoding could not be found: declare `encoding`, e.g. cp1252")
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        raise DataError(f"{file}: encoding {encoding} is not known (e.g. utf-8, cp1252, latin-1)") from None
    try:
        return data.decode(codec).removeprefix("\ufeff"), codec
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02X}"
        raise DataError(f"{file}, line {line}: {found} is not {encoding}; declare the right `encoding`") from None


def detect(data: bytes) -> str | None:
    """Find the encoding by its byte-order mark, as UTF-8, or as the likeliest."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return best.encoding if best else None
    return "utf-8"
