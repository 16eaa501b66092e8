"""What goes wrong on an officer's computer, in a real browser: the file is held, the disk is full, a photo is no photo.

Each time the page says so in words, nothing is half stored, and the same work goes through afterwards.
"""

import io
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing

import pytest
from PIL import Image

from atgt.storage import verification
from atgt.storage.database import Database
from atgt.workflow import selection
from tests.browser.test_stop_in_browser import sheet_of
from tests.faults import test_out_of_order

ALERT = "[data-testid=stAlert]"


def n_accidents(path):
    """How many there are, in a database that is whole."""
    with closing(Database.open(f"sqlite:///{path}")) as database, database.read() as session:
        assert verification.verify(session).is_whole
        return selection.select_accidents(database).n_total


def preview(page, base, sheet):
    page.goto(f"{base}/nhap-du-lieu")
    page.locator("input[type=file]").first.set_input_files(sheet)
    page.locator(".st-key-intake-accept button").wait_for()


def test_a_file_that_another_program_holds_is_told_and_the_import_goes_through_afterwards(
    open_page, serve, sample_file, tmp_path
):
    path, sheet = tmp_path / "ward.gpkg", sheet_of(20)
    shutil.copy(sample_file, path)
    before = n_accidents(path)
    with serve(f"sqlite:///{path}", tmp_path / "log") as base:
        page = open_page()
        page.set_default_timeout(90_000)  # the program waits half a minute for the other one
        preview(page, base, sheet)
        hold = [sys.executable, "-c", test_out_of_order.TestLocked.HOLD, path, "IMMEDIATE"]
        other = subprocess.Popen(hold, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert other.stdout.readline() == b"held\n"

        page.locator(".st-key-intake-accept button").click()
        page.locator(ALERT, has_text="đang bị chương trình khác giữ. Chưa lưu gì").wait_for()
        other.communicate()
        assert n_accidents(path) == before

        page.locator(".st-key-intake-accept button").click()
        page.get_by_text(f"Đã nhập {sheet['name']}").wait_for()
    assert n_accidents(path) == before + 20


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_told_and_the_import_goes_through_once_there_is_room(open_page, serve, sample_file, tmp_path):
    disk, sheet = tmp_path / "disk", sheet_of(3_000)
    disk.mkdir()
    size = f"size={sample_file.stat().st_size // 1024 + 900}k"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this computer does not let tests mount a small disk")
    try:
        path = disk / "ward.gpkg"
        shutil.copy(sample_file, path)
        before = n_accidents(path)
        with serve(f"sqlite:///{path}", tmp_path / "log") as base:
            page = open_page()
            page.set_default_timeout(90_000)
            preview(page, base, sheet)

            page.locator(".st-key-intake-accept button").click()
            page.locator(ALERT, has_text="đã đầy").wait_for()
            assert n_accidents(path) == before
            page.goto(f"{base}/danh-sach")  # looking goes on
            page.locator(".atgt-footer").wait_for()

            subprocess.run(["mount", "-o", "remount,size=100m", disk], check=True)
            preview(page, base, sheet)
            page.locator(".st-key-intake-accept button").click()
            page.get_by_text(f"Đã nhập {sheet['name']}").wait_for()
        assert n_accidents(path) == before + 3_000
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_photo_that_is_none_is_refused_in_words_and_nothing_is_written_beside(
    open_page, serve, sample_file, tmp_path
):
    """More pixels than memory should hold, a page in the guise of a photo, a path for a name."""
    path = tmp_path / "ward" / "ward.gpkg"
    path.parent.mkdir()
    shutil.copy(sample_file, path)
    huge, small = io.BytesIO(), io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(huge, "PNG")
    Image.new("RGB", (40, 30)).save(small, "JPEG")
    photos = {
        r"quá lớn \(12000 × 9000 điểm ảnh\)": ("rong.png", "image/png", huge.getvalue()),
        "không phải ảnh JPEG hay PNG": ("trang.jpg", "image/jpeg", b"<html><script>top.hacked=1</script></html>"),
        r"Tên tệp “.*x\.jpg” không hợp lệ": ("..\\..\\x.jpg", "image/jpeg", small.getvalue()),
    }
    with serve(f"sqlite:///{path}", tmp_path / "log") as base:
        page = open_page(width=390, height=844)
        for words, (name, kind, content) in photos.items():
            page.goto(f"{base}/nhap-mot-vu")
            page.get_by_text("4. Kiểm tra và lưu").wait_for()
            page.get_by_role("radio", name="Ảnh", exact=True).click()
            page.get_by_text("Ảnh chụp tại hiện trường (JPEG, PNG)").wait_for()
            file = {"name": name, "mimeType": kind, "buffer": content}
            page.locator("[data-testid=stFileUploaderDropzoneInput]").first.set_input_files(file)
            page.get_by_text(re.compile(words)).first.wait_for()
            assert page.evaluate("window.hacked") is None
    assert sorted(one.name for one in tmp_path.iterdir()) == ["log", "ward"]
    assert sorted(one.name for one in path.parent.iterdir()) == ["ward.gpkg"]
