"""The density along the network: by hand on small networks, and against spNetwork's published results."""

import numpy as np
import pytest
import shapely

from atgt.domain.errors import ParameterError
from atgt.statistics import network_density
from atgt.statistics.network_density import Edges, Positions, quartic


def network(*edges):
    start, end, length = zip(*edges, strict=True)
    return Edges(np.array(start), np.array(end), np.array(length, dtype=float))


def at(*places):
    return Positions(np.array([e for e, _ in places], dtype=np.int64), np.array([o for _, o in places], dtype=float))


#   0 ──(e0, 500 m)── 1 ──(e1)── 2
#                     │
#                   (e2)
#                     3
STAR = network((0, 1, 500), (1, 2, 500), (1, 3, 500))


def test_along_one_road_it_is_the_kernel_itself():
    found = network_density.density(
        network((0, 1, 2000)), at((0, 1000)), at((0, 1000), (0, 1150), (0, 1300)), bandwidth_m=300
    )

    assert found == pytest.approx([15 / 16 / 300, 15 / 16 / 300 * 0.75**2, 0])


def test_at_a_junction_the_rest_is_divided_between_the_other_arms():
    found = network_density.density(STAR, at((0, 450)), at((0, 400), (1, 50), (2, 50), (0, 480)), bandwidth_m=300)

    k = quartic(np.array([50.0, 100.0, 100.0, 30.0]), 300)
    assert found == pytest.approx([k[0], k[1] / 2, k[2] / 2, k[3]])


def test_an_accident_at_a_junction_gives_two_thirds_to_each_of_three_arms():
    found = network_density.density(STAR, at((0, 500)), at((0, 400), (1, 100), (2, 100)), bandwidth_m=300)

    assert found == pytest.approx([2 / 3 * quartic(np.array([100.0]), 300)[0]] * 3)


@pytest.mark.parametrize("offset", [120.0, 450.0, 500.0])
def test_what_one_accident_gives_adds_up_to_one(offset):
    """Where no dead end is within reach (the arms are 500 m, the bandwidth 100 m)."""
    middles = np.arange(0.5, 500)
    samples = at(*((edge, offset) for edge in range(3) for offset in middles))

    assert network_density.density(STAR, at((0, offset)), samples, bandwidth_m=100).sum() == pytest.approx(1, abs=1e-4)


def test_weights_count_and_accidents_add_up():
    sample = at((0, 450), (1, 30))
    one, other = (network_density.density(STAR, at(place), sample, bandwidth_m=300) for place in ((0, 400), (2, 100)))

    both = network_density.density(STAR, at((0, 400), (2, 100)), sample, bandwidth_m=300, weights=[5, 2])

    assert both == pytest.approx(5 * one + 2 * other)


def test_nothing_gives_nothing_and_no_bandwidth_is_refused():
    assert network_density.density(STAR, at(), at((0, 5)), bandwidth_m=300).tolist() == [0]
    assert len(network_density.density(STAR, at((0, 5)), at(), bandwidth_m=300)) == 0
    with pytest.raises(ParameterError, match="lớn hơn 0"):
        network_density.density(STAR, at(), at(), bandwidth_m=0)


# ── spNetwork ──────────────────────────────────────────────────────────────────────────────────────────────────────


def parts_of(lines):
    """Edges of lines that touch at their ends (to the centimetre), and a tree to find them."""
    ends = np.round(np.array([[line.coords[0][:2], line.coords[-1][:2]] for line in lines]).reshape(-1, 2), 2)
    _, nodes = np.unique(ends, axis=0, return_inverse=True)
    nodes = nodes.reshape(-1, 2)
    return Edges(nodes[:, 0], nodes[:, 1], shapely.length(lines)), shapely.STRtree(lines)


def on(tree, lines, points):
    edge = tree.nearest(points)
    return Positions(edge, shapely.line_locate_point(lines[edge], points))


@pytest.mark.shared_data
def test_medellin_is_what_spnetwork_computed(shared_data):
    gpd = pytest.importorskip("geopandas")
    lines = gpd.read_file(shared_data / "medellin/medellin.gpkg", layer="network").geometry.to_numpy()
    accidents = gpd.read_file(shared_data / "medellin/medellin.gpkg", layer="accidents").geometry.to_numpy()
    peer = gpd.read_file(shared_data / "medellin/medellin_peer_spnetwork.gpkg")
    edges, tree = parts_of(lines)
    middles = shapely.centroid(peer.geometry.to_numpy())

    found = network_density.density(edges, on(tree, lines, accidents), on(tree, lines, middles), bandwidth_m=100)

    expected = peer["nkde_discontinuous"].to_numpy() * 100  # spNetwork divides by the bandwidth once more
    away = np.abs(found - expected) / expected.max()
    assert np.quantile(away, 0.95) < 1e-4
    assert found.sum() == pytest.approx(expected.sum(), rel=1e-3)
    assert np.corrcoef(found, expected)[0, 1] > 0.999


@pytest.mark.shared_data
def test_montreal_is_near_what_its_author_published(shared_data):
    """He merged accidents within 5 m first; near a junction a few metres decide which arm gets the larger part."""
    gpd = pytest.importorskip("geopandas")
    file = shared_data / "montreal/montreal_spnetwork.gpkg"
    lines = shapely.force_2d(gpd.read_file(file, layer="mtl_network").explode(index_parts=False).geometry.to_numpy())
    accidents = shapely.force_2d(gpd.read_file(file, layer="bike_accidents").geometry.to_numpy())
    peer = gpd.read_file(shared_data / "montreal/peer_spnetwork_nkde.gpkg", layer="samples_nkde")
    edges, tree = parts_of(lines)

    found = network_density.density(
        edges, on(tree, lines, accidents), on(tree, lines, peer.geometry.to_numpy()), bandwidth_m=300
    )

    expected = peer["nkde_disc_published"].to_numpy() * 300
    assert found.sum() == pytest.approx(expected.sum(), rel=0.02)
    assert np.corrcoef(found, expected)[0, 1] > 0.9
