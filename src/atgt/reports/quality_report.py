"""The state of the data as a document to print: counts, months without figures, units; the same counts as the page."""

from __future__ import annotations

from docx.document import Document

from atgt.domain.location import PRECISION_LABELS, Precision
from atgt.domain.quality import QualitySummary
from atgt.reports import layout

_DOUBTS = {
    "more_dead_than_people": "Số chết nhiều hơn số người được ghi",
    "outside_ward": "Nằm ngoài ranh giới phường",
    "railway": "Có thể là tai nạn đường sắt",
    "class_disagrees": "Loại vụ không khớp số liệu",
    "light_injury_collision": "Ghi “va chạm” nhưng có người bị thương",
    "damage_missing_for_class": "Thiếu thiệt hại để phân loại",
    "ward_not_decided": "Tên phường, xã có nhiều nghĩa",
}


def document(found: QualitySummary) -> bytes:
    """The report as .docx; the same state of the data gives the same bytes."""
    paper = layout.new_document("Báo cáo chất lượng số liệu tai nạn giao thông", found.day)
    if found.is_sample:
        layout.notice(paper, "DỮ LIỆU MÔ PHỎNG – không phải vụ việc có thật")
    layout.title(paper, "Báo cáo", "Chất lượng số liệu tai nạn giao thông")
    layout.body(paper, f"Tính đến {layout.long_day(found.day)}.")
    layout.heading(paper, "1. Nhập dữ liệu")
    layout.body(
        paper,
        f"{found.n_imports} lần nhập, {found.n_received} hàng đã nhận = {found.n_taken} hàng đã lấy vào "
        f"+ {found.n_held} hàng đang chờ xử lý + {found.n_set_aside} hàng đã bỏ qua có lý do. "
        f"Trong số đã lấy vào có {found.n_fixed} hàng được cán bộ sửa.",
    )
    layout.heading(paper, "2. Vị trí")
    layout.body(
        paper,
        f"{found.n_accidents} vụ: {found.n_located} vụ đã có vị trí, {found.n_ambiguous} vụ có nhiều vị trí có thể, "
        f"{found.n_unlocated} vụ chưa có vị trí.",
    )
    grades = [(PRECISION_LABELS[Precision(key)].vi, str(n)) for key, n in found.by_precision.items()]
    if grades:
        layout.table(paper, ("Cấp chính xác", "Số vụ"), grades, (120, 40))
    layout.heading(paper, "3. Việc cần người xem xét")
    waiting = [
        ("Hàng giữ lại chờ xử lý", str(found.n_held)),
        ("Vụ chưa có vị trí", str(found.n_unlocated)),
        ("Vụ có nhiều vị trí có thể", str(found.n_ambiguous)),
        ("Cặp hồ sơ nghi trùng", str(found.n_duplicates)),
        ("Xung đột giữa tệp nhận sau và sửa đổi của cán bộ", str(found.n_conflicts)),
        *((_DOUBTS[rule], str(n)) for rule, n in sorted(found.doubts.items())),
    ]
    layout.table(paper, ("Việc", "Số lượng"), waiting, (130, 30))
    _months(paper, found)
    _units(paper, found)
    return layout.document_bytes(paper)


def _months(paper: Document, found: QualitySummary) -> None:
    layout.heading(paper, "4. Số liệu theo tháng")
    gaps = found.completeness.gaps
    if gaps:
        said = ", ".join(f"{month[5:]}/{month[:4]}" for month in gaps)
        layout.body(paper, f"Không có số liệu: {said}. Không có số liệu không có nghĩa là an toàn.")
    units = found.completeness.units
    by_unit = [f"{month[5:]}/{month[:4]} – {units[unit]}" for month, unit in found.completeness.unit_gaps]
    if by_unit:
        layout.body(paper, f"Đơn vị không có số liệu trong khi đơn vị khác có: {'; '.join(by_unit)}.")
    rows = []
    for month in found.completeness.months:
        n = found.completeness.count(month)
        confirmed = found.completeness.confirmed.get(month)
        rows.append(
            (f"{month[5:]}/{month[:4]}", str(n) if n else "0" if confirmed else "không có số liệu", confirmed or "")
        )
    if rows:
        layout.table(paper, ("Tháng", "Số vụ", "Ghi chú"), rows, (35, 45, 80))


def _units(paper: Document, found: QualitySummary) -> None:
    layout.heading(paper, "5. Theo đơn vị thụ lý")
    rows = [(unit or "(không ghi đơn vị)", str(n), str(located)) for unit, n, located in found.by_unit]
    if rows:
        layout.table(paper, ("Đơn vị", "Số vụ", "Đã có vị trí"), rows, (100, 30, 30))
