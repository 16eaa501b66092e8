"""Road files from disk: the layer, its km posts, the boundary and the field mapping, in one step."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from atgt.domain.actor import Actor, Role
from atgt.domain.text import Text
from atgt.io import geodata
from atgt.storage.database import Database
from atgt.workflow import authority, profiles, roads
from atgt.workflow.roads import accept_posts

__all__ = ["accept_posts", "check_road_files", "import_road_files", "preview_post_file"]


def check_road_files(
    file: Path, *, km_posts: Path | None = None, profile_name: str | None = None, crs: str | None = None
) -> roads.RoadPreview:
    """Look at the files without a database; see ``roads.check_roads``."""
    return roads.check_roads(
        file.read_bytes(),
        name=file.name,
        mapping=profiles.load_road_mapping(profile_name) if profile_name else None,
        anchors=geodata.read_anchors(km_posts.read_bytes(), name=km_posts.name) if km_posts else None,
        crs=crs,
    )


def import_road_files(
    database: Database,
    file: Path,
    *,
    km_posts: Path | None,
    boundary: Path | None,
    profile_name: str | None,
    actor: Actor,
    now: dt.datetime,
    crs: str | None = None,
) -> roads.RoadReport:
    """Read the files and put them in the place of the road layer before; see ``roads.import_roads``."""
    authority.require(actor, Role.EDITOR, Text("thay lớp đường", "replace the roads"), within=database)
    return roads.import_roads(
        database,
        file.read_bytes(),
        name=file.name,
        actor=actor,
        now=now,
        mapping=profiles.load_road_mapping(profile_name) if profile_name else None,
        anchors=geodata.read_anchors(km_posts.read_bytes(), name=km_posts.name) if km_posts else None,
        boundary=geodata.read_boundary(boundary.read_bytes(), name=boundary.name) if boundary else None,
        crs=crs,
    )


def preview_post_file(database: Database, file: Path) -> roads.RoadPreview:
    """Km posts of a file as they would come in; see ``roads.preview_posts``."""
    authority.require_reader(database, Role.EDITOR, Text("xem trước cột Km", "look at km posts to be loaded"))
    return roads.preview_posts(database, geodata.read_anchors(file.read_bytes(), name=file.name), name=file.name)
