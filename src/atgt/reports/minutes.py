"""The minutes of a meeting (biên bản) and the list put before it, as editable .docx, from the frozen list alone.

Accidents are told as the committee is to know them (``domain.committee_words``): by month, small numbers of people
coarsened. Wording: the software proposes, so a place "reaches the threshold"; the road authority concludes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from docx.document import Document

from atgt.domain import committee_words
from atgt.domain.frozen_list import AgendaItem, FrozenList, ListedSpot, RunStamp, content_of, sha256_of
from atgt.domain.meeting import AGENDA_REASON_LABELS, DECISIONS, ItemDecision, VersionKind
from atgt.domain.register import CHANGE_LABELS, NO_LONGER_FOUND, ChangeKind, Subject
from atgt.domain.small_cells import said
from atgt.reports import layout

SAMPLE_NOTICE = "DỮ LIỆU MÔ PHỎNG – không phải vụ việc có thật"
NO_DECLARATION = (
    "Các vị trí nêu trong biên bản là vị trí đủ ngưỡng số vụ, đề nghị cơ quan quản lý đường bộ kiểm tra; "
    "việc xác định điểm hay xảy ra tai nạn giao thông do cơ quan quản lý đường bộ thực hiện."
)


def minutes(frozen: FrozenList) -> bytes:
    """The minutes as a .docx: letterhead, who met, each item with its decision and votes, conclusion, signatures, list.

    The same frozen list gives the same bytes.
    """
    digest, frozen = sha256_of(content_of(frozen)), committee_words.frozen(frozen)
    head = frozen.head
    document = _begin(frozen, "BIÊN BẢN", head.title)
    starts, day = layout.clock(head.starts_at), layout.long_day(head.held_on)
    layout.body(document, f"{starts}, {day}.", label="Thời gian bắt đầu:")
    layout.body(document, _or_dots(head.place), label="Địa điểm:")
    _people(document, frozen)
    layout.heading(document, "I. CĂN CỨ")
    _basis(document, frozen, digest)
    layout.heading(document, "II. TÌNH HÌNH DANH SÁCH")
    _overview(document, frozen)
    layout.heading(document, "III. NỘI DUNG XEM XÉT VÀ QUYẾT ĐỊNH")
    for item in frozen.items:
        _item(document, item, frozen.spot(item.register_id))
    layout.heading(document, "IV. KẾT LUẬN")
    if head.conclusion:
        layout.body(document, head.conclusion)
    layout.body(document, NO_DECLARATION)
    layout.body(document, f"Cuộc họp kết thúc vào {layout.clock(head.ends_at)}, {day}./.")
    layout.signatures(document, ("Thư ký", head.secretary), ("Chủ trì", head.chair))
    layout.recipients(document, head.recipients or ("Như thành phần tham dự", "Lưu: VT, hồ sơ"))
    _annex(document, frozen)
    return layout.document_bytes(document)


def agenda(frozen: FrozenList) -> bytes:
    """The list put before a meeting as a .docx: what is new, changed and late, then the whole list."""
    digest, frozen = sha256_of(content_of(frozen)), committee_words.frozen(frozen)
    unnumbered = replace(frozen, head=replace(frozen.head, number="", symbol="DS"))  # the number is that of the minutes
    document = _begin(unnumbered, "DANH SÁCH TRÌNH HỌP", frozen.head.title)
    _basis(document, frozen, digest)
    _overview(document, frozen)
    layout.heading(document, "Nội dung đề nghị xem xét")
    for item in frozen.items:
        spot = frozen.spot(item.register_id)
        layout.heading(document, f"{item.position}. {_name(spot)}")
        for label, text in _facts(item, spot):
            layout.body(document, text, label=label)
    layout.recipients(document, frozen.head.recipients or ("Thành phần dự họp", "Lưu: VT, hồ sơ"))
    _annex(document, frozen)
    return layout.document_bytes(document)


def _begin(frozen: FrozenList, kind: str, subject: str) -> Document:
    head = frozen.head
    document = layout.new_document(f"{kind} – {subject}", head.held_on)
    layout.letterhead(
        document,
        layout.Letterhead(head.authority, head.office, head.number, head.symbol, head.locality, head.held_on),
    )
    if frozen.is_sample:
        layout.notice(document, SAMPLE_NOTICE)
    layout.title(document, kind, subject)
    if frozen.kind is VersionKind.AMENDMENT:
        layout.body(document, frozen.amended_because, label=f"Bản sửa đổi lần {frozen.version}, lý do:")
    return document


def _people(document: Document, frozen: FrozenList) -> None:
    head = frozen.head
    layout.body(document, _or_dots(head.chair), label="Chủ trì:")
    layout.body(document, _or_dots(head.secretary), label="Thư ký:")
    layout.body(document, _or_dots("; ".join(head.attendees)), label="Thành phần tham dự:")
    if head.absent:
        layout.body(document, "; ".join(head.absent), label="Vắng mặt:")


def _basis(document: Document, frozen: FrozenList, digest: str) -> None:
    for text in run_lines(frozen.run):
        layout.body(document, text, is_even=frozen.run is None or frozen.run.fingerprint not in text)
    layout.body(document, f"Danh sách {frozen.meeting_id}, bản thứ {frozen.version}; dấu vân tay {digest[:16]}.")


def run_lines(run: RunStamp | None) -> Iterator[str]:
    """What a document says about the screening it rests on."""
    if run is None:
        yield "Danh sách không dựa trên lần rà soát nào (chỉ gồm hiện trạng được ghi nhận)."
        return
    yield f"Bộ tiêu chí: {run.rule_set_title}."
    yield (
        f"Xét các vụ từ {run.first_day:%d/%m/%Y} đến hết {run.as_of:%d/%m/%Y}, kỳ {run.period_months} tháng; đoạn dài "
        f"tối đa L = {run.length_m:g} m, bán kính nút {run.junction_radius_m:g} m (đơn vị chọn, chưa có quy định)."
    )
    yield f"{run.n_accidents} vụ đã định vị được rà soát; {run.n_unlocated} vụ chưa có vị trí không tham gia."
    yield f"Dấu vân tay lần rà soát: {run.fingerprint} – {run.software}."


def _overview(document: Document, frozen: FrozenList) -> None:
    levels = Counter(spot.level for spot in frozen.spots)
    said = "; ".join(f"{_two(n)} {level[0].lower()}{level[1:]}" for level, n in sorted(levels.items()))
    layout.body(document, f"Sổ theo dõi có {_two(len(frozen.spots))} vị trí{': ' + said if said else ''}.")
    if not frozen.previous_meeting:
        layout.body(document, "Đây là cuộc họp đầu tiên có danh sách được chốt.")
        return
    counts = Counter(change.kind for change in frozen.since_last)
    words = ", ".join(f"{CHANGE_LABELS[ChangeKind(kind)].vi.lower()} {_two(n)}" for kind, n in sorted(counts.items()))
    layout.body(document, f"So với cuộc họp {frozen.previous_meeting}: {words or 'không có thay đổi'}.")
    for change in frozen.since_last:
        what = "; ".join(change.what) or "—"
        label = CHANGE_LABELS[ChangeKind(change.kind)].vi
        layout.body(document, f"- {label}: {change.register_id} ({change.place}): {what}.")


def _item(document: Document, item: AgendaItem, spot: ListedSpot) -> None:
    layout.heading(document, f"{item.position}. {_name(spot)}")
    for label, text in _facts(item, spot):
        layout.body(document, text, label=label)
    if item.decision is None:
        layout.body(document, "Chưa có quyết định.", label="Quyết định:")
        return
    for label, text in _decided(item.decision):
        layout.body(document, text, label=label)


def _facts(item: AgendaItem, spot: ListedSpot) -> Iterator[tuple[str, str]]:
    yield "Lý do đưa vào:", "; ".join(AGENDA_REASON_LABELS[reason].vi for reason in item.reasons) + "."
    yield "Loại, tình trạng:", f"{spot.level}; {spot.state}."
    if spot.n_accidents:
        months = (
            f" từ tháng {spot.first_day:%m/%Y} đến tháng {spot.last_day:%m/%Y}"
            if spot.first_day and spot.last_day
            else ""
        )
        yield (
            "Số liệu:",
            f"{_two(spot.n_accidents)} vụ{months}, {said(spot.killed, digits=2)} người chết, "
            f"{said(spot.injured, digits=2)} người bị thương.",
        )
    if spot.clauses:
        yield "Căn cứ:" if spot.subject == Subject.HAZARD else "Ngưỡng đạt:", _sentence("; ".join(spot.clauses))
    if spot.why:
        yield "Giải thích:", spot.why
    if spot.changes:
        yield "Thay đổi:", "; ".join(spot.changes) + "."
    if spot.owner or spot.decided_by:
        decides = f"; thẩm quyền quyết định: {spot.decided_by}" if spot.decided_by else ""
        yield "Quản lý đường:", f"{_or_dots(spot.owner)}{decides}."
    if spot.shared_with:
        yield "Giáp ranh:", f"{spot.shared_with}."
    if spot.recommendations:
        yield "Đã kiến nghị:", "; ".join(spot.recommendations) + "."
    if spot.measures:
        yield "Giải pháp:", "; ".join(spot.measures) + "."
    if spot.due_on:
        yield "Thời hạn đã giao:", f"{spot.due_on:%d/%m/%Y} ({spot.due_what})."


def _sentence(words: str) -> str:
    return words if words.endswith(".") else f"{words}."


def _decided(decided: ItemDecision) -> Iterator[tuple[str, str]]:
    why = f" Lý do: {decided.reason}." if decided.reason else ""
    yield "Quyết định:", f"{DECISIONS[decided.decision].label.vi}.{why}"
    yield (
        "Biểu quyết:",
        f"tán thành {_two(decided.votes_for)}, không tán thành {_two(decided.votes_against)}, "
        f"không có ý kiến {_two(decided.votes_abstain)}.",
    )
    if decided.dissent:
        yield "Ý kiến khác:", decided.dissent
    if decided.proposal:
        yield "Nội dung kiến nghị:", decided.proposal
    if decided.responsible_unit:
        support = f"; phối hợp: {', '.join(decided.supporting_units)}" if decided.supporting_units else ""
        yield "Đơn vị chủ trì:", f"{decided.responsible_unit}{support}."
    if decided.deadline:
        yield "Thời hạn:", f"{_deadline(decided)}."


def _deadline(decided: ItemDecision) -> str:
    days = f" ({_two(decided.working_days)} ngày làm việc)" if decided.working_days is not None else ""
    note = f"; {decided.deadline_note}" if decided.deadline_note else ""
    return f"{_day(decided.deadline)}{days}{note}"


def _annex(document: Document, frozen: FrozenList) -> None:
    layout.annex(document, "PHỤ LỤC", "Danh sách các vị trí trong sổ theo dõi")
    decided = {item.register_id: item.decision for item in frozen.items}
    headings = (
        "TT",
        "Mã",
        "Vị trí",
        "Loại (đủ ngưỡng)",
        "Vụ/ chết/ bị thương",
        "Tình trạng",
        "Quản lý đường",
        "Thời hạn",
        "Quyết định",
    )
    widths = (8, 15, 29, 22, 14, 19, 18, 19, 16)
    rows = []
    for number, spot in enumerate(frozen.spots, start=1):
        choice = decided.get(spot.register_id)
        level = spot.level.partition(" – ")[0]
        due = choice.deadline if choice and choice.deadline else spot.due_on
        rows.append(
            (
                str(number),
                spot.register_id,
                _where(spot),
                level if spot.is_found else f"{level} ({NO_LONGER_FOUND.vi})",
                f"{spot.n_accidents}/ {said(spot.killed)}/ {said(spot.injured)}",
                spot.state,
                spot.owner,
                _day(due),
                DECISIONS[choice.decision].label.vi if choice else "",
            )
        )
    layout.table(document, headings, rows, widths, size=10)
    if not rows:
        layout.body(document, "Không có vị trí nào.")


def _name(spot: ListedSpot) -> str:
    return f"{spot.register_id} – {_where(spot)}"


def _where(spot: ListedSpot) -> str:
    return spot.place or f"{spot.routes} {spot.km_from}–{spot.km_to}"


def _day(day: dt.date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"


def _two(number: int) -> str:
    """Small counts with two digits, as offices write them: "08 vụ"."""
    return f"{number:02d}"


def _or_dots(text: str) -> str:
    return text or "……"
