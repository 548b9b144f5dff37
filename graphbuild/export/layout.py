"""Positions for drawing: a force layout that is the same on every run."""

import math
from collections.abc import Mapping, Sequence
from functools import cache

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft2, rfft2
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Point = tuple[float, float]
Size = tuple[float, float]

STEPS = 300
EXACT_UP_TO = 600
"""Beyond this many nodes, repulsion is summed on a grid."""
GRID = 128
GRAVITY = 0.02
SPREAD = 2.5
"""Area of a large component by that of its boxes, before boxes are moved apart."""
MOST_STRETCHED = 1.8
GAP = 1.12
"""How far boxes keep apart, by their own size."""


def place_nodes(
    net: nx.Graph, *, sizes: Mapping[str, Size] | None = None, aspect: float = 1.6
) -> dict[str, Point]:
    """Return where to draw each node of *net*: the centre of its box.

    An edge's ``weight`` draws its ends together. No two boxes overlap. Each component is laid out
    by itself; they are set in rows, the largest first, and the whole is centred on (0, 0).

    Args:
        net: Undirected.
        sizes: Width and height of each node with its label; 1 by 1 where absent.
        aspect: Width by height that the picture aims at.
    """
    components = sorted(map(sorted, nx.connected_components(net)), key=lambda c: (-len(c), c[0]))
    boxes = [_boxes(nodes, sizes or {}) for nodes in components]
    placed = [
        _place_component(net, nodes, box, aspect)
        for nodes, box in zip(components, boxes, strict=True)
    ]
    positions = np.vstack([np.zeros((0, 2)), *_in_rows(placed, boxes, aspect)])
    names = [node for nodes in components for node in nodes]
    return {
        node: (round(float(x), 2), round(float(y), 2))
        for node, (x, y) in zip(names, positions, strict=True)
    }


def _boxes(nodes: Sequence[str], sizes: Mapping[str, Size]) -> Floats:
    return np.array([sizes.get(node, (1.0, 1.0)) for node in nodes])


def _place_component(net: nx.Graph, nodes: Sequence[str], boxes: Floats, aspect: float) -> Floats:
    if len(nodes) == 1:
        return np.zeros((1, 2))
    index = {node: number for number, node in enumerate(nodes)}
    ties = net.subgraph(nodes).edges(data="weight", default=1.0)
    edges = sorted((*sorted((index[one], index[other])), weight) for one, other, weight in ties)
    ends = np.array([edge[:2] for edge in edges])
    weights = np.log1p(np.array([edge[2] for edge in edges], dtype=np.float64))
    points = _settle(_spiral(ends, len(nodes)), ends, weights / weights.mean())
    return _apart(_fitted(points, boxes, aspect), boxes)


def _spiral(ends: NDArray[np.int64], count: int) -> Floats:
    """Return distinct points to start from, the nodes with most edges in the middle."""
    degrees = np.bincount(ends.ravel(), minlength=count)
    rank = np.empty(count)
    rank[np.argsort(-degrees, kind="stable")] = np.arange(count)
    angle, radius = rank * math.pi * (3 - math.sqrt(5)), np.sqrt(rank + 0.5)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _settle(points: Floats, ends: NDArray[np.int64], weights: Floats) -> Floats:
    """Return *points* after Fruchterman and Reingold's forces, their steps ever shorter."""
    repulsion = _repulsion if len(points) <= EXACT_UP_TO else _grid_repulsion
    first, last = ends[:, 0], ends[:, 1]
    for step in range(STEPS):
        along = points[last] - points[first]
        pull = along * (weights * np.hypot(*along.T))[:, None]
        force = repulsion(points) - GRAVITY * points
        np.add.at(force, first, pull)
        np.add.at(force, last, -pull)
        length = np.hypot(*force.T)[:, None]
        longest = 0.1 * math.sqrt(len(points)) * (1 - step / STEPS) ** 1.5
        points = points + force / np.maximum(length, 1e-9) * np.minimum(length, longest)
    return points


def _repulsion(points: Floats) -> Floats:
    across = points[:, :1] - points[:, 0]
    down = points[:, 1:] - points[:, 1]
    inverse = 1 / (across * across + down * down + 1e-3)
    return np.column_stack([(across * inverse).sum(axis=1), (down * inverse).sum(axis=1)])


def _grid_repulsion(points: Floats) -> Floats:
    """Return the same forces up to the grid's resolution, by a convolution of the density."""
    low = points.min(axis=0)
    side = float(np.ptp(points, axis=0).max()) / (GRID - 2) + 1e-9
    cell = np.floor((points - low) / side).astype(int)
    within = (points - low) / side - cell
    corners = _corners(cell, within)
    density = np.zeros((GRID, GRID))
    for (x, y), share in corners:
        np.add.at(density, (x, y), share)
    spectrum = rfft2(density, (2 * GRID, 2 * GRID))
    fields = [irfft2(spectrum * kernel)[:GRID, :GRID] / side for kernel in _kernels()]
    return np.column_stack([sum(f[at] * share for at, share in corners) for f in fields])


def _corners(
    cell: NDArray[np.int64], within: Floats
) -> list[tuple[tuple[NDArray[np.int64], NDArray[np.int64]], Floats]]:
    """Return the four cells around each point, with how much of it belongs to each."""
    (x, y), (u, v) = cell.T, within.T
    return [
        ((x, y), (1 - u) * (1 - v)),
        ((x + 1, y), u * (1 - v)),
        ((x, y + 1), (1 - u) * v),
        ((x + 1, y + 1), u * v),
    ]


@cache
def _kernels() -> list[NDArray[np.complex128]]:
    offset = np.fft.fftfreq(2 * GRID, 1 / (2 * GRID))
    x, y = np.meshgrid(offset, offset, indexing="ij")
    square = np.maximum(x**2 + y**2, 1.0)
    return [rfft2(x / square), rfft2(y / square)]


def _fitted(points: Floats, boxes: Floats, aspect: float) -> Floats:
    """Return *points* with their long axis level, in an area that suits their boxes."""
    points = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(points.T @ points)
    points = points @ axes[:, ::-1]
    width, height = np.maximum(np.ptp(points, axis=0), 1e-3)
    stretch = min(max(aspect * height / width, 1.0), MOST_STRETCHED)
    area = (SPREAD + 20 / len(points)) * boxes.prod(axis=1).sum()
    scale = math.sqrt(area / (width * max(height, width / 4)))
    return np.asarray(points * scale * np.array([math.sqrt(stretch), 1 / math.sqrt(stretch)]))


def _apart(points: Floats, boxes: Floats) -> Floats:
    """Return *points* moved until no two boxes overlap."""
    room = boxes * GAP
    unit = room.mean(axis=0)
    reach = float((room / unit).max())
    for _ in range(500):
        pairs = cKDTree(points / unit).query_pairs(reach, p=math.inf, output_type="ndarray")
        one, other = pairs[np.lexsort(pairs.T[::-1])].T
        between = points[other] - points[one]
        overlap = (room[one] + room[other]) / 2 - np.abs(between)
        hit = (overlap > 1e-6).all(axis=1)
        if not hit.any():
            break
        push = _push(between[hit], overlap[hit])
        points = points * 1.005
        np.add.at(points, one[hit], -push)
        np.add.at(points, other[hit], push)
    return points


def _push(between: Floats, overlap: Floats) -> Floats:
    """Return how far each second box moves: half of the smaller overlap, a little at a time."""
    shorter = overlap == overlap.min(axis=1)[:, None]
    return np.where(shorter, np.where(between < 0, -0.25, 0.25) * overlap, 0.0)


def _in_rows(placed: Sequence[Floats], boxes: Sequence[Floats], aspect: float) -> list[Floats]:
    """Return each component's points moved to its place in rows, all centred on (0, 0)."""
    lows = [(points - box * GAP / 2).min(axis=0) for points, box in zip(placed, boxes, strict=True)]
    highs = [
        (points + box * GAP / 2).max(axis=0) for points, box in zip(placed, boxes, strict=True)
    ]
    extents = [high - low for low, high in zip(lows, highs, strict=True)]
    corners, whole = _shelves(extents, aspect)
    return [
        points - low + corner - whole / 2
        for points, low, corner in zip(placed, lows, corners, strict=True)
    ]


def _shelves(extents: Sequence[Floats], aspect: float) -> tuple[list[Floats], Floats]:
    """Return the corner of each extent, set like words on lines, and the size of the page."""
    area = sum(float(extent.prod()) for extent in extents)
    line = max([math.sqrt(area * aspect) * 1.05, *(float(width) for width, _ in extents)])
    corners: list[Floats] = []
    x = y = deepest = widest = 0.0
    for width, height in extents:
        if x and x + width > line:
            x, y, deepest = 0.0, y + deepest, 0.0
        corners.append(np.array([x, y]))
        x, deepest = x + float(width), max(deepest, float(height))
        widest = max(widest, x)
    return corners, np.array([widest, y + deepest])
