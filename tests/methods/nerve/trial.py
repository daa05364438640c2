"""The tiny trial with its two parameters as the two sides of a nerve's velocity, and a skin temperature."""

from __future__ import annotations

from tests.tiny import Tiny

PARAMETER = "{label: Velocity %s, name: %s, unit: m/s, nerve: SURAL NERVE, side: %s, attribute: velocity, %s}"
ENDING = "better: higher, absent: ABSENT, not_done: [NOT DONE, ND]"
LEFT = PARAMETER % ("left", "PAIN", "LEFT", ENDING)
RIGHT = PARAMETER % ("right", "STIFF", "RIGHT", ENDING)
LIMITS = "data/limits.csv"
HEADER = "PARAMCD,SEX,intercept,age,height,sd,scale,worse"


def make_nerves(tiny: Tiny) -> Tiny:
    """Turn pain and stiffness into velocities; the temperature is 30 and the line's number modulo 5."""
    old = "{label: Pain, name: PAIN, unit: mm, range: [0, 100], better: lower}"
    tiny.spec(old, LEFT)
    tiny.spec("{label: Stiffness, name: STIFF, unit: mm, range: [0, 100], text_results: [NOT DONE, <number]}", RIGHT)
    tiny.spec("mean_of: [PAIN, STIFF], unit: mm", "mean_of: [PAIN, STIFF], unit: m/s, better: higher")
    lines = tiny.read("data/vas.csv").replace(",mm\n", ",m/s\n").splitlines()
    warm = [f"{line},{30 + number % 5}" for number, line in enumerate(lines[1:])]
    tiny.write("data/vas.csv", "\n".join([lines[0] + ",temp", *warm, ""]))
    columns = "    columns: {NVTEMP: {column: temp, type: number, unit: °C}}\n    cold: {variable: NVTEMP, below: 31}\n"
    tiny.spec("    source: vas\n", "    source: vas\n" + columns)
    return tiny


def result(tiny: Tiny, subject: str, visit: str, item: str, text: str) -> None:
    """Write another result into a line of the file."""
    (line,) = [
        one for one in tiny.read("data/vas.csv").splitlines() if one.startswith(f"{subject},{visit},") and item in one
    ]
    cells = line.split(",")
    tiny.replace("data/vas.csv", line + "\n", ",".join([*cells[:4], text, *cells[5:]]) + "\n")


def with_composite(tiny: Tiny, *rows: str, more: str = "") -> Tiny:
    """Add a composite of both sides, with limits of these rows."""
    rule = f"deviates: {{of: [PAIN, STIFF], reference: {{file: {LIMITS}}}{more}}}"
    tiny.spec("    derived:\n", f"    derived:\n      ND: {{label: Composite, {rule}, better: lower}}\n")
    tiny.write(LIMITS, "\n".join([HEADER, *rows, ""]))
    return tiny
