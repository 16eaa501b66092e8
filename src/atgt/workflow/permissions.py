"""Who may do what: every use case that has a database, with the least role it asks for. The one table of it.

A use case asks ``authority.require`` (or ``require_reader``) itself; a test calls every use case with every role and
compares with this table, and finds every public use case that is missing here. docs/security.md prints it.
"""

from __future__ import annotations

from dataclasses import dataclass

from atgt.domain.actor import ROLE_LABELS, Role
from atgt.domain.text import Text

_ORDER = list(Role)


@dataclass(frozen=True, slots=True)
class Permission:
    """One use case.

    Parameters
    ----------
    key
        Module and function, below ``atgt.workflow``.
    least
        The least role that may do it.
    words
        What it is, for people; use cases with the same words are one line of the printed table.
    """

    key: str
    least: Role
    words: Text

    def allows(self, role: Role) -> bool:
        """Whether a role may do it."""
        return _ORDER.index(role) >= _ORDER.index(self.least)


def _rows(least: Role, vi: str, en: str, *keys: str) -> tuple[Permission, ...]:
    return tuple(Permission(key, least, Text(vi, en)) for key in keys)


_V, _E, _P, _A = Role.VIEWER, Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR

PERMISSIONS: tuple[Permission, ...] = (
    *_rows(
        _V,
        "Xem bản đồ, danh sách, giải thích, so sánh, căn cứ (ủy ban: theo tháng, không có dữ liệu cá nhân)",
        "See map, lists, explanations, comparisons, legal basis (committee: by month, without personal data)",
        "selection.select_accidents", "selection.data_period", "screening.latest_run", "screening.is_outdated",
        "screening.default_parameters", "map_layers.load_layers", "provenance.holds_sample", "provenance.is_empty",
        "provenance.is_sample_unfinished", "screening.next_parameters",
        "roads.load_network", "roads.joins_carriageways", "locating.locate_rows", "work_calendar.load",
        "screening.load_run", "screening.network_of", "basis.legal_basis", "basis.latest_runs", "carriageways.present",
        "roads.present", "hazards.list_hazards", "hazards.candidates", "starting.wants_sample",
        "starting.is_own_and_empty", "locating.locate_place", "work_calendar.own_days", "light_injuries.chosen",
        "known_places.load", "treatments.treatments",
        "backup_reminder.backup_reminder", "corrections.look_up", "corrections.roads_at",
    ),
    *_rows(
        _V,
        "Xem thống kê: so cùng kỳ, theo thời gian, bảng chéo (ủy ban: theo tháng, ô nhỏ được che)",
        "See statistics: year on year, over time, cross tables (committee: by month, small cells covered)",
        "tabulating.cross_table", "tabulating.time_patterns", "comparing.compare", "comparing.cycles",
        "comparing.proposed", "accident_fields.offered", "accident_fields.field_of", "accident_fields.route_names",
        "table_basis.basis_of", "table_basis.filter_words",
        "traffic.volumes", "road_density.density_of",
    ),
    *_rows(_E, "Xem đoạn đường theo số vụ kỳ vọng, điểm quy đổi", "See road sections by expected accidents, points",
           "section_ranking.rank", "section_ranking.check_ranking", "spot_measures.measures"),
    *_rows(_E, "Tìm cụm cùng hình thức va chạm", "Look for clusters of one collision form", "type_clusters.find"),
    *_rows(_E, "Nhập lưu lượng xe của tuyến", "Enter the traffic of a road", "traffic.set_volume"),
    *_rows(
        _V,
        "Xem vì sao đủ, vì sao chưa đủ ngưỡng, so hai lần rà soát (ủy ban: theo tháng)",
        "See why and why not, compare two screenings (committee: by month)",
        "explaining.find_near_misses", "explaining.explain_accident", "explaining.firmness", "explaining.missing_at",
        "run_comparison.stored_runs", "run_comparison.compare", "run_comparison.compare_with_previous",
        "rule_library.rule_sets", "rule_library.rule_set_for", "rule_library.own_files", "rule_library.stored_files",
        "rule_library.readings", "rule_library.check_file", "screening.rule_sets", "screening.rule_set_for",
    ),
    *_rows(
        _V,
        "Xem sổ theo dõi điểm, cuộc họp, khắc phục, trước và sau",
        "See the register, meetings, remediation, before and after",
        "register_pages.register_page", "register_pages.spot_page", "meeting_pages.all_meetings",
        "meeting_pages.meeting_page", "meeting_pages.printed", "meeting_pages.frozen", "meeting_pages.difference",
        "meeting.office_head", "presenting.slides", "reminders.reminders", "remediation.board", "remediation.overdue",
        "follow_up.follow_up_time", "follow_up.report", "follow_up.reports",
        "photo_files.photos_of", "photo_files.thumbnail", "measure_catalogue.catalogue_of",
        "measure_catalogue.own_kinds",
    ),
    *_rows(_V, "Kết xuất danh sách điểm", "Export the list of spots", "exporting.export", "export_log.hand_out",
           "hazard_evidence.evidence"),
    *_rows(
        _E, "Xem hồ sơ vụ tai nạn, hàng đang giữ, nhật ký nhập và kết xuất, chất lượng dữ liệu",
        "See case files, held rows, the logs of imports and exports, the quality of the data",
        "corrections.case_file", "intake.held_rows", "intake.import_log", "entry.preliminary", "held.waiting",
        "conflicts.waiting", "conflicts.settled", "duplicates.waiting", "duplicates.decided", "plausibility.waiting",
        "completeness.by_month", "quality.summary", "quality.report", "quality.without_place", "light_injuries.plan",
        "import_undo.plan", "import_undo.undone", "export_log.handed_out", "remediation.download",
    ),
    *_rows(
        _E, "Nhập bảng tai nạn, nhập từng vụ", "Import tables, enter single accidents",
        "intake.preview", "intake.preview_workbook", "intake.accept", "entry.review", "entry.save", "entry.confirm",
    ),
    *_rows(
        _E, "Sửa vụ tai nạn, xử lý hàng giữ, trùng lặp, xung đột; hủy một lần nhập",
        "Correct accidents, settle held rows, duplicates, conflicts; undo an import",
        "corrections.edit", "corrections.put_at", "corrections.record_death", "corrections.take_back", "held.fix",
        "held.read_again", "held.set_aside", "conflicts.decide", "duplicates.decide", "duplicates.take_back",
        "plausibility.mark_checked", "ward_filling.n_missing", "ward_filling.fill_in",
        "completeness.confirm_none", "import_undo.undo",
    ),
    *_rows(
        _E, "Thay lớp đường, nạp dữ liệu mô phỏng", "Replace the roads, load simulated data",
        "roads.import_roads", "roads.preview_roads", "roads.accept_roads", "roads.preview_posts", "roads.add_post",
        "roads.accept_posts", "road_files.import_road_files", "road_files.preview_post_file",
        "known_places.import_places",
        "provenance.mark_sample", "provenance.mark_sample_whole",
    ),
    *_rows(
        _E, "Ghi nhận nguy cơ, ảnh, kết quả kiểm tra", "Record hazards, photos, site checks",
        "hazards.record", "hazards.set_state", "hazards.save_checklist", "hazards.add_photos",
        "hazards.put_in_register", "register.register_hazard",
    ),
    *_rows(
        _A, "Bắt đầu với dữ liệu của phường, bỏ dữ liệu mô phỏng", "Begin with the ward's own data, leave the sample",
        "starting.start_own", "starting.leave_sample", "starting.try_sample",
    ),
    *_rows(
        _E, "Tìm hồ sơ vụ, lưu cách đọc bảng của một đơn vị gửi", "Find a record, keep how a sender's tables are read",
        "finding.by_reference", "column_mapping.senders", "column_mapping.profile_of", "column_mapping.likely_sender",
        "column_mapping.save_sender",
    ),
    *_rows(_E, "Rà soát, cập nhật sổ theo dõi", "Screen, update the register",
           "screening.run_screening", "register.update_from_run"),
    *_rows(
        _E, "Chuẩn bị, ghi và thực hiện cuộc họp", "Prepare, record and carry out a meeting",
        "meeting.prepare", "meeting.set_agenda", "meeting.change_head", "meeting.freeze", "meeting.put_on_agenda",
        "meeting.decide", "carrying_out.carry_out",
    ),
    *_rows(
        _E, "Kiểm tra hiện trường, kiến nghị, giải pháp, tệp đính kèm", "Site visits, letters, measures, files",
        "review.record_site_visit", "remediation.recommend", "remediation.record_reply", "remediation.save_measure",
        "remediation.set_responsibility", "remediation.attach", "remediation.detach", "letters.letter_file",
    ),
    *_rows(
        _E, "Chuyển trạng thái của điểm (bác bỏ, đề nghị, kết thúc: người duyệt, không phải người đề xuất)",
        "Move a spot (dismissing, proposing, closing: an approver, and not who brought it forward)", "review.move",
    ),
    *_rows(_P, "Kết thúc cuộc họp, sửa biên bản, danh mục giải pháp",
           "Close a meeting, amend minutes, the list of measures", "meeting.close", "meeting.amend",
           "meeting.set_office", "measure_catalogue.set_own_kinds"),
    *_rows(
        _A, "Bộ tiêu chí của đơn vị, cách hiểu chỗ để ngỏ, tính chung hai chiều đường",
        "Rule sets of the office, readings of open questions, carriageways as one road",
        "rule_library.add_file", "rule_library.remove_file", "rule_library.set_readings", "carriageways.choose",
    ),
    *_rows(
        _A, "Lịch làm việc, thời gian theo dõi, cách tính bị thương nhẹ",
        "Working days, follow-up time, how slight injuries count",
        "work_calendar.set_own_days", "follow_up.set_months", "light_injuries.choose",
    ),
    *_rows(
        _A, "Tài khoản và phường của tài khoản, phiên làm việc, nhật ký đăng nhập; thêm phường",
        "Accounts and their wards, sessions, sign-ins; add wards",
        "accounts.page", "accounts.add", "accounts.deactivate", "accounts.activate", "accounts.reset_password",
        "accounts.set_role", "accounts.set_wards", "accounts.end_session", "administration.page", "wards.add",
        "accounts.add_for_office", "accounts.set_email",
    ),
    *_rows(
        _A, "Kiểm tra nhật ký, sao lưu, khôi phục, xóa dữ liệu cá nhân",
        "Check the audit log, back up, restore, erase personal data", "keeping.verify", "keeping.backup",
        "keeping.restore", "erasing.due", "erasing.erase", "erasing.set_years",
    ),
)  # fmt: skip
"""Every use case with a database, in the order they are printed."""

OPEN = {
    "signing_in.needs_sign_in": "asked by the gate before anybody is known",
    "signing_in.sign_in": "checks the password itself",
    "signing_in.sign_in_by_email": "called by the gate with what the identity provider signed",
    "signing_in.visitor_of_token": "checks the token itself",
    "signing_in.visitor_of_session": "asked with an id that only the server knows",
    "signing_in.actor_of": "asked with an id that only the server knows",
    "signing_in.sign_out": "of one's own session",
    "signing_in.change_password": "of one's own account, with the present password",
    "accounts.create_first_administrator": "only while there is no account; by one-time code or terminal",
    "demo.load_sample": "only into an empty database without accounts, or from the terminal",
    "people.person_named": "names who works on the command line of the database's own machine",
    "review.possible_moves": "says what a role may do, changes nothing",
    "wards.list_wards": "names the person's own wards only",
    "wards.choices": "names the person's own wards only",
    "wards.enter": "the check itself: every read and write asks for the ward again",
    "wards.chosen": "asked with an id that only the server knows",
    "wards.choose": "of one's own session; opens nothing",
    "authority.accounts_of": "the check of the ward itself",
    "authority.require": "the check itself",
    "authority.may": "the check itself",
    "authority.require_reader": "the check itself",
    "authority.is_committee": "the check itself",
}
"""Public functions with a database that no role is asked for, and why."""

PAGES: dict[str, Role] = {
    "intake": _E,
    "entry": _E,
    "quality": _E,
    "case": _E,
    "roads": _E,
    "administration": _A,
}
"""Least role that finds a page in the navigation; pages not named here are for everybody who is signed in."""


def least_role(key: str) -> Role:
    """The least role of a use case."""
    return next(one.least for one in PERMISSIONS if one.key == key)


def may_open(role: Role, page: str) -> bool:
    """Whether a page is in the navigation of a role."""
    return _ORDER.index(role) >= _ORDER.index(PAGES.get(page, Role.VIEWER))


def actions() -> tuple[Permission, ...]:
    """One permission for each line of the printed table."""
    seen: dict[tuple[str, Role], Permission] = {}
    for one in PERMISSIONS:
        seen.setdefault((one.words.vi, one.least), one)
    return tuple(seen.values())


def markdown() -> str:
    """The table as docs/security.md prints it."""
    head = "| việc (action) | " + " | ".join(f"{ROLE_LABELS[role].vi} ({role})" for role in Role) + " |"
    lines = [head, "|---|" + ":-:|" * len(Role)]
    for one in actions():
        marks = " | ".join("✓" if one.allows(role) else "" for role in Role)
        lines.append(f"| {one.words.vi} / {one.words.en} | {marks} |")
    return "\n".join(lines)
