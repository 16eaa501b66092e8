"""The words of the pages on the quality of the data and on one accident."""

from __future__ import annotations

from atgt.domain.text import Text

PAGE = Text("Chất lượng", "Data quality")
TITLE = Text("Chất lượng số liệu", "Quality of the data")
INTRO = Text(
    "Việc cần người xem xét: phần mềm nêu lý do, cán bộ quyết định; mọi quyết định được ghi lại và giữ "
    "qua các lần nhập sau.",
    "What waits for a person: the program gives reasons, an officer decides; decisions hold through later imports.",
)
BALANCE = Text(
    "{received} hàng đã nhận = {taken} đã lấy vào + {held} chờ xử lý + {aside} đã bỏ qua có lý do. Không "
    "hàng nào bị mất.",
    "{received} rows received = {taken} taken + {held} waiting + {aside} put aside with a reason. No row is lost.",
)
VIEWS = {
    "held": Text("Hàng giữ lại", "Held rows"),
    "unlocated": Text("Chưa có vị trí", "Without a place"),
    "ambiguous": Text("Nhiều vị trí", "Several places"),
    "duplicates": Text("Nghi trùng", "Likely duplicates"),
    "conflicts": Text("Xung đột", "Disagreements"),
    "doubts": Text("Cần kiểm tra", "To be checked"),
    "months": Text("Tháng không có số liệu", "Months without figures"),
    "report": Text("Báo cáo", "Report"),
}
VIEW = Text("Việc", "Queue")
NOTHING = Text("Không có việc nào chờ ở mục này.", "Nothing waits here.")
CHOOSE = Text("Chọn ({n})", "Choose ({n})")
REASON = Text("Lý do, căn cứ", "Reason")
REASON_HINT = Text("thí dụ: đã gọi hỏi đội, theo biên bản số …", "e.g. asked the team, by report no. …")

# held rows
HELD_INTRO = Text(
    "Sửa ô sai rồi bấm **Đọc lại**: hàng được đọc đúng như khi nhập tệp. Hàng gốc của nơi gửi vẫn được "
    "giữ nguyên bên cạnh.",
    "Correct the cells and press **Read again**: the row is read as in its file. What the sender wrote "
    "stays beside it.",
)
WHY_HELD = Text("Vì sao bị giữ", "Why it is held")
CELLS_TO_FIX = Text("Ô có vấn đề", "Cells in question")
OTHER_CELLS = Text("Các ô khác của hàng", "The other cells")
READ_AGAIN = Text("Đọc lại", "Read again")
STILL_HELD = Text("Vẫn chưa nhận được", "Still held")
CAN_BE_TAKEN = Text("Hàng đọc được, có thể nhận.", "The row can be read and taken in.")
KNOWN = Text("Vụ này đã có trong dữ liệu (mã {id}).", "This accident is there already (id {id}).")
TAKE = Text("Nhận hàng này", "Take this row in")
TAKEN = Text("Đã nhận hàng {row} của {file} thành một vụ.", "Row {row} of {file} was taken in.")
PUT_ASIDE = Text("Bỏ qua hàng này", "Put this row aside")
ASIDE_DONE = Text("Đã bỏ qua hàng {row}, có ghi lý do.", "Row {row} was put aside, with the reason.")
ROW = Text("hàng {row}", "row {row}")

# places
PLACES_INTRO = Text(
    "Chọn một vị trí có thể, hoặc bấm lên bản đồ đúng nơi xảy ra, hoặc tìm theo tuyến và Km.",
    "Choose a possible place, or click the map where it happened, or look up road and km.",
)
SAID = Text("Nơi gửi ghi", "The sender wrote")
WHY_NOT = Text("Vì sao chưa định vị", "Why it has no place")
POSSIBLE = Text("Vị trí có thể", "Possible places")
AT_CLICK = Text("Đường gần điểm vừa bấm", "Roads near the click")
NO_ROAD_HERE = Text(
    "Không có đường nào gần điểm vừa bấm. Bấm gần đường hơn.", "No road near the click. Click nearer to a road."
)
LOOK_UP = Text("Tìm theo tuyến và Km", "Look up by road and km")
ROAD = Text("Tuyến", "Road")
KM = Text("Lý trình", "Km post")
FOUND = Text("Theo tuyến và Km", "By road and km")
NAME_AGREES = Text("đúng tên tuyến", "road name agrees")
NAME_DIFFERS = Text("khác tên tuyến", "road name differs")
AWAY = Text("cách {n} m", "{n} m away")
PUT_HERE = Text("Đặt vị trí này", "Put it here")
PUT_DONE = Text("Đã đặt vị trí: {place}.", "Placed: {place}.")
CLICK_FIRST = Text("Bấm lên bản đồ hoặc chọn một vị trí.", "Click the map or choose a place.")
OPEN_CASE = Text("Mở hồ sơ vụ", "Open the record")

# duplicates
PAIR = Text("Điểm giống nhau {score} %: {why}", "Likeness {score} %: {why}")
FIRST_REPORT = Text(
    "Hồ sơ {id} là tin ban đầu: nên giữ mã này, lấy nội dung chính thức.",
    "{id} is a first report: keep its id, take the official content.",
)
FIELD = Text("Nội dung", "Field")
LEFT = Text("Hồ sơ A", "Record A")
RIGHT = Text("Hồ sơ B", "Record B")
DECISION = Text("Quyết định", "Decision")
KEEP = Text("Giữ hồ sơ", "Keep record")
DECIDE = Text("Ghi quyết định", "Record the decision")
DECIDED = Text("Đã ghi quyết định; lần nhập sau không hỏi lại.", "Decided; later imports do not ask again.")
PAST = Text("Đã quyết định ({n})", "Decided ({n})")
TAKE_BACK = Text("Rút quyết định", "Take back")
TAKEN_BACK = Text("Đã rút quyết định.", "The decision was taken back.")

# conflicts
CONFLICT_INTRO = Text(
    "Tệp nhận sau ghi khác với chỗ cán bộ đã sửa. Chưa có gì bị ghi đè; chọn từng mục.",
    "A later file differs from what an officer put right. Nothing was overwritten; choose field by field.",
)
BEFORE = Text("Đã nhận trước đây", "Received before")
NOW = Text("Nhận lần này", "Received now")
OFFICER = Text("Cán bộ đã sửa", "Officer's value")
SETTLED = Text("Đã giải quyết xung đột.", "The disagreement is settled.")

# doubts
WHAT = Text("Điều cần kiểm tra", "What to check")
ALL_RIGHT = Text("Đã kiểm tra, số liệu đúng", "Checked, the data is right")
CHECKED = Text("Đã ghi kết quả kiểm tra.", "The check was recorded.")

WARDS_MISSING = Text(
    "{n} vụ lưu từ phiên bản trước chưa ghi phường, xã hiện nay (tên cũ đổi từ 1/7/2025).",
    "{n} accidents stored by an earlier version lack the ward of today (names changed on 1 July 2025).",
)
FILL_WARDS = Text("Ghi phường, xã hiện nay cho các vụ này", "Write down the ward of today for them")
WARDS_FILLED = Text("Đã ghi phường, xã hiện nay cho {n} vụ.", "The ward of today was written down for {n} accidents.")

LIGHT = Text("Cách tính vụ chỉ có thương tích nhẹ (dưới 11%)", "How an accident with light injuries only counts")
LIGHT_WHY = Text(
    "TT 26/2024 xếp là va chạm; TT 41/2024 nói “có người bị thương”. Đơn vị chọn; vụ trước 15/8/2024 "
    "không bị tính lại.",
    "TT 26/2024 calls it a minor collision, TT 41/2024 says “injured”. The unit chooses; nothing before "
    "15/8/2024 changes.",
)
LIGHT_PLAN = Text("Đổi cách tính sẽ đổi mức độ của {n} vụ.", "This changes the severity of {n} accidents.")
LIGHT_SET = Text("Đổi cách tính", "Change it")
LIGHT_DONE = Text("Đã đổi cách tính; {n} vụ đổi mức độ.", "Changed; {n} accidents have another severity.")

# months
MONTHS_INTRO = Text(
    "Tháng không có số liệu không có nghĩa là an toàn: có thể chưa gửi, chưa nhập. Chỉ tính các tháng từ "
    "vụ đầu tiên đến nay; mỗi đơn vị từ vụ đầu tiên của đơn vị.",
    "A month without figures is no safe month: they may not have been sent. Counted from the first accident until now.",
)
MONTH = Text("Tháng", "Month")
ALL_UNITS = Text("Tất cả", "All")
NO_UNIT = Text("(không ghi đơn vị)", "(no unit)")
NO_FIGURES = Text("không có số liệu", "no figures")
CONFIRMED_NONE = Text("0 – đã xác nhận", "0 – confirmed")
GAPS = Text("{n} tháng không có số liệu: {months}", "{n} months without figures: {months}")
UNIT_GAPS = Text(
    "{n} tháng một đơn vị không có số liệu, trong khi đơn vị khác có: {said}",
    "{n} months in which one unit has no figures while others have: {said}",
)
CONFIRM_NONE = Text("Xác nhận tháng này không có vụ nào", "Confirm that this month had none")
CONFIRM_DONE = Text("Đã ghi xác nhận.", "The confirmation was recorded.")

# report
REPORT_INTRO = Text("Báo cáo in cùng các con số của trang này.", "The report prints the counts of this page.")
DOWNLOAD = Text("Tải báo cáo (Word)", "Download the report (Word)")
PRECISION = Text("Cấp chính xác", "Precision")
ACCIDENTS = Text("Số vụ", "Accidents")
UNIT = Text("Đơn vị thụ lý", "Reporting unit")
LOCATED = Text("Đã có vị trí", "Placed")

# one accident
CASE_PAGE = Text("Hồ sơ vụ", "Accident record")
CASE_TITLE = Text("Hồ sơ một vụ tai nạn", "Record of one accident")
CASE_INTRO = Text(
    "Sửa từng mục, ghi rõ lý do; số liệu nơi gửi ghi vẫn được giữ bên dưới.",
    "Each field is changed with a reason; what the sender wrote is kept beneath.",
)
CASE_NONE = Text(
    "Gõ mã vụ ở trên, hoặc mở một vụ từ trang Chất lượng.",
    "Type a case number above, or open a record from the Data quality page.",
)
FIND = Text("Tìm theo mã vụ", "Find by case number")
FIND_HINT = Text("gõ mã vụ hoặc mã tai nạn", "case number or accident id")
NOT_FOUND = Text("Không có vụ nào khớp “{text}”.", "No accident matches “{text}”.")
CURRENT = Text("Hiện tại", "Current")
RECEIVED = Text("Nơi gửi ghi", "As received")
EDITED_BY = Text("Người sửa, lý do", "Edited by, reason")
EDIT = Text("Sửa", "Edit")
PLACE = Text("Vị trí", "Place")
DEATHS = Text("Tử vong sau tai nạn", "Later deaths")
HISTORY = Text("Quá trình", "History")
SAVE = Text("Lưu thay đổi", "Save")
SAVED = Text("Đã lưu.", "Saved.")
STALE = Text(
    "Người khác vừa lưu vụ này. Chưa ghi đè gì. So hai bản rồi chọn giữ hay ghi giá trị của bạn.",
    "Somebody else saved this accident. Nothing was overwritten. Compare, then keep theirs or write yours.",
)
SEEN = Text("Bản bạn đã xem", "What you saw")
THEIRS = Text("Bản vừa được lưu", "What was saved")
MINE = Text("Giá trị của bạn", "Your value")
WRITE_MINE = Text("Vẫn ghi giá trị của tôi", "Write mine")
KEEP_THEIRS = Text("Giữ bản vừa lưu", "Keep theirs")
PUT_BACK = Text("Trả về số liệu nơi gửi", "Back to what was received")
DIED_ON = Text("Ngày mất", "Day of death")
WAS_INJURED = Text("Người này đã được tính là bị thương", "Was counted as injured")
CONCLUSION = Text("Kết luận giám định (số, ngày) – nếu chết sau 7 ngày", "Forensic conclusion – if after 7 days")
RECORD_DEATH = Text("Ghi nhận", "Record")
DEATH_COUNTS = Text("Tính: {day}; mức độ {before} → {after}.", "Counts: {day}; {before} → {after}.")
DEATH_NOT = Text(
    "Không tính vào vụ (sau 7 ngày, không có kết luận giám định): {day}.", "Does not count (after 7 days): {day}."
)
DEATH_RULE = Text(
    "Chết trong vòng 7 ngày được tính (TT 26/2024/TT-BCA Điều 4); sau đó chỉ khi có kết luận giám định.",
    "A death within 7 days counts (TT 26/2024/TT-BCA Art. 4); later only by a forensic conclusion.",
)
ENTERED = Text("Loại vụ đã ghi", "Class as entered")
BY_LAW = Text("Theo số liệu (TT 26/2024)", "By the figures (TT 26/2024)")
NOT_DECIDED = Text("Chưa xác định: {wards}", "Not decided: {wards}")
BEFORE_LAW = Text("trước 15/8/2024: không tính lại", "before 15/8/2024: not worked out anew")

# undo an import
UNDO = Text("Hủy một lần nhập", "Undo an import")
UNDO_INTRO = Text(
    "Các vụ của lần nhập bị rút, số liệu đã cập nhật trở về như trước; hàng gốc và lịch sử vẫn còn. Có "
    "thể nhập lại tệp sau.",
    "Its accidents go, what it changed goes back; the rows received and the history stay. It can be imported again.",
)
UNDO_WHICH = Text("Lần nhập", "Import")
UNDO_PLAN = Text(
    "Sẽ rút {created} vụ, trả lại {updated} vụ, đóng {held} hàng chờ.",
    "Removes {created}, restores {updated}, closes {held} rows.",
)
UNDO_BLOCKED = Text("{n} vụ đã có người làm việc trên đó:", "{n} accidents were worked on since:")
UNDO_KEEP = Text("Giữ lại các vụ này, hủy phần còn lại", "Keep these, undo the rest")
UNDO_DO = Text("Hủy lần nhập này", "Undo this import")
UNDO_DONE = Text("Đã hủy lần nhập {file}: rút {n} vụ.", "Import of {file} undone: {n} accidents removed.")
UNDONE = Text("đã hủy", "undone")
