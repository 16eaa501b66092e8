"""The letter that recommends something to the road authority (kiến nghị) as an editable .docx, after NĐ 30/2020.

Wording: the place "reaches the threshold"; the road authority inspects and concludes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document

from atgt.domain import small_cells
from atgt.domain.frozen_list import ListedSpot, RunStamp
from atgt.domain.meeting import MeetingHead
from atgt.domain.remediation import HORIZON_LABELS, Horizon, Measure, Recommendation
from atgt.reports import layout
from atgt.reports.minutes import SAMPLE_NOTICE, run_lines

_ASKED = (
    "Đề nghị {addressee} kiểm tra vị trí nêu trên theo thẩm quyền, xem xét nguyên nhân do hạ tầng, tổ chức giao "
    "thông và các giải pháp đề xuất; thông báo kết quả để phối hợp theo dõi."
)
_CONCLUDES = "Việc xác định điểm hay xảy ra tai nạn giao thông đường bộ do cơ quan quản lý đường bộ thực hiện."


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter is made of.

    Parameters
    ----------
    head
        Office, authority, locality, symbol and recipients of this office; who signs.
    findings
        What site visits found, one line each.
    """

    letter: Recommendation
    head: MeetingHead
    spot: ListedSpot
    run: RunStamp | None
    measures: tuple[Measure, ...]
    findings: tuple[str, ...]
    is_sample: bool


def letter_document(facts: LetterFacts) -> bytes:
    """The letter as a .docx. The same facts give the same bytes."""
    letter, head, spot = facts.letter, facts.head, facts.spot
    number, _, symbol = letter.number.partition("/")
    document = layout.new_document(f"Kiến nghị {letter.number}", letter.issued_on)
    layout.letterhead(
        document,
        layout.Letterhead(head.authority, head.office, number, symbol or "CV", head.locality, letter.issued_on),
    )
    if facts.is_sample:
        layout.notice(document, SAMPLE_NOTICE)
    layout.title(document, "KIẾN NGHỊ", f"về bảo đảm an toàn giao thông tại {spot.place or spot.routes}")
    layout.body(document, letter.addressee, label="Kính gửi:")
    layout.heading(document, "1. Vị trí và số liệu")
    for text in _place(spot):
        layout.body(document, text)
    layout.heading(document, "2. Căn cứ")
    for text in spot.clauses:
        layout.body(document, f"Ngưỡng đạt: {text}.")
    for text in run_lines(facts.run):
        layout.body(document, text, is_even=facts.run is None or facts.run.fingerprint not in text)
    if facts.findings:
        layout.heading(document, "3. Kết quả kiểm tra hiện trường")
        for text in facts.findings:
            layout.body(document, f"- {text}")
    layout.heading(document, "4. Nội dung kiến nghị" if facts.findings else "3. Nội dung kiến nghị")
    if letter.summary:
        layout.body(document, letter.summary)
    for horizon in Horizon:
        _measures(document, horizon, facts.measures)
    layout.body(document, _ASKED.format(addressee=letter.addressee))
    if letter.reply_due is not None:
        layout.body(document, f"Đề nghị trả lời bằng văn bản trước ngày {letter.reply_due:%d/%m/%Y}.")
    layout.body(document, f"{_CONCLUDES}/.")
    layout.signatures(document, ("", ""), ("Thủ trưởng đơn vị", head.chair))
    layout.recipients(document, head.recipients or ("Như trên", "Lưu: VT, hồ sơ"))
    return layout.document_bytes(document)


def _place(spot: ListedSpot) -> list[str]:
    said = [f"Mã theo dõi {spot.register_id}: {spot.place or spot.routes}; {spot.level}."]
    if spot.n_accidents and spot.first_day and spot.last_day:
        said.append(
            f"Từ {spot.first_day:%d/%m/%Y} đến {spot.last_day:%d/%m/%Y} xảy ra {spot.n_accidents:02d} vụ, "
            f"{small_cells.said(spot.killed, digits=2)} người chết, "
            f"{small_cells.said(spot.injured, digits=2)} người bị thương."
        )
    if spot.why:
        said.append(spot.why)
    if spot.shared_with:
        said.append(f"Giáp ranh: {spot.shared_with}.")
    return said


def _measures(document: Document, horizon: Horizon, measures: Sequence[Measure]) -> None:
    own = [measure.description or measure.kind_key for measure in measures if measure.horizon is horizon]
    if own:
        layout.body(document, f"{'; '.join(own)}.", label=f"{HORIZON_LABELS[horizon].vi}:")
