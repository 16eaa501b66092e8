"""The words of the meeting pages."""

from __future__ import annotations

from atgt.domain.text import Text

PAGE = Text("Cuộc họp", "Meetings")
TITLE = Text("Họp xem xét các vị trí trong sổ theo dõi", "Meetings on the places of the register")
NO_REGISTER = Text(
    "Sổ theo dõi còn trống. Hãy lập sổ ở trang Sổ theo dõi trước khi chuẩn bị họp.",
    "The register is empty. Make it on the page Register before preparing a meeting.",
)
NO_MEETING = Text(
    "Chưa có cuộc họp nào. Cán bộ chuẩn bị cuộc họp và lập chương trình; cuộc họp hiện ở đây ngay sau đó.",
    "There is no meeting yet. An officer prepares the meeting and its agenda; it is shown here right after.",
)
MEETING = Text("Cuộc họp", "Meeting")
NEW = Text("Chuẩn bị cuộc họp mới", "Prepare a new meeting")
NEW_OPTION = Text("+ Chuẩn bị cuộc họp mới", "+ Prepare a new meeting")
OPEN = Text("Mở cuộc họp và lập chương trình", "Open the meeting and make its agenda")
OPENED = Text("Đã mở cuộc họp {id} với {n} nội dung.", "Opened meeting {id} with {n} items.")
UPDATE_FIRST = Text(
    "Có lần rà soát mới hơn lần sổ đang dựa vào. Nên cập nhật sổ theo dõi trước khi chốt danh sách.",
    "There is a newer screening than the register rests on. Bring the register up to date before freezing a list.",
)

STEP = Text("Bước", "Step")
STEP_AGENDA = Text("1. Chương trình", "1. Agenda")
STEP_PRESENT = Text("2. Trình chiếu", "2. Present")
STEP_DECIDE = Text("3. Quyết định", "3. Decisions")
STEP_CLOSE = Text("4. Kết thúc, biên bản", "4. Close, minutes")
STEP_DIFFERENCE = Text("So với kỳ trước", "Since the last meeting")
STEP_SETTINGS = Text("Cơ quan, lịch nghỉ", "Office, calendar")

# ── head ───────────────────────────────────────────────────────────────────────────────────────────────────────────
HEAD = Text("Thông tin cuộc họp", "About the meeting")
HEAD_TITLE = Text("Nội dung họp", "Subject")
HELD_ON = Text("Ngày họp", "Day")
STARTS = Text("Bắt đầu", "Begins")
ENDS = Text("Kết thúc", "Ends")
PLACE = Text("Địa điểm", "Place")
LOCALITY = Text("Địa danh", "Locality")
AUTHORITY = Text("Cơ quan cấp trên", "Authority above")
OFFICE = Text("Cơ quan ban hành", "Issuing office")
NUMBER = Text("Số biên bản", "Number of the minutes")
SYMBOL = Text("Ký hiệu", "Symbol")
CHAIR = Text("Chủ trì", "Chair")
SECRETARY = Text("Thư ký", "Secretary")
ATTENDEES = Text("Thành phần tham dự (mỗi dòng một)", "Present (one a line)")
ABSENT = Text("Vắng mặt (mỗi dòng một)", "Absent (one a line)")
RECIPIENTS = Text("Nơi nhận (mỗi dòng một)", "Recipients (one a line)")
CONCLUSION = Text("Kết luận", "Conclusion")
SAVE_HEAD = Text("Lưu thông tin cuộc họp", "Save")
HEAD_SAVED = Text("Đã lưu thông tin cuộc họp.", "Saved.")
DEFAULT_TITLE = Text("Họp xem xét các vị trí đủ ngưỡng", "Meeting on places that reach a threshold")

# ── agenda ─────────────────────────────────────────────────────────────────────────────────────────────────────────
AGENDA = Text("Chương trình: {n} nội dung", "Agenda: {n} items")
AGENDA_NOTE = Text(
    "Sổ theo dõi đề nghị các nội dung mới, thay đổi, tái phát, quá hạn, chờ quyết định. Bỏ dấu để không đưa vào.",
    "The register proposes what is new, changed, recurred, overdue or awaits a decision. Untick to leave out.",
)
KINDS = Text("Đưa vào", "Put on")
BLACK = Text("Điểm đen", "Black spots")
POTENTIAL = Text("Điểm tiềm ẩn", "Potential spots")
HAZARD = Text("Bất hợp lý", "Hazards")
INCLUDE = Text("Đưa vào", "Put on")
REASONS = Text("Lý do", "Why")
SAVE_AGENDA = Text("Lưu chương trình", "Save the agenda")
AGENDA_SAVED = Text("Chương trình có {n} nội dung.", "The agenda has {n} items.")
FREEZE = Text("Chốt danh sách", "Freeze the list")
FREEZE_NOTE = Text(
    "Chốt: danh sách được giữ nguyên từng chữ, không đổi theo dữ liệu sau này; in lại sau một năm vẫn như hôm nay.",
    "Freezing keeps the list word by word, whatever the data become; printed in a year it is as today.",
)
FROZEN = Text("Đã chốt danh sách, bản thứ {n}.", "Frozen, version {n}.")
NOTHING_TO_DISCUSS = Text("Sổ không có nội dung nào cần họp.", "The register has nothing for a meeting.")
ADD = Text("Bổ sung một vị trí vào danh sách đã chốt", "Add a place to the frozen list")
ADD_WHY = Text("Lý do bổ sung", "Why it is added")
ADD_DO = Text("Bổ sung (thành bản mới)", "Add (a new version)")
ADDED = Text("Đã bổ sung {id}; danh sách thành bản thứ {n}.", "Added {id}; the list is now version {n}.")
DOWNLOAD_LIST = Text("Tải danh sách trình họp (.docx)", "Download the list (.docx)")

# ── presenting ─────────────────────────────────────────────────────────────────────────────────────────────────────
PRESENT_NEEDS_FREEZE = Text("Chốt danh sách trước khi trình chiếu.", "Freeze the list before presenting it.")
KEYS = Text(
    "Phím: ← → · Home, End · D · F · B: tắt màn · Esc",
    "Keys: ← → · Home, End · D · F · B: blank · Esc",
)
FIRST = Text("Đầu", "First")
LAST = Text("Cuối", "Last")
NEXT = Text("Tiếp", "Next")
PREVIOUS = Text("Trước", "Back")
LEAVE = Text("Thoát", "Leave")
FULL_SCREEN = Text("Toàn màn hình", "Full screen")
RECORD = Text("Ghi quyết định", "Record the decision")
ACCIDENTS = Text("vụ", "accidents")
KILLED = Text("chết", "killed")
INJURED = Text("bị thương", "injured")
FIRST_LAST = Text("Vụ đầu {first}, vụ cuối {last}", "First {first}, last {last}")
THRESHOLD = Text("Ngưỡng đạt", "Threshold reached")
BASIS = Text("Căn cứ", "By")
FOUND = Text("Hiện trạng", "What was seen")
HAZARD_VERDICT = Text(
    "Hiện trạng nguy cơ, đề nghị cơ quan quản lý đường bộ kiểm tra.",
    "A hazardous state; the road authority is asked to inspect.",
)
SUPPORTED_BY = Text("Phối hợp", "Supported by")
UNTIL = Text("Thời hạn", "Until")
CHANGES = Text("Thay đổi", "Changed")
MANAGER = Text("Quản lý đường", "Road manager")
DECIDES = Text("Thẩm quyền", "Who decides")
SHARED = Text("Giáp ranh", "Shared with")
LETTERS = Text("Đã kiến nghị", "Recommended")
MEASURES = Text("Giải pháp", "Measures")
GIVEN_DEADLINE = Text("Thời hạn đã giao", "Deadline given")
DECIDED = Text("QUYẾT ĐỊNH", "DECISION")
VOTES = Text("tán thành {f}, không tán thành {a}, không có ý kiến {n}", "for {f}, against {a}, abstained {n}")

# ── deciding ───────────────────────────────────────────────────────────────────────────────────────────────────────
DECIDE_NEEDS_FREEZE = Text("Chốt danh sách trước khi ghi quyết định.", "Freeze the list before recording decisions.")
ITEM = Text("Nội dung", "Item")
DECISION = Text("Quyết định", "Decision")
VOTES_FOR = Text("Tán thành", "For")
VOTES_AGAINST = Text("Không tán thành", "Against")
VOTES_ABSTAIN = Text("Không có ý kiến", "Abstained")
DISSENT = Text("Ý kiến khác", "Dissent")
REASON = Text("Lý do", "Reason")
PROPOSAL = Text("Nội dung kiến nghị, giải pháp", "What is proposed")
UNIT = Text("Đơn vị chủ trì", "Responsible unit")
SUPPORT = Text("Đơn vị phối hợp (cách nhau bằng dấu ;)", "Supporting units (separated by ;)")
WORKING_DAYS = Text("Thời hạn (ngày làm việc)", "Deadline (working days)")
DEADLINE = Text("hoặc ngày cụ thể", "or a day")
SAVE_DECISION = Text("Lưu quyết định", "Save the decision")
FOR_ALL = Text("Ghi như vậy cho cả {n} nội dung chưa có quyết định", "Record the same for all {n} open items")
DECISION_SAVED = Text("{id}: {decision}.", "{id}: {decision}.")
DECISIONS_SAVED = Text("Đã ghi quyết định cho {n} nội dung.", "Recorded the decision of {n} items.")
N_OPEN = Text("Còn {n} nội dung chưa có quyết định.", "{n} items have no decision yet.")
ALL_DECIDED = Text("Mọi nội dung đã có quyết định.", "Every item has its decision.")
CLOSED_ALREADY = Text(
    "Cuộc họp đã kết thúc; sửa bằng bản sửa đổi ở bước 4.", "The meeting is closed; amend it in step 4."
)
POSITION = Text("TT", "No.")
PLACE_COLUMN = Text("Vị trí", "Place")
STATE_COLUMN = Text("Tình trạng", "State")
OUTCOME = Text("Thực hiện", "Carried out")
DEADLINE_COLUMN = Text("Thời hạn", "Deadline")
VOTES_COLUMN = Text("Phiếu (thuận/chống/trắng)", "Votes (for/against/abst.)")

# ── closing ────────────────────────────────────────────────────────────────────────────────────────────────────────
CLOSE = Text("Kết thúc cuộc họp, lập biên bản", "Close the meeting, make the minutes")
CLOSE_NOTE = Text(
    "Kết thúc: danh sách và quyết định được giữ nguyên, biên bản được lập, thời hạn ghi vào sổ theo dõi.",
    "Closing fixes the list and the decisions, makes the minutes, and puts deadlines into the register.",
)
CLOSED = Text("Đã kết thúc cuộc họp; biên bản là bản thứ {n}.", "The meeting is closed; the minutes are version {n}.")
DOWNLOAD_MINUTES = Text("Tải biên bản (.docx)", "Download the minutes (.docx)")
CARRY_OUT = Text("Thực hiện các quyết định", "Carry out the decisions")
CARRY_NOTE = Text(
    "Mỗi quyết định chuyển tình trạng của vị trí theo quy tắc, kể cả nguyên tắc hai người; bước bị từ chối có lý do.",
    "Each decision moves its place under the usual rules, four eyes included; what is refused says why.",
)
CARRIED = Text("Đã chuyển {n} vị trí; {left} giữ nguyên.", "Moved {n} places; {left} stay.")
VERSIONS = Text("Các bản đã chốt", "Frozen versions")
VERSION = Text("Bản", "Version")
KIND = Text("Loại", "Kind")
FROZEN_AT = Text("Chốt lúc", "Frozen at")
BY = Text("Người chốt", "By")
HASH = Text("Dấu vân tay", "Hash")
KIND_AGENDA = Text("danh sách trình họp", "list")
KIND_MINUTES = Text("biên bản", "minutes")
KIND_AMENDMENT = Text("bản sửa đổi", "amendment")
AMEND = Text("Sửa biên bản (thành bản mới, bản cũ giữ nguyên)", "Amend the minutes (a new version beside the old)")
AMEND_WHY = Text("Lý do sửa (bắt buộc)", "Why (needed)")
AMEND_DECISION = Text("Sửa quyết định của", "Change the decision about")
AMEND_NONE = Text("không sửa quyết định", "no decision")
AMEND_DO = Text("Lập bản sửa đổi", "Make the amendment")
AMENDED = Text("Đã lập bản sửa đổi, bản thứ {n}.", "Amended: version {n}.")

# ── difference ─────────────────────────────────────────────────────────────────────────────────────────────────────
FIRST_MEETING = Text(
    "Đây là cuộc họp đầu tiên có danh sách được chốt.", "This is the first meeting with a frozen list."
)
NO_DIFFERENCE = Text("Danh sách không có thay đổi so với cuộc họp {id}.", "Nothing differs from meeting {id}.")
DIFFERENCE = Text("So với cuộc họp {id}: {counts}", "Since meeting {id}: {counts}")
WHAT_CHANGED = Text("Thay đổi và lý do", "What changed, and why")

# ── settings ───────────────────────────────────────────────────────────────────────────────────────────────────────
OFFICE_NOTE = Text("Ghi một lần, dùng cho mọi văn bản sau này.", "Written once, used in all later documents.")
SAVE_OFFICE = Text("Lưu thông tin cơ quan", "Save the office")
OFFICE_SAVED = Text("Đã lưu thông tin cơ quan.", "The office is saved.")
CALENDAR = Text("Lịch nghỉ và làm bù của đơn vị", "The office's own days off and working days")
CALENDAR_NOTE = Text(
    "Lịch nghỉ biết đến hết năm {last}; các năm sau mới chỉ trừ thứ Bảy, Chủ nhật và biên bản ghi rõ điều đó. Ngày ghi "
    "ở đây đè lên lịch chung; ngày chưa xác nhận được nêu trong biên bản.",
    "Days off are known up to the end of {last}; later years have their weekends only, and the minutes say so. Days "
    "given here stand above the built-in calendar; unconfirmed days are named in the minutes.",
)
DAY = Text("Ngày", "Day")
WORKED = Text("Làm việc", "Worked")
NAME = Text("Tên ngày", "Name")
SOURCE = Text("Căn cứ", "Source")
CONFIRMED = Text("Đã xác nhận", "Confirmed")
SAVE_CALENDAR = Text("Lưu lịch", "Save the calendar")
CALENDAR_SAVED = Text("Đã lưu {n} ngày của đơn vị.", "Saved {n} days of the office.")
