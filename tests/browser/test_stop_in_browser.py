"""The Stop button of an import, pressed in a real browser while the bar moves: nothing is left, and it can be done again."""

import csv
import io
import random
import re
import shutil

import pytest

from atgt.storage import verification
from atgt.storage.database import Database
from atgt.workflow import intake, selection

N_ROWS = 20_000
LONG_MS = 240_000
BAR = "[data-testid=stProgress]"
SHARE = "() => document.querySelector('[data-testid=stProgress] [role=progressbar]')?.getAttribute('aria-valuenow')"


def sheet_of(n):
    """So many invented accidents on QL1."""
    rng, text = random.Random(1), io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["Mã vụ", "Ngày", "Tuyến đường", "Lý trình", "Chết", "Bị thương"])
    for number in range(n):
        day = f"{rng.randrange(1, 29)}/{rng.randrange(1, 13)}/{rng.randrange(2010, 2026)}"
        place = f"Km{rng.randrange(1090, 1101)}+{rng.randrange(1000):03d}"
        rows.writerow([f"D{number:05d}", day, "QL1A", place, 0, 1])
    return {"name": f"{n}-vu.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}


@pytest.fixture(scope="module")
def sheet():
    """Long enough to be stopped on a fast machine too."""
    return sheet_of(N_ROWS)


def moved(page):
    """Wait until the bar has shown two different values, and give them."""
    page.locator(BAR).wait_for()
    first = page.evaluate(SHARE)
    page.wait_for_function(f"first => {{ const now = ({SHARE})(); return now && now !== first; }}", arg=first)
    return first, page.evaluate(SHARE)


def stop(page):
    page.get_by_role("button", name="Dừng").click()
    page.get_by_text("Đã dừng theo yêu cầu; chưa lưu gì").wait_for()


@pytest.mark.timeout(600)
def test_an_import_stopped_in_the_browser_leaves_nothing_and_can_be_done_again(
    open_page, serve, sample_file, tmp_path, sheet
):
    url = f"sqlite:///{shutil.copy(sample_file, tmp_path / 'ward.gpkg')}"
    database = Database.open(url)
    before = (selection.select_accidents(database).n_total, len(intake.import_log(database)))
    with serve(url, tmp_path / "server.log") as base:
        page = open_page()
        page.set_default_timeout(LONG_MS)
        page.goto(f"{base}/nhap-du-lieu")

        # while it is read
        page.locator("input[type=file]").first.set_input_files(sheet)
        first, second = moved(page)
        assert first != second
        stop(page)

        # while it is stored
        page.locator("input[type=file]").first.set_input_files(sheet)
        page.get_by_role("button", name=re.compile(r"Nhập 20.000 vụ mới")).click()
        first, second = moved(page)
        assert first != second
        stop(page)
        assert (selection.select_accidents(database).n_total, len(intake.import_log(database))) == before
        assert len(intake.held_rows(database)) == 25

        # the same file, to its end
        page.get_by_role("button", name=re.compile(r"Nhập 20.000 vụ mới")).click()
        page.get_by_text(f"Đã nhập {sheet['name']}").wait_for()
    assert selection.select_accidents(database).n_total == before[0] + N_ROWS
    assert len(intake.import_log(database)) == before[1] + 1
    with database.read() as session:
        assert verification.verify(session).is_whole
    database.close()
