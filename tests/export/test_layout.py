import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from graphbuild.export import layout
from graphbuild.export.layout import place_nodes


def network(count, *, lonely=0):
    net = nx.relabel_nodes(nx.barabasi_albert_graph(count, 2, seed=1), str)
    net.add_nodes_from(f"lonely {number}" for number in range(lonely))
    return net


def size_of_picture(points):
    xs, ys = zip(*points.values(), strict=True)
    return max(xs) - min(xs), max(ys) - min(ys)


@pytest.mark.parametrize("count", [3, 40, 150])
def test_no_two_boxes_overlap(count):
    net = network(count, lonely=7)
    sizes = {node: (40.0 + 9 * (number % 12), 30.0) for number, node in enumerate(net)}
    points = place_nodes(net, sizes=sizes)
    for one, other in combinations(net, 2):
        across = abs(points[one][0] - points[other][0])
        down = abs(points[one][1] - points[other][1])
        room = (sizes[one][0] + sizes[other][0]) / 2
        assert across >= room or down >= 30.0


def test_same_network_same_points_in_any_order():
    net = network(30, lonely=2)
    shuffled = nx.Graph()
    shuffled.add_nodes_from(reversed(list(net)))
    shuffled.add_edges_from((other, one) for one, other in reversed(list(net.edges)))
    assert place_nodes(shuffled) == place_nodes(net)


def test_picture_is_wider_than_high_and_centred():
    points = place_nodes(network(80, lonely=20), sizes={})
    width, height = size_of_picture(points)
    assert 1.0 < width / height < 3.0
    assert abs(max(x for x, _ in points.values()) + min(x for x, _ in points.values())) < width / 2


def test_heavy_edges_are_shorter():
    net = nx.cycle_graph(12)
    net.add_weighted_edges_from((one, other, 1) for one, other in list(net.edges))
    net.edges[0, 1]["weight"] = 50
    points = place_nodes(nx.relabel_nodes(net, str))
    lengths = {edge: math.dist(points[str(edge[0])], points[str(edge[1])]) for edge in net.edges}
    assert min(lengths, key=lengths.get) == (0, 1)


def test_grid_repulsion_agrees_with_the_exact_sum():
    points = np.random.default_rng(1).uniform(-50, 50, (400, 2))
    exact, grid = layout._repulsion(points), layout._grid_repulsion(points)
    alike = np.sum(exact * grid, axis=1) / np.hypot(*exact.T) / np.hypot(*grid.T)
    assert np.median(alike) > 0.98


def test_large_networks_are_placed_apart():
    net = network(layout.EXACT_UP_TO + 200)
    points = np.array(list(place_nodes(net).values()))
    nearest = np.sort(np.hypot(*(points[:, None] - points).transpose(2, 0, 1)), axis=1)[:, 1]
    assert nearest.min() >= 1.0


def test_nothing_is_placed_nowhere():
    assert place_nodes(nx.Graph()) == {}
