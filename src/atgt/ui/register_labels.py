"""The words of the register of spots and its reminders."""

from __future__ import annotations

from atgt.domain.text import Text

PAGE = Text("Sổ theo dõi", "Register")
TITLE = Text("Sổ theo dõi các vị trí đủ ngưỡng và bất hợp lý", "Register of places that reach a threshold, and hazards")
SPOT_PAGE = Text("Hồ sơ vị trí", "A place")

EMPTY = Text(
    "Sổ theo dõi chưa có vị trí nào. Lập sổ từ lần rà soát gần nhất: mỗi vị trí nhận một mã cố định, "
    "giữ nguyên qua các lần rà soát sau.",
    "The register is empty. Make it from the latest screening: each place gets a number that stays "
    "through all later screenings.",
)
NO_RUN = Text(
    "Chưa có lần rà soát nào. Hãy nhập bảng tai nạn, rồi rà soát ở trang Danh sách.",
    "Nothing was screened yet. Import accidents, then screen on the List page.",
)
MAKE = Text("Lập sổ từ lần rà soát {run}", "Make the register from screening {run}")
UPDATE = Text("Cập nhật sổ theo lần rà soát mới nhất", "Bring the register up to date with the latest screening")
NEWER_RUN = Text(
    "Có lần rà soát mới hơn lần mà sổ đang dựa vào: sổ chưa có các thay đổi của lần đó.",
    "There is a newer screening than the one the register rests on: its changes are not in the register yet.",
)
RESTS_ON = Text(
    "Sổ dựa trên lần rà soát {run}, xét đến hết ngày {as_of}. Thay đổi của lần này: {changes}.",
    "The register rests on screening {run}, up to {as_of}. What it changed: {changes}.",
)
NOTHING_CHANGED = Text("không có", "nothing")
UPDATED = Text("Đã cập nhật sổ theo dõi: {changes}.", "The register is up to date: {changes}.")
STATE = Text("Tình trạng", "State")
OPEN_ONES = Text("Đang phải xử lý", "To be worked on")
SUBJECT_HAZARD = Text("Bất hợp lý", "Hazard")
KIND = Text("Loại", "Kind")
ONLY_LATE = Text("Chỉ quá hạn", "Overdue only")
ONLY_CHANGED = Text("Chỉ có thay đổi", "Changed only")
SEARCH = Text("Tìm mã, tuyến, lý trình, đơn vị", "Search number, road, km post, unit")
NO_MATCH = Text("Không có vị trí nào khớp bộ lọc.", "No entry matches the filters.")
N_SHOWN = Text("{n} trong {total} vị trí", "{n} of {total} entries")
OPEN_SPOT = Text("Chọn một hàng để mở hồ sơ của vị trí.", "Choose a row to open the place.")
WHY_CHANGED = Text("Thay đổi của lần rà soát này và lý do ({n})", "What this screening changed, and why ({n})")

COLUMN_ID = Text("Mã", "No.")
COLUMN_PLACE = Text("Vị trí", "Place")
COLUMN_KM = Text("Lý trình", "Km posts")
COLUMN_STATE = Text("Tình trạng", "State")
COLUMN_SINCE = Text("Từ ngày", "Since")
COLUMN_CHANGE = Text("Lần này", "This time")
COLUMN_COUNTS = Text("Vụ / chết / bị thương", "Acc. / killed / injured")
COLUMN_DUE = Text("Thời hạn", "Deadline")
COLUMN_LATE = Text("Quá hạn (ngày LV)", "Overdue (w. days)")
COLUMN_UNIT = Text("Đơn vị phải làm", "Unit to act")
COLUMN_STEP = Text("Việc phải làm", "What is due")
COLUMN_REASON = Text("Lý do", "Why")

REMINDERS = Text("Nhắc việc", "Reminders")
REMINDERS_LINE = Text("{late} việc quá hạn, {soon} việc sắp đến hạn.", "{late} overdue, {soon} due soon.")
NO_REMINDERS = Text(
    "Không có việc nào quá hạn hoặc đến hạn trong {days} ngày làm việc tới.",
    "Nothing is overdue or due within {days} working days.",
)
OPEN_REGISTER = Text("Mở sổ theo dõi", "Open the register")
REMINDER_NOTE = Text(
    "Tính theo ngày làm việc (trừ thứ Bảy, Chủ nhật, ngày lễ, Tết). Mốc nhắc trước {soon} ngày và báo cáo cấp trên "
    "sau {escalate} ngày là mặc định, đơn vị chưa xác nhận.",
    "In working days (without weekends, holidays and Tết). Reminding {soon} days ahead and reporting upward after "
    "{escalate} days are defaults the unit has not confirmed.",
)
