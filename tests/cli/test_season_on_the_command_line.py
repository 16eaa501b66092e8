"""The season of the committee on the command line alone, as two people type it."""

import datetime as dt
import re

import docx
import pytest
from click.testing import CliRunner

from atgt.cli import cli
from atgt.storage.database import Database
from tests.quarters import MONTHS
from tests.workflow.test_season import lay_roads, sheet

A, B, C = "D-0001", "D-0002", "D-0003"


@pytest.fixture
def atgt(tmp_path):
    """Run ``atgt`` on a ward with roads and nothing else; what fails is told at once."""
    url = f"sqlite:///{tmp_path / 'ward.gpkg'}"
    database = Database.open(url)
    lay_roads(database)
    database.close()

    def run(line, *, fails=False):
        outcome = CliRunner().invoke(cli, ["--database", url, *line.split("|")], prog_name="atgt")
        assert (outcome.exit_code != 0) == fails, f"{line}: {outcome.output}"
        assert "Traceback" not in outcome.output
        return outcome.output

    return run


def bring_in(atgt, folder, *months):
    for month in months:
        file = folder / f"thang{month}.xlsx"
        file.write_bytes(sheet(MONTHS[month]))
        atgt(f"import|{file}")


def test_a_season_from_the_first_sheet_to_the_recurrence(atgt, tmp_path):
    # three months, screening, register
    bring_in(atgt, tmp_path, 1, 2, 3)
    atgt("screen|--as-of|31/03/2025")
    assert f"{A}  Mới" in atgt("register|update|--as|binh")

    # review; nobody approves his own proposal
    atgt(f"move|{A}|under_review|--as|binh")
    atgt(f"move|{A}|inspected|--as|binh")
    assert "không được tự duyệt" in atgt(f"move|{A}|proposed|--document|1/CV|--as|binh", fails=True)

    # meeting: agenda, frozen list, decisions, minutes
    first = re.search(r"H-\d{4}-\d{4}", atgt("meeting|prepare|--held-on|06/04/2025|--chair|Chủ trì (mô phỏng)"))[0]
    assert "bản thứ 1" in atgt(f"meeting|freeze|{first}")
    propose = "--for|7|--against|1|--dissent|lắp đèn ngay|--unit|Công an phường|--working-days|10"
    assert "21/04/2025" in atgt(f"meeting|decide|{first}|{A}|propose|{propose}")  # Giỗ Tổ, 7 April, is not worked
    assert "phải ghi lý do" in atgt(f"meeting|decide|{first}|{B}|dismiss|--for|9", fails=True)
    assert B in atgt(f"meeting|close|{first}", fails=True)  # not decided yet
    atgt(f"meeting|decide|{first}|{B}|dismiss|--for|9|--reason|xe tự ngã, đường tốt")
    assert "bản thứ 2" in atgt(f"meeting|close|{first}|--number|07|--as|chu-tich")
    minutes = tmp_path / "bien-ban.docx"
    atgt(f"meeting|minutes|{first}|--output|{minutes}")
    told = "\n".join(paragraph.text for paragraph in docx.Document(minutes).paragraphs)
    assert all(words in told for words in ("BIÊN BẢN", "Số liệu", "lắp đèn ngay", "10 ngày làm việc"))
    outcomes = atgt(f"meeting|carry-out|{first}|--as|chu-tich")
    assert f"{A}: đã chuyển sang “Đã kiến nghị”" in outcomes
    assert f"{B}: đã chuyển sang “Bác bỏ”" in outcomes

    # letter, answer, works, acceptance
    letter = atgt(
        f"remedy|recommend|{A}|--number|120/UBND-KT|--issued-on|08/04/2025|--addressee|Khu QLĐB III"
        "|--reply-due|15/04/2025"
    ).strip()
    assert "trả lời kiến nghị số 120/UBND-KT" in atgt("reminders")
    atgt(f"remedy|letter|{letter}|--output|{tmp_path / 'kien-nghi.docx'}")
    assert docx.Document(tmp_path / "kien-nghi.docx").paragraphs
    atgt(f"remedy|reply|{letter}|--number|88/KQL|--on|14/04/2025|--text|nhất trí")
    atgt(f"move|{A}|in_treatment")
    works = atgt(f"remedy|measure|{A}|median|--owner|Khu QLĐB III|--cost|350000000|--money|Ngân sách tỉnh").strip()
    atgt(f"remedy|progress|{works}|--state|done|--percent|100|--started|15/04/2025|--finished|25/04/2025")
    assert "chưa nghiệm thu" in atgt(f"move|{A}|treated", fails=True)
    assert "chưa nghiệm thu" in atgt(f"remedy|progress|{works}|--opened|26/04/2025", fails=True)
    atgt(f"remedy|progress|{works}|--accepted|26/04/2025|--acceptance-document|9/BB-NT|--opened|27/04/2025")
    atgt(f"move|{A}|treated")
    atgt(f"move|{A}|follow_up")

    # the next quarter: new, back, recurred; the difference with its reasons
    bring_in(atgt, tmp_path, 5, 6)
    atgt("screen|--as-of|30/06/2025")
    told = atgt("register|update")
    assert f"{C}  Mới" in told
    assert re.search(rf"{A}  Thay đổi → Tái phát .*15/05/2025", told)
    assert re.search(rf"{B}  Thay đổi → Đủ ngưỡng, chờ xem xét .*20/05/2025", told)
    followed = atgt(f"remedy|follow-up|{A}")
    assert "Sau xử lý lại đủ ngưỡng" in followed
    assert "hồi quy về trung bình" in followed
    second = re.search(r"H-\d{4}-\d{4}", atgt("meeting|prepare|--held-on|06/07/2025"))[0]
    difference = atgt(f"meeting|diff|{second}")
    assert re.search(rf"{A}  Thay đổi .*tình trạng: Đã kiểm tra hiện trường → Tái phát", difference)
    assert f"{C}  Mới" in difference

    # what was printed that day is printed again, byte for byte, and the record is whole
    again = tmp_path / "in-lai.docx"
    atgt(f"meeting|minutes|{first}|--output|{again}")
    assert again.read_bytes() == minutes.read_bytes()
    atgt("verify")


def test_a_deadline_that_is_missed_is_reminded_of(atgt, tmp_path):
    bring_in(atgt, tmp_path, 1, 2, 3)
    atgt("screen|--as-of|31/03/2025")
    atgt("register|update")
    atgt(f"remedy|measure|{A}|marking|--owner|UBND phường|--deadline|02/06/2025")

    told = atgt("reminders")

    assert dt.date.today() > dt.date(2025, 6, 20)
    assert f"{A}  02/06/2025  Quá hạn lâu, cần báo cáo cấp trên" in told
    assert "UBND phường" in told
    assert f"{A}  candidate" in atgt("register|list|--late").splitlines()[0]
