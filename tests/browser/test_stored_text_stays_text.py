"""Text from files never runs: names of roads and junctions full of attack strings, looked at in a real browser."""

import json

import pytest

ATTACK = '<img src=x onerror="window.top.hacked=1">`${window.top.hacked=1}`{{ 7*7 }}</script><script>window.top.hacked=1</script>'


@pytest.fixture(scope="module")
def attacked(root, now, serve, tmp_path_factory):
    """A dashboard whose roads bear attack strings as names, so that places, lists and popups do too."""
    from atgt.domain.actor import LOCAL_USER
    from atgt.io import geodata
    from atgt.storage.database import Database
    from atgt.workflow import intake, roads, screening

    sample = root / "data/sample"
    layer = json.loads((sample / "roads.geojson").read_text("utf-8"))
    for feature in layer["features"]:
        if feature["properties"]["route_id"] == "QL1":
            feature["properties"]["road_name"] = f"QL1 {ATTACK}"
    folder = tmp_path_factory.mktemp("attacked")
    url = f"sqlite:///{folder / 'ward.gpkg'}"
    database = Database.open(url)
    roads.import_roads(
        database,
        json.dumps(layer).encode(),
        name="roads.geojson",
        actor=LOCAL_USER,
        now=now,
        anchors=geodata.read_anchors((sample / "km_posts.csv").read_bytes(), name="km_posts.csv"),
        boundary=geodata.read_boundary((sample / "boundary.geojson").read_bytes(), name="boundary.geojson"),
    )
    seen = intake.preview(database, (sample / "accidents.xlsx").read_bytes(), name="accidents.xlsx", today=now.date())
    intake.accept(database, seen, LOCAL_USER, now)
    run = screening.run_screening(database, screening.default_parameters(database), LOCAL_USER, now)
    database.close()
    assert any(ATTACK in spot.place_name.vi for spot in run.spots)
    with serve(url, folder / "server.log") as base:
        yield base, run


def test_attack_strings_do_not_run_on_map_and_list(open_page, attacked):
    base, run = attacked
    number = next(n for n, spot in enumerate(run.spots) if ATTACK in spot.place_name.vi)
    page = open_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    page.goto(base)
    frame = page.frame_locator(".st-key-map-box iframe")
    frame.locator(".atgt-badge-icon").first.wait_for(state="attached")
    in_frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    in_frame.evaluate("n => { const s = map.atgt.layers.spots; s.open(s._spots[n], true); }", number)
    page.locator(".st-key-evidence .atgt-spot h2", has_text="onerror").wait_for()
    shown = frame.locator(".leaflet-popup-content").inner_text()
    accidents = "() => { const a = map.atgt.layers.accidents; return a.popup([...a._data.lat.keys()]).textContent; }"
    listed = in_frame.evaluate(accidents)
    assert page.evaluate("() => window.hacked === undefined")
    page.goto(f"{base}/danh-sach")
    page.locator("[data-testid=stDataFrame]").wait_for()
    page.wait_for_timeout(800)

    assert "<img src=x onerror=" in shown
    assert "{{ 7*7 }}" in shown
    assert "<img src=x onerror=" in listed
    assert dialogs == []
    assert page.evaluate("() => window.hacked === undefined")
    assert page.locator("img[src=x]").count() == 0
