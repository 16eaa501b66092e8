"""The dashboard as a whole: first start, notice, footer, language, filters kept between pages."""

import datetime as dt
import re

import pytest
from streamlit.testing.v1 import AppTest

from atgt.domain.actor import LOCAL_USER
from atgt.storage.database import Database
from atgt.storage.repositories import settings_table
from atgt.ui import shell
from atgt.workflow import screening, selection

NOW = dt.datetime(2026, 11, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def dashboard(root):
    return AppTest.from_file(str(root / "dashboard.py"), default_timeout=90)


def text(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_the_first_start_loads_the_sample_ward_and_says_it_is_simulated(nothing, dashboard):
    dashboard.run()

    database = Database.open(nothing)
    assert not dashboard.exception
    assert not dashboard.error
    assert selection.select_accidents(database).n_total == 595
    assert screening.latest_run(database) is not None
    assert "DỮ LIỆU MÔ PHỎNG" in text(dashboard)

    dashboard.run()
    assert selection.select_accidents(database).n_total == 595  # loaded once
    database.close()


def test_the_footer_prints_what_the_run_rests_on(ward, dashboard):
    database = Database.open(ward)
    run = screening.latest_run(database)
    database.close()

    footer = re.search(r"atgt-footer.*", text(dashboard.run()))[0]

    assert run.run_id in footer
    assert run.rule_set_title in footer
    assert f"{run.parameters.as_of:%d/%m/%Y}" in footer
    assert "L = 300 m" in footer
    assert run.software in footer


def test_the_language_switch_speaks_english_and_back(ward, dashboard):
    dashboard.run()
    dashboard.button(key="language.switch").click().run()

    assert "SIMULATED DATA" in text(dashboard)
    assert "DỮ LIỆU MÔ PHỎNG" not in text(dashboard)

    dashboard.button(key="language.switch").click().run()
    assert "DỮ LIỆU MÔ PHỎNG" in text(dashboard)


def test_a_database_that_cannot_be_opened_is_told_in_words(monkeypatch, tmp_path, dashboard):
    broken = tmp_path / "broken.gpkg"
    broken.write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("ATGT_DATABASE_URL", f"sqlite:///{broken}")

    dashboard.run()

    (error,) = dashboard.error
    assert "broken.gpkg" in error.value
    assert not dashboard.exception


def test_the_server_branch_serves_the_maps_files(root):
    source = (root / "dashboard.py").read_text(encoding="utf-8")
    server_branch = source.split("else:")[0]

    assert "streamlit_folium" not in re.sub(r"#.*", "", server_branch)
    assert "from atgt.ui" not in server_branch


def test_the_server_may_import_webmap_without_the_component(root):
    import subprocess
    import sys

    code = "import sys, atgt.webmap.offline_assets as a; a.routes(); print('streamlit_folium' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)

    assert done.stdout.strip() == "False"


def test_the_configuration_keeps_the_dashboard_on_this_machine(root):
    import tomllib

    config = tomllib.loads((root / ".streamlit/config.toml").read_text(encoding="utf-8"))

    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["enableXsrfProtection"] is True
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"


def test_an_officer_is_reminded_of_the_backup_and_invented_data_needs_none(ward, dashboard):
    assert 'class="atgt-banner atgt-reminder' not in text(dashboard.run())
    assert "Chưa có bản sao lưu nào" in text(dashboard)

    database = Database.open(ward)
    with database.write(LOCAL_USER, "dữ liệu thật", NOW) as session:
        settings_table.put(session, settings_table.SAMPLE, value=False)
    database.close()

    shown = text(dashboard.run())
    assert 'class="atgt-banner atgt-reminder' in shown
    assert "atgt backup" in shown


def test_every_page_stands_in_the_menu_once():
    keys = [key for _, members in shell._SECTIONS for key in members]

    assert sorted(keys) == sorted(shell._pages())
