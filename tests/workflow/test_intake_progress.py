"""An import tells how far it is, can be stopped at every step, and leaves nothing behind then."""

import csv
import io

import pytest

from atgt.domain.actor import LOCAL_USER
from atgt.domain.errors import StoppedError
from atgt.storage.verification import verify
from atgt.workflow import intake, locating

N_ROWS = 25


@pytest.fixture
def content():
    """25 accidents and one held row, so that several portions are stored."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["Mã vụ", "Ngày", "Tuyến đường", "Lý trình", "Chết", "Bị thương"])
    rows.writerows([f"V{n}", f"{n + 1}/3/2026", "QL1A", f"Km1092+{n:03d}", 0, 1] for n in range(N_ROWS))
    rows.writerow(["V99", "31/2/2026", "QL1A", "Km1092+100", 0, 1])
    return text.getvalue().encode()


@pytest.fixture
def small_portions(monkeypatch):
    monkeypatch.setattr(intake, "STORED_AT_ONCE", 10)
    monkeypatch.setattr(locating, "LOCATED_AT_ONCE", 10)


class Listener:
    """Hears a use case, and stops it at the call it is told to."""

    def __init__(self, stop_at: int | None = None, error: BaseException | None = None):
        self.told = []
        self._stop_at, self._error = stop_at, error or StoppedError()

    def __call__(self, share, text):
        if len(self.told) == self._stop_at:
            raise self._error
        self.told.append((share, text))


def preview(database, content, now, **options):
    return intake.preview(database, content, name="thang3.csv", today=now.date(), **options)


def accept(database, content, now, listener):
    seen = preview(database, content, now)
    return intake.accept(database, seen, LOCAL_USER, now, progress=listener)


def test_shares_rise_from_nothing_to_all_and_say_what_is_done(empty_database, content, now, small_portions):
    reading, storing = Listener(), Listener()

    seen = preview(empty_database, content, now, progress=reading)
    intake.accept(empty_database, seen, LOCAL_USER, now, progress=storing)

    for listener, at_least in ((reading, 8), (storing, 5)):
        shares = [share for share, _ in listener.told]
        assert shares == sorted(shares)
        assert shares[0] == 0.0
        assert len(shares) >= at_least
        assert all(text.vi.endswith("…") and text.en.endswith("…") for _, text in listener.told)
    assert reading.told[-1][0] == 1.0


def test_what_listens_changes_nothing(empty_database, content, now, small_portions):
    heard = preview(empty_database, content, now, progress=Listener())

    unheard = preview(empty_database, content, now)

    assert heard.rows.drop(columns="candidates").equals(unheard.rows.drop(columns="candidates"))
    assert heard.issues == unheard.issues
    assert (heard.n_accepted, heard.n_held) == (N_ROWS, 1)


@pytest.mark.parametrize("stop_at", [0, 1, 4, 7])
def test_a_preview_can_be_stopped(empty_database, content, now, small_portions, stop_at):
    with pytest.raises(StoppedError, match="Đã dừng theo yêu cầu; chưa lưu gì"):
        preview(empty_database, content, now, progress=Listener(stop_at))


@pytest.mark.parametrize("stop_at", [0, 1, 2, 3, 4])
def test_an_import_stopped_at_any_step_has_stored_nothing(empty_database, content, now, small_portions, stop_at):
    listener = Listener(stop_at)

    with pytest.raises(StoppedError):
        accept(empty_database, content, now, listener)

    assert len(listener.told) == stop_at
    assert intake.import_log(empty_database).empty
    assert intake.held_rows(empty_database).empty
    assert preview(empty_database, content, now).n_known == 0
    assert accept(empty_database, content, now, Listener()).n_new == N_ROWS
    assert preview(empty_database, content, now).n_known == N_ROWS
    with empty_database.read() as session:
        assert verify(session).is_whole


def test_an_interruption_that_is_no_error_undoes_it_too(empty_database, content, now, small_portions):
    with pytest.raises(KeyboardInterrupt):
        accept(empty_database, content, now, Listener(3, KeyboardInterrupt()))

    assert intake.import_log(empty_database).empty
    assert preview(empty_database, content, now).n_known == 0
