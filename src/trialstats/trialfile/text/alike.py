"""Names that look alike and are not: what nobody sees, by code point."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["difference", "folded"]

HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}
# Cyrillic and Greek letters that look like a Latin one, and that one.
LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo")


def folded(text: str) -> str:
    """Write a name without what is not seen: case, invisible signs, blanks, kinds of hyphens, accents, alphabets."""
    plain = HYPHENS.sub("-", unicodedata.normalize("NFKC", text)).translate(LOOKALIKES)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in INVISIBLE).casefold()


def difference(text: str, name: str) -> str:
    """Say what two names that look alike differ by: code points, accents, case or blanks."""
    if folded(text) != folded(name):
        return ""
    here, there = (odd_signs(one, other) for one, other in ((text, name), (name, text)))
    if here or there:
        signs = " and ".join([*(f"{sign} here" for sign in here), *(f"{sign} there" for sign in there)])
        return f", but for {signs}"
    if unicodedata.normalize("NFC", text) == unicodedata.normalize("NFC", name):
        return ", but for accents that are signs of their own in one of them"
    return ", but for its case" if text.casefold() == name.casefold() else ", but for blanks"


def odd_signs(text: str, other: str) -> list[str]:
    """Name the signs of a text beyond the keyboard's that another lacks, accents aside."""
    odd = dict.fromkeys(
        sign
        for sign in text
        if not sign.isascii()
        and sign not in other
        and not unicodedata.combining(sign)
        and (not sign.isalpha() or ord(sign) in LOOKALIKES)
    )
    return [f"U+{ord(sign):04X} {unicodedata.name(sign, '(no name)')}" for sign in list(odd)[:3]]
