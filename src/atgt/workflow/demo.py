"""The invented sample ward: loaded on the first start, and always told to be invented."""

from __future__ import annotations

import datetime as dt

from atgt import settings
from atgt.domain.actor import LOCAL_USER
from atgt.domain.text import Text
from atgt.io import geodata
from atgt.storage.database import Database
from atgt.storage.repositories import hazards as hazard_store
from atgt.workflow import intake, provenance, roads, screening
from atgt.workflow.progress import Progress, silent


def load_sample(database: Database, now: dt.datetime, progress: Progress = silent) -> None:
    """Load roads, km posts, boundary, accidents and hazards of the sample ward, then screen.

    What was broken off is finished when it is called again: each step leaves alone what is there already.

    Raises
    ------
    InputFileError
        When the sample files are not there.
    """
    folder = settings.sample_dir()
    provenance.mark_sample(database, LOCAL_USER, now)
    progress(0.05, Text("Đang nạp mạng đường mô phỏng…", "Loading the simulated roads…"))
    roads.import_roads(
        database,
        (folder / "roads.geojson").read_bytes(),
        name="roads.geojson",
        actor=LOCAL_USER,
        now=now,
        anchors=geodata.read_anchors((folder / "km_posts.csv").read_bytes(), name="km_posts.csv"),
        boundary=geodata.read_boundary((folder / "boundary.geojson").read_bytes(), name="boundary.geojson"),
    )
    progress(0.25, Text("Đang đọc bảng tai nạn mô phỏng…", "Reading the simulated accidents…"))
    seen = intake.preview(database, (folder / "accidents.xlsx").read_bytes(), name="accidents.xlsx", today=now.date())
    progress(0.60, Text(f"Đang lưu {seen.n_new} vụ…", f"Storing {seen.n_new} accidents…"))
    if seen.n_new:
        intake.accept(database, seen, LOCAL_USER, now)
    hazards = geodata.read_hazards((folder / "hazards.geojson").read_bytes())
    with database.write(LOCAL_USER, "nạp hiện trạng mô phỏng", now) as session:
        known = hazard_store.fetch_hazards(session)["hazard_id"]
        hazard_store.insert_hazards(session, hazards[~hazards["hazard_id"].isin(known)], is_sample=True)
    progress(0.85, Text("Đang rà soát…", "Screening…"))
    screening.run_screening(database, screening.default_parameters(database), LOCAL_USER, now)
    provenance.mark_sample_whole(database, LOCAL_USER, now)
    progress(1.0, Text("Xong.", "Done."))
