"""Where the hypotheses of a graph stand, and how the arrows between them run: in mm, y upwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Arrow", "Box", "arrows_of", "bounds_of", "columns_of"]

Point = tuple[float, float]
# How far an arrow bends, as a part of its length; further where it passes others, or has one that comes back.
BENDS = (0.0, 0.16, -0.16, 0.3, -0.3, 0.5, -0.5, 0.8, -0.8, 1.1, -1.1)
RETURNING = (0.16, 0.3, 0.5, 0.8, 1.1)
HALVES = (-0.5, 0.5)
# Where along an arrow its share is tried to be written.
ALONG = (0.5, 0.38, 0.62, 0.28, 0.72, 0.2, 0.8, 0.44, 0.56)


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle and its size."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles have a place in common."""
        apart = abs(self.x - other.x) * 2, abs(self.y - other.y) * 2
        return apart[0] < self.width + other.width and apart[1] < self.height + other.height

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in it."""
        return abs(point[0] - self.x) * 2 <= self.width and abs(point[1] - self.y) * 2 <= self.height


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes: its ends at their edges, the point that it bends to, and the place of its share."""

    start: Point
    bend: Point
    end: Point
    label: Box


def columns_of(weights: Mapping[str, float], edges: Mapping[tuple[str, str], float]) -> list[list[str]]:
    """Put those that have a share at first into the first column, and each other one step behind who passes to it."""
    depth = {name: 0 for name, weight in weights.items() if weight > 0}
    reached = list(depth)
    while reached:
        name = reached.pop(0)
        for (start, end), _ in sorted(edges.items(), key=lambda edge: -edge[1]):
            if start == name and end not in depth:
                depth[end] = depth[name] + 1
                reached.append(end)
    last = max(depth.values(), default=-1) + 1
    places = {name: depth.get(name, last) for name in weights}
    columns = [[name for name in weights if places[name] == column] for column in range(max(places.values()) + 1)]
    return [column for column in columns if column]


def arrows_of(boxes: Mapping[str, Box], edges: Sequence[tuple[str, str]], labels: Sequence[Point]) -> list[Arrow]:
    """Draw arrows from box to box, each with a place for its share that is free of the boxes and the other shares.

    labels: width and height that each share needs.
    """
    taken = list(boxes.values())
    found = []
    for (start, end), size in zip(edges, labels, strict=True):
        others = [box for name, box in boxes.items() if name not in (start, end)]
        bends = RETURNING if (end, start) in edges else BENDS
        tried = [arrow for bend in bends for arrow in options(boxes[start], boxes[end], bend, size)]
        arrow = best(tried, others, taken)
        found.append(arrow)
        taken.append(arrow.label)
    return found


def best(tried: Sequence[Arrow], others: Sequence[Box], taken: Sequence[Box]) -> Arrow:
    """Choose the first, which bends least, that passes no other box and whose share finds a place."""

    def costs(arrow: Arrow) -> tuple[int, int]:
        passed = sum(box.holds(place) for place in along(arrow) for box in others)
        return passed, sum(arrow.label.meets(box) for box in taken)

    return min(tried, key=costs)


def options(start: Box, end: Box, bend: float, size: Point) -> Iterator[Arrow]:
    """Give an arrow of a bend with each place that its share may have."""
    a, b = (start.x, start.y), (end.x, end.y)
    middle = ((a[0] + b[0]) / 2 + bend * (b[1] - a[1]), (a[1] + b[1]) / 2 - bend * (b[0] - a[0]))
    curve = [point(a, middle, b, step / 400) for step in range(401)]
    leaves = next(k for k, place in enumerate(curve) if not start.holds(place))
    enters = next(k for k in range(400, -1, -1) if not end.holds(curve[k]))
    first, last = leaves / 400, enters / 400
    arrow_bend = bend_of(a, middle, b, first, last)
    for share in ALONG:
        place = point(a, middle, b, first + share * (last - first))
        yield Arrow(curve[leaves], arrow_bend, curve[enters], Box(*place, *size))


def point(a: Point, bend: Point, b: Point, t: float) -> Point:
    """Give the point of a quadratic curve at t from 0 to 1."""
    return tuple((1 - t) ** 2 * p + 2 * t * (1 - t) * q + t**2 * r for p, q, r in zip(a, bend, b, strict=True))  # type: ignore[return-value]


def bend_of(a: Point, bend: Point, b: Point, first: float, last: float) -> Point:
    """Give the point that the piece of a curve from `first` to `last` bends to."""
    return tuple(
        (1 - first) * (1 - last) * p + ((1 - first) * last + first * (1 - last)) * q + first * last * r
        for p, q, r in zip(a, bend, b, strict=True)
    )  # type: ignore[return-value]


def along(arrow: Arrow) -> list[Point]:
    """Give points along an arrow, about a mm from each other."""
    steps = max(8, int(math.dist(arrow.start, arrow.end)))
    return [point(arrow.start, arrow.bend, arrow.end, step / steps) for step in range(steps + 1)]


def bounds_of(boxes: Iterable[Box], arrows: Sequence[Arrow], edge: float) -> tuple[float, float, float, float]:
    """Give left, right, bottom and top of all that is drawn, with room for the lines of boxes."""
    drawn = [*boxes, *(arrow.label for arrow in arrows)]
    corners = [(box.x + x * box.width, box.y + y * box.height) for box in drawn for x in HALVES for y in HALVES]
    points = [*corners, *(place for arrow in arrows for place in along(arrow))]
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across) - edge, max(across) + edge, min(up) - edge, max(up) + edge
