"""How wide texts are in the typefaces of office documents, by the metrics that fonts of the same width share.

Arial, Helvetica and Liberation Sans have the same widths, as have Times New Roman and Liberation Serif, and Courier
New and Liberation Mono; those of the first of each family are in files of Adobe's that matplotlib carries.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

__all__ = ["FAMILIES", "text_width"]

# Of each family that can be chosen: its metrics upright and bold.
FAMILIES = {"Arial": ("phvr8a", "phvb8a"), "Times New Roman": ("ptmr8a", "ptmb8a"), "Courier New": ("pcrr8a", "pcrb8a")}
GLYPH = re.compile(r"C (-?\d+) ; WX (\d+) ; N (\w+)")
# What metrics know by other names than those of Unicode, and white space of a declared width.
LIKE = {
    "\N{MINUS SIGN}": "+",
    "\N{NO-BREAK SPACE}": " ",
    "\N{FIGURE SPACE}": "0",
    "\N{EN SPACE}": "n",
    "\N{EN DASH}": "n",
    "\N{EM DASH}": "W",
    "\N{LESS-THAN OR EQUAL TO}": "<",
    "\N{GREATER-THAN OR EQUAL TO}": ">",
}
# What no metrics know is taken for wide: text that is thought too wide is moved to a new line, never cut.
WIDE = "W"


@lru_cache(maxsize=2**15)
def text_width(text: str, family: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a text in points, in a family of FAMILIES at a size in points."""
    widths = glyph_widths(family, bold)
    return sum(widths.get(character) or glyph_width(character, family, bold) for character in text) * size / 1000


def glyph_width(character: str, family: str, bold: bool) -> int:
    """Give the width of a character that the metrics do not name: of what it is like, or of its letter unaccented."""
    widths = glyph_widths(family, bold)
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    letter = unicodedata.normalize("NFKD", LIKE.get(character, character))[:1]
    wide = unicodedata.east_asian_width(character) in "WF"
    return 1000 if wide else widths.get(letter, widths[WIDE])


@cache
def glyph_widths(family: str, bold: bool) -> dict[str, int]:
    """Read the widths of the characters of ASCII, in thousandths of the size."""
    spec = find_spec("matplotlib")
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / "mpl-data" / "fonts" / "afm" / f"{FAMILIES[family][bold]}.afm"
    named = GLYPH.findall(file.read_text(encoding="ascii"))
    return {chr(int(code)): int(width) for code, width, _ in named if 32 <= int(code) < 127} | {
        "'": next(int(width) for _, width, name in named if name == "quotesingle")
    }
