"""A seeded sample of damaged and hostile files goes the whole way of a preview; scripts/soak_intake.py does 20,000."""

import datetime as dt
import importlib.util
import json
import subprocess
import sys
import tomllib

import pytest

from atgt.domain.errors import InputFileError
from atgt.ingestion.headers import parse_synonyms
from atgt.ingestion.interpretation import ReadOptions, interpret
from atgt.io.spreadsheets import read_workbook


@pytest.fixture(scope="module")
def files(root):
    path = root / "tests" / "io" / "damaged_files.py"
    spec = importlib.util.spec_from_file_location("damaged_files", path)
    sys.modules["damaged_files"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def synonyms(root):
    return parse_synonyms(tomllib.loads((root / "data/reference/header_synonyms.toml").read_text("utf-8")))


def test_a_sample_ends_in_clear_words_or_held_rows_within_a_gigabyte(root, files):
    command = [
        sys.executable,
        str(root / "scripts" / "soak_intake.py"),
        "--here",
        "--files",
        "130",
        "--seed",
        "13",
    ]

    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert len(found["kinds"]) == len(files.KINDS)
    assert found["peak_bytes"] < 1 << 30
    assert found["outcomes"]["refused"] > 30
    assert found["outcomes"]["read"] > 30
    assert sum(found["outcomes"].values()) == 130


def test_the_same_seed_gives_the_same_files(files):
    first, again, other = (list(files.sample(seed, 40)) for seed in (5, 5, 6))

    assert [file.content for file in first if file.name.endswith(("csv", "xls"))] == [
        file.content for file in again if file.name.endswith(("csv", "xls"))
    ]
    assert [file.kind for file in first] == [file.kind for file in again] != [file.kind for file in other]


@pytest.mark.parametrize("piece", ["<!--", "<a", '<td colspan="', "</", "<script>", "<td>", "&#x", '"', "<table>"])
def test_a_broken_web_page_is_read_in_one_pass(piece):
    """With the parser of the standard library some of these took a minute; here a timeout of the suite would tell."""
    page = "<table><tr><td>Ngày</td>" + piece * 200_000

    try:
        book = read_workbook(page.encode(), name="a.xls")
    except InputFileError as refused:
        assert "trang web" in str(refused) or "quá lớn" in str(refused)  # noqa: PT017 - either ending is right
    else:
        assert book.sheets[0].rows[0][0].startswith("Ngày")


def test_cells_that_span_a_whole_page_do_not_fill_the_memory():
    page = "<table>" + "<tr>" + "<td rowspan=200 colspan=200>x</td>" * 300

    with pytest.raises(InputFileError, match="quá lớn"):
        read_workbook(page.encode(), name="a.xls")


def test_spans_leave_the_cells_of_the_next_rows_where_they_belong():
    page = (
        "<table><tr><td rowspan='2'>a<td colspan=2>b<tr><td title='x > y'>c</td><td>d<!-- no --></td></tr>"
        "<tr><td>e</td><td><script>'<td>'</script>f</td><td>g &amp; h<br>i</td></tr></table>"
    )

    (sheet,) = read_workbook(page.encode(), name="a.xls").sheets

    assert sheet.rows == (("a", "b", None), (None, "c", "d"), ("e", "f", "g & h i"))


@pytest.mark.parametrize("position", ["1" + "0" * 400, "1e400", '"x"', "null", "[]"])
def test_points_that_are_none_are_rows_without_a_place(position):
    layer = (
        '{"type": "FeatureCollection", "features": ['
        '{"type": "Feature", "properties": {"id": 1}, "geometry": {"type": "Point", "coordinates": [108.9, 14.8]}},'
        f'{{"type": "Feature", "properties": {{"id": 2}}, "geometry": {{"type": "Point", "coordinates": [{position}, 1]}}}}]}}'
    )

    (sheet,) = read_workbook(layer.encode(), name="a.geojson").sheets

    assert sheet.rows[1:] == ((1, 108.9, 14.8), (2, None, None))


def test_a_delimited_text_has_no_more_cells_than_memory_holds(monkeypatch):
    from atgt.io import sheet_text

    monkeypatch.setattr(sheet_text, "MAX_AREA", 1_000)

    with pytest.raises(InputFileError, match="quá lớn"):
        read_workbook(b"a,b,c,d,e\n" * 201, name="a.csv")


@pytest.mark.parametrize(
    "column", ["Ngày", "Giờ", "Tuyến đường", "Lý trình", "Địa điểm", "Chết", "Thiệt hại (triệu đồng)"]
)
@pytest.mark.parametrize("piece", ["1.", "Km1+2 ", "số nhà 1 "])
def test_a_cell_of_a_hundred_thousand_letters_is_read_in_no_time_and_not_lost(files, synonyms, piece, column):
    """Some patterns take a time that grows with the square of the text; the timeout of the suite would tell."""
    rows = [list(map(str, row)) for row in files.TABLE]
    rows[3][files.HEAD.index(column)] = piece * (100_000 // len(piece))
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()

    found = interpret(read_workbook(content, name="a.csv"), ReadOptions(today=dt.date(2026, 11, 22), synonyms=synonyms))

    assert found.n_read == found.n_accepted + found.n_held == len(files.ROWS)
    assert all(len(issue.text.vi) < 1_000 and len(issue.value or "") < 1_000 for issue in found.issues)
