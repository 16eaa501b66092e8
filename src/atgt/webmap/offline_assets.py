"""Leaflet, jQuery and our own map script, served from installed wheels: a map asks nothing outside this machine.

folium writes links to public servers into every map; without a network the map is a blank page with no message.
So the links are rewritten once, at class level, to a path of our own server; what no wheel carries is dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import folium.plugins  # noqa: F401 - so that the links of every plugin are rewritten too
from folium.elements import JSCSSMixin
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from xstatic.pkg import jquery, leaflet

MOUNT_PATH = "/webmap"
"""Where the files are served; the map's frame reaches it relatively, so it also works under a base path."""

OWN_FILES = Path(__file__).parent / "assets"
_FROM_FRAME = f"../..{MOUNT_PATH}"  # the frame is <base>/component/streamlit_folium.st_folium/index.html

_LOCAL = {
    "leaflet.js": f"{_FROM_FRAME}/leaflet/leaflet.js",
    "leaflet.css": f"{_FROM_FRAME}/leaflet/leaflet.css",
    "jquery-3.7.1.min.js": f"{_FROM_FRAME}/jquery/jquery.min.js",
}
"""File name on a public server -> our path. Bootstrap, FontAwesome and awesome-markers are not here: dropped."""


def routes(base_path: str = "") -> list[Mount]:
    """The routes that serve the files, for ``st.App(routes=…)``.

    Parameters
    ----------
    base_path
        Streamlit's ``server.baseUrlPath``; Streamlit does not prefix foreign routes itself.

    Examples
    --------
    >>> [mount.path for mount in routes("atgt")]
    ['/atgt/webmap/leaflet', '/atgt/webmap/jquery', '/atgt/webmap']
    """
    prefix = f"/{base_path.strip('/')}" if base_path.strip("/") else ""
    folders = {"/leaflet": leaflet.BASE_DIR, "/jquery": jquery.BASE_DIR, "": OWN_FILES}
    return [
        Mount(f"{prefix}{MOUNT_PATH}{name}", StaticFiles(directory=folder, follow_symlink=True))
        for name, folder in folders.items()
    ]


def own_file(name: str) -> str:
    """The address of one of our own files as seen from the map's frame, new whenever the file changes.

    Examples
    --------
    >>> own_file("map.js").split("?")[0]
    '../../webmap/map.js'
    """
    return f"{_FROM_FRAME}/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((OWN_FILES / name).read_bytes()).hexdigest()[:12]


@cache
def use_local_assets() -> None:
    """Point every folium class at our own server, once for the process.

    A plugin whose files no wheel carries loses its links and cannot be used; our layers need none of them.
    """
    for owner in _with_links(JSCSSMixin):
        for kind in ("default_js", "default_css"):
            if kind in owner.__dict__:
                setattr(owner, kind, _local_links(owner.__dict__[kind]))


def _with_links(owner: type[object]) -> Iterator[type[object]]:
    yield owner
    children: list[type[object]] = owner.__subclasses__()
    for child in children:
        yield from _with_links(child)


def _local_links(links: list[tuple[str, str]]) -> list[tuple[str, str]]:
    named = ((name, _LOCAL.get(url.rsplit("/", 1)[-1]) if "://" in url else url) for name, url in links)
    return [(name, url) for name, url in named if url is not None]
