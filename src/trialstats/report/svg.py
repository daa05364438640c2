"""A figure's SVG made fit to stand in the report: one element among others, its ids its own."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from trialstats.display.figure.stack import PART
from trialstats.report.light import light_drawing

__all__ = ["inline_parts", "inline_svg"]

SVG = "{http://www.w3.org/2000/svg}"
REFERENCE = re.compile(r"url\(#([^)]+)\)")
UNWANTED = {"metadata", "script", "title", "desc"}


def inline_parts(svg: str, prefix: str, alt: str) -> list[str]:
    """Return the SVGs of a figure in parts, each to stand by itself; of one that is whole, the one."""
    root = ElementTree.fromstring(svg)
    parts = [child for child in root if child.attrib.get("class") == PART]
    if not parts:
        return [inline_svg(svg, prefix, alt)]
    for part in parts:
        part.attrib["width"] += "pt"
        for placed in ("class", "x", "y"):
            del part.attrib[placed]
    return [
        inline_svg(ElementTree.tostring(part, encoding="unicode"), f"{prefix}{number}-", part.attrib["aria-label"])
        for number, part in enumerate(parts, start=1)
    ]


def inline_svg(svg: str, prefix: str, alt: str) -> str:
    """Return the SVG without prologue, metadata and namespaces; every id begins with the prefix.

    Inlined, its text can be searched and printing stays sharp. Figures drawn by one program share the ids of clip
    paths and glyphs, and its style would reach every other figure: both are confined to this one.
    """
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        for child in [child for child in element if plain(child.tag) in UNWANTED]:
            element.remove(child)
        element.tag = plain(element.tag)
        element.attrib = {plain(key): own(plain(key), value, prefix) for key, value in element.attrib.items()}
        if element.tag == "style" and element.text:
            element.text = confine(element.text, prefix)
    light_drawing(root)
    fit(root, prefix, alt)
    return ElementTree.tostring(root, encoding="unicode")


def plain(name: object) -> str:
    """Take the namespace off a name; HTML knows SVG's by itself."""
    return str(name).rpartition("}")[2]


def own(key: str, value: str, prefix: str) -> str:
    """Give an id, or a reference to one, the prefix."""
    if key == "id":
        return prefix + value
    if key == "href" and value.startswith("#"):
        return f"#{prefix}{value[1:]}"
    return REFERENCE.sub(lambda found: f"url(#{prefix}{found[1]})", value)


def confine(style: str, prefix: str) -> str:
    """Let the rules of a style sheet reach this figure only."""
    return re.sub(r"(^|\})\s*([^{}]+)\{", lambda found: f"{found[1]}#{prefix}svg {found[2].strip()}{{", style)


def fit(root: ElementTree.Element, prefix: str, alt: str) -> None:
    """Let the figure shrink to the page, never grow beyond its own size."""
    width = root.attrib.pop("width", None)
    root.attrib.pop("height", None)
    root.attrib.pop("version", None)
    root.attrib |= {"id": f"{prefix}svg", "role": "img", "aria-label": alt}
    if width:
        root.attrib["style"] = f"width: 100%; min-width: min({width}, 30rem); max-width: {width}"
