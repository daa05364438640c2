"""The trial file: keys and values as people mistype, move and lose them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.corruptions.bytes_ import BYTES
from tests.corruptions.parts import NotHere, Operation, shown

__all__ = ["TRIAL_FILE"]

KEY = re.compile(r"^(\s*)([A-Za-z_][\w ]*):", re.MULTILINE)
VALUE = re.compile(r"^(\s*(?:- )?(?:[A-Za-z_][\w ]*: ))(\S[^\n]*)$", re.MULTILINE)
NUMBER = re.compile(r"(?<=[ \[])-?\d+(?:\.\d+)?(?=[\s,\]])")


def at_a_match(pattern: re.Pattern[str], change: Callable[[re.Match[str], random.Random], str]) -> Operation:
    """Change one place where a pattern stands."""

    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        text = content.decode()
        found = list(pattern.finditer(text))
        if not found:
            raise NotHere
        match = rng.choice(found)
        new = change(match, rng)
        line = text.count("\n", 0, match.start()) + 1
        return (
            f"{text[: match.start()]}{new}{text[match.end() :]}".encode(),
            f"line {line}: {shown(match.group().strip())} became {shown(new.strip())}",
        )

    return operation


def on_lines(change: Callable[[list[str], int, random.Random], str]) -> Operation:
    """Change the lines around one of them."""

    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        lines = content.decode().splitlines(keepends=True)
        at = rng.randrange(len(lines))
        said = change(lines, at, rng)
        return "".join(lines).encode(), said

    return operation


def misspell(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    letter = rng.choice("abcdefghijklmnopqrstuvwxyzABC_0 ")
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word.swapcase(),
            word + "s",
        ]
    )


def lose_line(lines: list[str], at: int, rng: random.Random) -> str:
    return f"line {at + 1} lost: {shown(lines.pop(at).strip())}"


def line_twice(lines: list[str], at: int, rng: random.Random) -> str:
    lines.insert(at, lines[at])
    return f"line {at + 1} twice: {shown(lines[at].strip())}"


def move_line(lines: list[str], at: int, rng: random.Random) -> str:
    line = lines.pop(at)
    to = rng.randrange(len(lines))
    lines.insert(to, line)
    return f"line {at + 1} moved to {to + 1}: {shown(line.strip())}"


def indent(lines: list[str], at: int, rng: random.Random) -> str:
    by = rng.choice([-2, -1, 1, 2])
    lines[at] = " " * by + lines[at] if by > 0 else lines[at].removeprefix(" " * -by)
    return f"line {at + 1} indented by {by:+d}: {shown(lines[at].strip())}"


def tab(lines: list[str], at: int, rng: random.Random) -> str:
    lines[at] = "\t" + lines[at].lstrip(" ")
    return f"line {at + 1} indented by a tab: {shown(lines[at].strip())}"


def comment(lines: list[str], at: int, rng: random.Random) -> str:
    lines[at] = f"# {lines[at]}"
    return f"line {at + 1} made a comment: {shown(lines[at].strip())}"


def block_lost(lines: list[str], at: int, rng: random.Random) -> str:
    n = rng.randrange(2, 12)
    lost = lines[at : at + n]
    del lines[at : at + n]
    return f"lines {at + 1} to {at + len(lost)} lost"


def swap_values(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    text = content.decode()
    found = list(VALUE.finditer(text))
    if len(found) < 2:
        raise NotHere
    first, second = sorted(rng.sample(found, 2), key=lambda match: match.start())
    a, b = first.group(2), second.group(2)
    swapped = text[: first.start(2)] + b + text[first.end(2) : second.start(2)] + a + text[second.end(2) :]
    return swapped.encode(), f"values {shown(a)} and {shown(b)} swapped"


OTHER = [
    "true",
    "no",
    "null",
    "",
    "[]",
    "{}",
    "[a, b]",
    "{a: b}",
    "0",
    "-1",
    "1e9",
    "1e400",
    "9" * 30,
    "*",
    "&x y",
    "!!python/object:os.system x",
    "'",
    '"',
    "|",
    "<<",
    "2024-01-01",
    "\u0394",
    "../../etc/passwd",
]

TRIAL_FILE: dict[str, Operation] = {
    "a key misspelt": at_a_match(KEY, lambda m, rng: f"{m[1]}{misspell(m[2], rng)}:"),
    "a key of another": at_a_match(KEY, lambda m, rng: f"{m[1]}{rng.choice(['label', 'source', 'range', 'unit'])}:"),
    "a colon lost": at_a_match(KEY, lambda m, rng: m[0][:-1]),
    "a value misspelt": at_a_match(VALUE, lambda m, rng: m[1] + misspell(m[2], rng)),
    "a value of another type": at_a_match(VALUE, lambda m, rng: m[1] + rng.choice(OTHER)),
    "a value blank": at_a_match(VALUE, lambda m, rng: m[1]),
    "values swapped": swap_values,
    "a number changed": at_a_match(NUMBER, lambda m, rng: rng.choice([f"-{m[0]}", f"{m[0]}0", f"{m[0]}.5", "0"])),
    "a line lost": on_lines(lose_line),
    "a line twice": on_lines(line_twice),
    "a line moved": on_lines(move_line),
    "a line indented": on_lines(indent),
    "a tab": on_lines(tab),
    "a comment": on_lines(comment),
    "lines lost": on_lines(block_lost),
    **BYTES,
}
