"""Attack strings through import, register, meeting and export: kept as text, never a formula, nothing written outside."""

import datetime as dt
import io
import json
import shutil
import zipfile
from contextlib import closing
from pathlib import Path

import docx
import openpyxl
import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.domain.attachment import AttachmentKind
from atgt.domain.errors import AtgtError
from atgt.io import geodata
from atgt.storage import verification
from atgt.storage.database import Database
from atgt.storage.repositories import register as register_store
from atgt.ui import issue_report
from atgt.workflow import exporting, intake, keeping, meeting_pages, remediation, selection

TODAY = dt.date(2026, 11, 1)
NOW = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def ward(attacked, tmp_path_factory):
    path = tmp_path_factory.mktemp("attacked-copy") / "ward.gpkg"
    shutil.copy(attacked[0], path)
    with closing(Database.open(f"sqlite:///{path}")) as database:
        yield database


def live_cells(content):
    """Cells of a workbook that are formulas or links, as another program reads them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [
        f"{page.title}!{cell.coordinate}: {cell.value!r}"
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
        or cell.hyperlink is not None
        or (isinstance(cell.value, str) and cell.data_type != "s")
    ]


def test_there_are_enough_of_every_kind(attacks):
    kinds = {name.split(".")[0] for name in attacks}

    assert kinds == {"html", "svg", "javascript", "template", "markdown", "formula", "path", "sql", "unicode"}
    assert len(attacks) >= 40


def test_every_attack_was_imported_and_is_held_or_stored_letter_by_letter(ward, attacks, attacked_ward):
    content = attacked_ward.sheet([t for t in attacks.values() if attacked_ward.is_printable(t)])
    seen = intake.preview(ward, content, name="lan-hai.csv", today=TODAY)

    assert seen.n_read == seen.n_accepted + seen.n_held
    assert seen.n_new == 0  # the same rows as before, whatever the file is called
    with ward.read() as session:
        assert verification.verify(session).is_whole
    received = " ".join(json.dumps(row, ensure_ascii=False) for row in seen.rows["received"])
    for name in ("html.script", "sql.drop", "formula.dde", "template.jinja", "path.parents", "markdown.image"):
        assert json.dumps(attacks[name], ensure_ascii=False)[1:-1] in received, name


@pytest.mark.parametrize("what", ["spots", "hazards", "accidents"])
@pytest.mark.parametrize("file_format", ["xlsx", "geojson"])
def test_no_export_holds_a_live_formula(ward, what, file_format):
    file = exporting.export(ward, what=what, file_format=file_format)

    if file_format == "xlsx":
        assert live_cells(file.content) == []
    else:
        assert json.loads(file.content)["features"]
    assert Path(file.name).name == file.name


def test_the_report_of_issues_holds_no_live_formula(ward, attacks, attacked_ward):
    wrong = attacked_ward.sheet([t for t in attacks.values() if attacked_ward.is_printable(t)], day="=1+1")
    seen = intake.preview(ward, wrong, name="=cmd.csv", today=TODAY)
    assert seen.n_held == len(seen.rows)

    assert live_cells(issue_report.workbook(seen.issues, file="=HYPERLINK(1)", balance="+1")) == []


def test_a_live_formula_would_be_noticed():
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+1"
    buffer = io.BytesIO()
    book.save(buffer)

    assert live_cells(buffer.getvalue()) == ["Sheet!A1: '=1+1'"]


def test_the_printed_list_keeps_the_words_and_holds_no_link_or_field(ward, attacked):
    held = meeting_pages.all_meetings(ward)[0]

    printed = meeting_pages.printed(ward, held.meeting_id)

    document = docx.Document(io.BytesIO(printed.content))
    text = "\n".join(
        [p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells]
    )
    assert "<script>top.hacked=1</script>" in text
    assert "{{ 7*7 }}" in text
    with zipfile.ZipFile(io.BytesIO(printed.content)) as box:
        inner = {
            name: box.read(name).decode("utf-8", "replace")
            for name in box.namelist()
            if name.endswith((".xml", ".rels"))
        }
    assert not any('TargetMode="External"' in part for part in inner.values())
    assert not any("HYPERLINK" in part and "w:instrText" in part for part in inner.values())
    assert Path(printed.name).name == printed.name


def test_search_words_are_only_words(ward, attacks):
    everything = selection.select_accidents(ward).n_total

    for name, text in attacks.items():
        found = selection.select_accidents(ward, selection.AccidentFilter(text=text)).n_total
        assert found < everything, name
    assert selection.select_accidents(ward).n_total == everything > 0


def test_numbers_of_records_are_only_words(ward, attacks):
    for name, text in attacks.items():
        with pytest.raises(AtgtError), ward.read() as session:
            register_store.load_entry(session, text)
        with pytest.raises(AtgtError):
            remediation.download(ward, text, LOCAL_USER)
        assert name


@pytest.fixture
def untouched(tmp_path, monkeypatch):
    """A working folder of one's own; afterwards nothing may lie outside it, nor anything unforeseen in it."""
    work = tmp_path / "a" / "b" / "c"
    work.mkdir(parents=True)
    (tmp_path / "temporary").mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def outside():
        return sorted(
            str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file() and work not in p.parents
        )

    yield outside
    assert outside() == []
    assert not Path("/tmp/atgt-escaped").exists()


def test_names_of_uploaded_files_lead_nowhere(ward, attacks, untouched):
    for text in attacks.values():
        for name in (f"{text}.xlsx", f"{text}/a.csv", f"{text}.geojson"):
            with pytest.raises(AtgtError):
                intake.preview(ward, b"khong phai bang", name=name, today=TODAY)
        with pytest.raises(AtgtError):
            geodata.read_roads(b"PK\x03\x04 not a zip", name=f"{text}.zip")

    assert untouched() == []


def test_a_zip_whose_members_climb_out_writes_nothing(untouched):
    for member in (
        "../../../atgt-escaped.geojson",
        "/tmp/atgt-escaped",
        "..\\..\\atgt-escaped.shp",
        "a/../../x.geojson",
    ):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as box:
            box.writestr(member, "{}")
        with pytest.raises(AtgtError):
            geodata.read_roads(buffer.getvalue(), name="duong.zip")

    assert untouched() == []


def test_attachments_keep_their_bytes_or_are_refused_by_their_name(ward, attacks, untouched):
    with ward.read() as session:
        register_id = register_store.list_entries(session)[0].register_id
    refused = set()
    for number, (name, text) in enumerate(attacks.items()):
        content = b"\xff\xd8\xff" + str(number).encode()
        about = {"record": "register_entry", "key": register_id, "kind": AttachmentKind.PHOTO_SITE, "caption": text}
        try:
            stored = remediation.attach(ward, content, name=f"{text}.jpg", actor=LOCAL_USER, now=NOW, **about)
        except AtgtError:
            refused.add(name)
            stored = remediation.attach(ward, content, name="anh.jpg", actor=LOCAL_USER, now=NOW, **about)
        given = remediation.download(ward, stored.attachment_id, LOCAL_USER)
        assert given.content == content
        assert given.media_type == "image/jpeg"
        assert "/" not in given.name
        assert "\\" not in given.name
    with ward.read() as session:
        assert verification.verify(session).is_whole

    assert {"path.parents", "path.windows", "path.absolute", "path.null"} <= refused
    assert untouched() == []


def test_a_backup_of_such_a_ward_is_put_back(ward, tmp_path):
    now = NOW
    made = keeping.backup(ward, tmp_path / "b.gpkg", LOCAL_USER, now)

    restored = keeping.restore(made.path, f"sqlite:///{tmp_path / 'w.gpkg'}", LOCAL_USER, now)

    assert restored.verification.is_whole
