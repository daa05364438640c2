"""Texts in ASCII: what stands for each letter that transport files of the agencies do not hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

__all__ = ["KNOWN", "plain"]

KNOWN: Mapping[str, str] = {
    **dict.fromkeys("\n\r\t\v\f\u00a0\u2007\u2009\u200a\u202f\u2028\u2029", " "),
    **dict.fromkeys("\u200b\ufeff\u00ad", ""),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″«»", '"'),
    **dict.fromkeys("µμ", "u"),
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "±": "+/-",
    "×": "x",
    "·": ".",
    "•": "*",
    "°": "deg ",
    "…": "...",
    "→": "->",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ı": "i",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "Δ": "Delta",
    "λ": "lambda",
    "σ": "sigma",
    "χ": "chi",
    "⁄": "/",
    "€": "EUR",
    "£": "GBP",
    "©": "(c)",
    "®": "(R)",
    "™": "(TM)",
}
"""What stands for a letter without a word of the trial file; accents are left out beside these (é is e)."""


def plain(text: str, declared: Mapping[str, str]) -> tuple[str, dict[str, str | None]]:
    """Write a text in printable ASCII.

    Gives the text, and what was written for each letter that is none: None where nothing is known, and it stands on.
    """
    if text.isascii() and text.isprintable():
        return text, {}
    written = {letter: in_ascii(letter, declared) for letter in dict.fromkeys(text) if not is_plain(letter)}
    return "".join(said if (said := written.get(letter)) is not None else letter for letter in text), written


def is_plain(letter: str) -> bool:
    return " " <= letter <= "~"


def in_ascii(letter: str, declared: Mapping[str, str]) -> str | None:
    """Find what stands for a letter: as declared, as known, or the letter without its accent."""
    if (said := declared.get(letter, KNOWN.get(letter))) is not None:
        return said
    parts = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    known = [part if is_plain(part) else KNOWN.get(part) for part in parts]
    found = [part for part in known if part is not None]
    return "".join(found) if len(found) == len(parts) else None
