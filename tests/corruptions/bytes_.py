"""Files damaged as bytes, and files in another encoding than one thinks."""

from __future__ import annotations

import random

from tests.corruptions.parts import NotHere, Operation, Table

__all__ = ["BYTES", "ENCODINGS"]


def flip_a_bit(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    at, bit = rng.randrange(len(content)), rng.randrange(8)
    changed = bytearray(content)
    changed[at] ^= 1 << bit
    return bytes(changed), f"bit {bit} of byte {at}: 0x{content[at]:02X} became 0x{changed[at]:02X}"


def other_byte(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    at, new = rng.randrange(len(content)), rng.randrange(256)
    return content[:at] + bytes([new]) + content[at + 1 :], f"byte {at} became 0x{new:02X}"


def lost_bytes(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    at, n = rng.randrange(len(content)), rng.choice([1, 1, 2, 7, 100])
    return content[:at] + content[at + n :], f"{n} bytes lost at {at}"


def further_bytes(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    at, n = rng.randrange(len(content)), rng.choice([1, 2, 16])
    return content[:at] + rng.randbytes(n) + content[at:], f"{n} random bytes at {at}"


def cut(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    at = rng.randrange(len(content))
    return content[:at], f"cut after {at} of {len(content)} bytes"


def cut_at_a_line(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    lines = content.splitlines(keepends=True)
    kept = rng.randrange(len(lines))
    return b"".join(lines[:kept]), f"cut after {kept} of {len(lines)} lines"


def zeros(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    at, n = rng.randrange(len(content)), rng.choice([1, 8, 512])
    return content[:at] + b"\0" * n + content[at + n :], f"{n} zero bytes at {at}"


def a_block_twice(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    at, n = rng.randrange(len(content)), rng.choice([16, 128, 512])
    return content[: at + n] + content[at : at + n] + content[at + n :], f"{n} bytes at {at} stand twice"


def encoded(name: str) -> Operation:
    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        return content.decode("utf-8").encode(name), f"written as {name}"

    return operation


def accented(whole: str, one: str) -> Operation:
    """Put letters with accents into two rows, and write the file in one encoding and one of the rows in another."""

    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        table = Table.of(content)
        places = table.places(r"[A-Za-z ]{4,}")
        if len(places) < 2:
            raise NotHere
        words = "Übelkeit", "Müller µV"
        lines = table.write().splitlines(keepends=True)
        for (row, column), word, encoding in zip(rng.sample(places, 2), words, (whole, one), strict=True):
            cells = list(table.rows[row])
            cells[column] = word
            lines[row + 1] = (",".join(cells) + "\n").encode(encoding)
        return b"".join(lines), f"Übelkeit as {whole}, Müller µV as {one}"

    return operation


BYTES: dict[str, Operation] = {
    "a bit flipped": flip_a_bit,
    "another byte": other_byte,
    "bytes lost": lost_bytes,
    "further bytes": further_bytes,
    "cut anywhere": cut,
    "cut after a line": cut_at_a_line,
    "zeros": zeros,
    "a block twice": a_block_twice,
}
ENCODINGS: dict[str, Operation] = {
    "UTF-8 with BOM": encoded("utf-8-sig"),
    "UTF-16": encoded("utf-16"),
    "UTF-16 without BOM": encoded("utf-16-le"),
    "UTF-32": encoded("utf-32"),
    "accents in UTF-8": accented("utf-8", "utf-8"),
    "accents in cp1252": accented("cp1252", "cp1252"),
    "accents in both": accented("utf-8", "cp1252"),
    "accents in cp437": accented("cp437", "cp437"),
}
