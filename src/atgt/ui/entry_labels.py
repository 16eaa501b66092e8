"""The words of the page that takes in one accident."""

from __future__ import annotations

from atgt.domain.accident_standing import Standing
from atgt.domain.text import Text

PAGE = Text("Nhập một vụ", "Enter one")
TITLE = Text("Nhập một vụ tai nạn", "Enter one accident")
INTRO = Text(
    "Ghi từng vụ ngay khi có tin, trên máy tính hay điện thoại. Vụ nhập tay được kiểm tra và định vị như bảng Excel.",
    "Enter an accident as soon as it is known, on a PC or a phone. It is checked and placed like a row of a sheet.",
)
WHERE = Text("1. Ở đâu", "1. Where")
WHEN = Text("2. Khi nào, hậu quả", "2. When, and how bad")
MORE = Text("3. Chi tiết (không bắt buộc)", "3. Details (optional)")
CHECK = Text("4. Kiểm tra và lưu", "4. Check and save")
DATE = Text("Ngày xảy ra", "Date")
TIME = Text("Giờ (thí dụ 18h20)", "Time (18h20)")
KILLED = Text("Số người chết", "Killed")
INJURED = Text("Số người bị thương", "Injured")
COUNT_HINT = Text("Chưa rõ", "Not known")
COUNT_HELP = Text("Không có ai thì ghi 0; để trống nghĩa là chưa biết.", "Write 0 for nobody; blank means not known.")
CLASS = Text("Loại vụ theo hồ sơ", "Class by the file")
NOT_GIVEN = Text("Không ghi", "Not given")
STANDING = Text("Loại tin", "Kind of record")
STANDING_HELP = Text(
    "Tin ban đầu được tính như mọi vụ khác, và chờ hồ sơ chính thức xác nhận hoặc thay thế.",
    "A first report counts like any accident, and waits for the official record to confirm or replace it.",
)
STANDING_HINTS = {
    Standing.OFFICIAL: Text("Chính thức (đã có hồ sơ)", "Official (there is a file)"),
    Standing.PRELIMINARY: Text("Tin ban đầu (chờ hồ sơ)", "First report (file to come)"),
}
PLACE = Text("Địa điểm (thôn, tổ dân phố, nút giao)", "Place (hamlet, block, junction)")
CASE = Text("Mã vụ, số hồ sơ", "Case number")
DAMAGE = Text("Thiệt hại (thí dụ 20 triệu)", "Damage (20 triệu)")
VEHICLES = Text("Phương tiện liên quan", "Vehicles")
COLLISION = Text("Hình thức va chạm", "Form of collision")
CAUSE = Text("Nguyên nhân ban đầu", "First view of the cause")
UNIT = Text("Đơn vị thụ lý", "Handling unit")
NOTES = Text("Ghi chú (chỉ cán bộ xem được)", "Notes (for officers only)")
CHOOSE_SOME = Text("Chọn hoặc gõ thêm", "Choose or type")
PHOTOS = Text("Ảnh hiện trường (không bắt buộc, mỗi ảnh tối đa 20 MB)", "Photos (optional, 20 MB each)")
SEVERITY = Text("Mức độ tính theo số liệu", "Severity by the figures")
LEGAL = Text("Phân loại theo TT 26/2024/TT-BCA", "Class by TT 26/2024/TT-BCA")
LOCATION = Text("Vị trí", "Place")
NO_PLACE = Text("chưa ghi vị trí", "no place given")
TO_CORRECT = Text("Cần sửa trước khi lưu", "To be corrected first")
TO_CHECK = Text("Nên xem lại", "Worth a second look")
NOTHING_YET = Text(
    "Ghi vị trí và hậu quả: phần mềm kiểm tra, tính mức độ và tìm vụ trùng ngay tại đây, trước khi lưu.",
    "Give the place and how bad it was: it is checked, classified and compared here, before anything is saved.",
)
KNOWN = Text(
    "Vụ này đã được lưu với nội dung giống hệt: không cần lưu lần thứ hai.",
    "This very record is stored already: there is no need to save it twice.",
)
MAYBE_SAME = Text("Có thể đã có vụ này ({n})", "This accident may be stored already ({n})")
SAME_LINE = Text(
    "{when} · {where} · {killed} chết, {injured} bị thương · {standing}",
    "{when} · {where} · {killed} killed, {injured} injured · {standing}",
)
WHICH = Text("Vụ đang nhập là", "The accident entered is")
ANOTHER = Text("một vụ khác – lưu thêm", "another one – save it too")
REPLACES = Text("chính là {id} – thay tin ban đầu bằng nội dung này", "the same as {id} – replace the first report")
NOT_AGAIN = Text("chính là {id} – không lưu", "the same as {id} – do not save")
SAVE = Text("Lưu vụ tai nạn", "Save the accident")
SAVE_REPLACING = Text("Thay tin ban đầu", "Replace the first report")
SAVED = Text("Đã lưu vụ {id}: {where}.", "Saved accident {id}: {where}.")
REPLACED = Text("Đã thay tin ban đầu {id} bằng hồ sơ vừa nhập.", "First report {id} was replaced by this record.")
SAVED_PHOTOS = Text("Kèm {n} ảnh.", "With {n} photos.")
STILL = Text("Còn cần: {what}.", "Still needed: {what}.")
NEED_CHOICE = Text("chọn vụ đang nhập là vụ nào ở trên", "say above which accident it is")
WAITING = Text("Tin ban đầu chờ hồ sơ chính thức ({n})", "First reports waiting for the official record ({n})")
CONFIRM = Text("Xác nhận đúng", "Confirm as it stands")
CONFIRM_HELP = Text(
    "Hồ sơ chính thức khớp với tin ban đầu. Nếu khác, hãy nhập hồ sơ ở trên: phần mềm sẽ hỏi để thay tin này.",
    "The file agrees with the report. If not, enter the file above: you will be asked whether it replaces the report.",
)
