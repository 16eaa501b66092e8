"""A map asks nothing outside this machine, and what it asks for is there."""

import asyncio
import posixpath
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import folium
import folium.plugins
import pytest
from starlette.applications import Starlette

from atgt.webmap import basemap, layers, offline_assets

EXTERNAL = re.compile(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s"'<>)]*""")


def external_links(page):
    """Addresses that lead outside; an XML namespace is a name, not an address."""
    return [link for link in EXTERNAL.findall(page) if "www.w3.org" not in link]


def get(url, base_path=""):
    """One request to the routes, without a server: status and headers."""
    path = posixpath.normpath(url.split("?")[0])
    sent = []

    async def receive():
        return await asyncio.Event().wait()  # the visitor stays

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": path, "raw_path": path.encode(),
             "root_path": "", "query_string": b"", "headers": [], "scheme": "http", "server": ("127.0.0.1", 80)}  # fmt: skip
    answer = Starlette(routes=offline_assets.routes(base_path))(scope, receive, send)
    with ThreadPoolExecutor(1) as own_thread:  # a browser test before us may have left a loop running in this one
        own_thread.submit(asyncio.run, answer).result()
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return SimpleNamespace(status_code=sent[0]["status"], headers=headers)


@pytest.fixture
def ward_map(ward):
    return layers.ward_map(basemap.payload(**vars(ward)))


def test_the_ward_map_has_no_external_url(ward_map):
    assert external_links(ward_map.get_root().render()) == []


def test_a_map_with_any_plugin_has_no_external_url():
    offline_assets.use_local_assets()
    chart = folium.Map(tiles=None)
    chart.add_child(folium.plugins.MarkerCluster())
    chart.add_child(folium.plugins.Fullscreen())
    chart.add_child(folium.plugins.HeatMap([[14.8, 108.9]]))

    links = [url for child in (chart, *chart._children.values()) for _, url in getattr(child, "default_js", [])]

    assert external_links(chart.get_root().render()) == []
    assert links
    assert all(url.startswith("../../webmap/") for url in links)


def test_every_folium_class_is_rewritten():
    offline_assets.use_local_assets()

    for owner in offline_assets._with_links(folium.elements.JSCSSMixin):
        for kind in ("default_js", "default_css"):
            assert external_links(" ".join(url for _, url in getattr(owner, kind, []))) == [], owner


@pytest.mark.parametrize("base_path", ["", "atgt", "/atgt/"])
def test_every_file_a_map_asks_for_is_served(ward_map, base_path):
    offline_assets.use_local_assets()
    frame = f"/{base_path.strip('/')}/component/streamlit_folium.st_folium/".replace("//", "/")
    asked = [
        url
        for child in (ward_map, *ward_map._children.values())
        for kind in ("default_js", "default_css")
        for _, url in getattr(child, kind, [])
    ]

    answers = {url: get(frame + url, base_path) for url in asked}

    names = {url.split("?")[0].rsplit("/", 1)[-1] for url in asked}
    ours = {file.name for file in offline_assets.OWN_FILES.iterdir()}
    assert names == {"leaflet.js", "jquery.min.js", "leaflet.css"} | ours
    assert {url: answer.status_code for url, answer in answers.items()} == dict.fromkeys(asked, 200)
    for url, answer in answers.items():
        assert ("javascript" if ".js" in url else "css") in answer.headers["content-type"]


def test_leaflet_is_the_version_the_script_is_written_for():
    leaflet = Path(offline_assets.leaflet.BASE_DIR) / "leaflet.js"

    assert "Leaflet 1.9" in leaflet.read_text(encoding="utf-8")[:400]


def test_a_file_that_is_not_there_is_not_found():
    assert get("/webmap/layers.py").status_code == 404
    assert get("/webmap/leaflet/../../layers.py").status_code == 404


def test_our_own_files_name_no_other_machine():
    for file in offline_assets.OWN_FILES.iterdir():
        assert external_links(file.read_text(encoding="utf-8")) == [], file.name
        assert "innerHTML" not in re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
