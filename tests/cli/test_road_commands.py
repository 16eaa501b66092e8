"""Roads, km posts and the first start from the command line."""

import pytest
from click.testing import CliRunner

from atgt.cli import cli


@pytest.fixture
def run(tmp_path):
    url = f"sqlite:///{tmp_path / 'ward.gpkg'}"

    def call(*arguments):
        return CliRunner().invoke(cli, ["--database", url, *map(str, arguments)])

    return call


@pytest.fixture
def sample(root):
    return root / "data/sample"


def test_a_road_file_is_checked_without_a_database(run, sample, tmp_path):
    done = run("roads", "check", sample / "roads.geojson", "--km-posts", sample / "km_posts.csv")

    assert done.exit_code == 0, done.output
    assert "nút giao" in done.output
    assert "Đầu đường hở:" in done.output
    assert "QL1" in done.output
    assert not (tmp_path / "ward.gpkg").exists()


def test_an_empty_start_then_roads_then_posts(run, sample):
    assert "Đã tạo cơ sở dữ liệu trống" in run("init", "--empty").output
    assert "Đã tạo cơ sở dữ liệu trống" in run("init", "--empty").output

    loaded = run("roads", "import", sample / "roads.geojson", "--boundary", sample / "boundary.geojson")
    looked = run("posts", "import", sample / "km_posts.csv", "--dry-run")
    stored = run("posts", "import", sample / "km_posts.csv")

    assert "0 cột Km" in loaded.output
    assert "chưa lưu" in looked.output
    assert stored.exit_code == 0, stored.output
    assert "QL1 (tuyến cũ)" in stored.output
    assert "không thay đổi gì" in run("init", "--empty").output


def test_posts_without_roads_end_in_one_sentence(run, sample):
    done = run("posts", "import", sample / "km_posts.csv")

    assert done.exit_code == 1
    assert "Hãy nạp lớp đường trước" in done.output
    assert "Traceback" not in done.output
