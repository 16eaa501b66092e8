"""The register on the command line, as two people use it."""

from click.testing import CliRunner

from atgt.cli import cli


def test_the_register_is_made_listed_shown_and_a_place_moved_by_two_people(atgt):
    made, again = atgt("register", "update"), atgt("register", "update")
    assert "D-0001  Mới" in made.output
    assert "Mới" not in again.output

    assert "D-0001" in atgt("register", "list", "--state", "candidate").output
    assert "đã chuyển sang “Đang kiểm tra”" in atgt("move", "D-0001", "under_review", "--as", "binh").output
    assert atgt("move", "D-0001", "inspected", "--as", "binh").exit_code == 0

    alone = atgt("move", "D-0001", "proposed", "--as", "binh", "--document", "12/CV")
    assert (alone.exit_code, "không được tự duyệt" in alone.output) == (1, True)
    assert atgt("move", "D-0001", "proposed", "--as", "an", "--document", "12/CV").exit_code == 0

    told = atgt("register", "show", "D-0001").output
    assert all(words in told for words in ("(binh)", "(an)", "12/CV", "Đã kiến nghị"))


def test_a_forbidden_move_is_one_sentence(atgt):
    atgt("register", "update")

    outcome = atgt("move", "D-0001", "treated", "--reason", "xong")

    assert outcome.exit_code == 1
    assert "Không thể chuyển từ “Đủ ngưỡng, chờ xem xét” sang “Đã xử lý”" in outcome.output
    assert "Traceback" not in outcome.output


def test_nothing_is_due_in_a_new_register(atgt):
    atgt("register", "update")

    assert atgt("reminders").output.strip() == "0 việc."


def test_an_empty_database_says_to_screen_first(tmp_path):
    outcome = CliRunner().invoke(cli, ["--database", f"sqlite:///{tmp_path / 'x.gpkg'}", "register", "update"])

    assert outcome.exit_code == 1
    assert "atgt screen" in outcome.output
