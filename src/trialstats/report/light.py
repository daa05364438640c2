"""What a figure or a table carries that the page does not need: digits, ids, attributes that say what is so anyway."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from xml.etree import ElementTree

__all__ = ["light_drawing", "light_table"]

# A hundredth of a point is four thousandths of a millimetre.
LONG = re.compile(r"-?\d*\.\d{3,}(?:e-?\d+)?")
NUMBERS = ("d", "x", "y", "cx", "cy", "r", "width", "height", "points", "transform", "style")
COMMAND = re.compile(r"\s*([A-Za-z])\s*")
REFERENCED = re.compile(r'(?:url\(#|href="#)([^)"]+)')
NOT_TURNED = re.compile(r"rotate\(-?0(?:\.0+)?[ ,][^)]*\)\s*")
MOVED = re.compile(r"M[^A-Za-z]*")
# A circle as matplotlib draws it: a move and eight curves.
CURVES = 8
# What a table of great-tables says that is so without being said, and what stands before each of its lines.
IDLE = re.compile(r' (?:data-quarto-[a-z-]+="[^"]*"|(?:row|col)span="1")|^[ \t]+', re.MULTILINE)
NAMED = re.compile(r' id="(t-[^"]*)"')
NAMING = re.compile(r' (id|headers|aria-labelledby|aria-describedby)="(t-[^"]*)"')


def light_drawing(root: ElementTree.Element) -> None:
    """Take from a drawing what no eye sees: digits beyond 0.01, circles told as curves, ids and groups for nothing."""
    for element in root.iter():
        element.tail = None
        element.text = element.text if element.tag in ("text", "tspan", "style") else None
        lighten(element)
    referenced = set(REFERENCED.findall(ElementTree.tostring(root, encoding="unicode")))
    for element in root.iter():
        if element is not root and element.attrib.get("id") not in referenced:
            element.attrib.pop("id", None)
    unwrap(root)
    say_once(root, "font-family")


def lighten(element: ElementTree.Element) -> None:
    """Shorten what one element says."""
    for key in NUMBERS:
        if key in element.attrib:
            element.attrib[key] = LONG.sub(shorter, element.attrib[key]).strip()
    if "style" in element.attrib:
        element.attrib["style"] = re.sub(r"\s*([:;,])\s*", r"\1", element.attrib["style"])
    if "d" in element.attrib:
        element.attrib["d"] = COMMAND.sub(r"\1", " ".join(element.attrib["d"].split())).strip()
        become_circle(element)
    if "transform" in element.attrib:
        element.attrib["transform"] = NOT_TURNED.sub("", element.attrib["transform"])
        if not element.attrib["transform"]:
            del element.attrib["transform"]


def shorter(number: re.Match[str]) -> str:
    """Write a number with two digits after its point."""
    return hundredths(float(number[0]))


def hundredths(value: float) -> str:
    """Round to hundredths, without zeros at the end, and without a sign before 0."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def become_circle(element: ElementTree.Element) -> None:
    """Call a path a circle that is one."""
    path = element.attrib["d"]
    if element.tag != "path" or path.count("C") != CURVES or not re.fullmatch(r"M[^A-Z]*(C[^A-Z]*){8}z", path):
        return
    numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", path)]
    on_curve = list(zip(numbers[0::6], numbers[1::6], strict=True))  # each curve has three points, the last on it
    xs, ys = [x for x, _ in on_curve], [y for _, y in on_curve]
    x, y, radius = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, (max(xs) - min(xs)) / 2
    if all(abs(math.hypot(one - x, other - y) - radius) <= max(0.02 * radius, 0.02) for one, other in on_curve):
        del element.attrib["d"]
        element.tag = "circle"
        element.attrib |= {"cx": hundredths(x), "cy": hundredths(y), "r": hundredths(radius)}


def unwrap(parent: ElementTree.Element) -> None:
    """Take away groups that say nothing of what they hold, or hold nothing, and moves of the pen that draw nothing."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        unwrap(child)
        for_nothing = MOVED.fullmatch(child.attrib.get("d", "")) and "id" not in child.attrib
        if for_nothing or (child.tag in ("g", "defs") and not len(child)):
            continue
        kept += list(child) if child.tag == "g" and not child.attrib else [child]
    parent[:] = kept


def say_once(root: ElementTree.Element, name: str) -> None:
    """Say a property of all texts once, where it is the same for all."""
    told = re.compile(rf"(?:^|;){name}:([^;]*)")
    texts = [element for element in root.iter("text") if "style" in element.attrib]
    values = {found[1] if (found := told.search(text.attrib["style"])) else None for text in texts}
    if len(values) == 1 and (value := values.pop()):
        root.attrib[name] = value
        for text in texts:
            text.attrib["style"] = told.sub("", text.attrib["style"]).lstrip(";")


def light_table(table: str, prefix: str) -> str:
    """Give a table short ids, which begin with the prefix, and leave out what is so anyway.

    Each cell names the heads above and beside it, so that the names of these weigh more than the numbers.
    """
    short = {name: f"{prefix}{at}" for at, name in enumerate(dict.fromkeys(NAMED.findall(table)))}

    def renamed(found: re.Match[str]) -> str:
        return f' {found[1]}="{" ".join(rename(found[2], short))}"'

    return NAMING.sub(renamed, IDLE.sub("", table))


def rename(names: str, short: dict[str, str]) -> Iterator[str]:
    """Rename what has a short name; what is pointed at must be there."""
    for name in names.split():
        if name in short:
            yield short[name]
