"""The words of the page of one place."""

from __future__ import annotations

from atgt.domain.text import Text

TITLE = Text("Hồ sơ vị trí", "A place of the register")
CHOOSE = Text("Chọn một vị trí trong sổ theo dõi.", "Choose an entry of the register.")
BACK = Text("Về sổ theo dõi", "Back to the register")
TO_REMEDY = Text("Kiến nghị, xử lý, theo dõi", "Recommend, treat, follow up")
STATE_LINE = Text("{state} từ {since}", "{state} since {since}")
DUE_LINE = Text("Thời hạn {day}: {what}{unit}", "Deadline {day}: {what}{unit}")
INFRASTRUCTURE = Text("Nguyên nhân hạ tầng", "Infrastructure as a cause")
OWNER = Text("Quản lý đường", "Road manager")
DECIDES = Text("Thẩm quyền quyết định", "Who decides")
SHARED = Text("Giáp ranh", "Shared with")
NOT_FOUND_NOW = Text("Không còn đủ ngưỡng ở lần rà soát gần nhất", "No longer reaches the threshold in the latest run")
ABOVE_WARD = Text("Do cấp trên quản lý: phường chỉ kiến nghị.", "Managed above the ward: the ward only recommends.")

STICKS_NOTE = Text(
    "Mỗi cột một vụ, nối tới vị trí trên đoạn; ● vụ làm đạt ngưỡng; ☾ ban đêm (18h–5h). "
    "Bảng tai nạn chưa ghi phía đường, chiều xe chạy nên chưa xếp theo phía.",
    "One column an accident, joined to its position; ● makes the clause hold; ☾ at night (18h–5h). "
    "The sheets do not say side or direction, so the columns are not divided by it.",
)
MORE_STICKS = Text("Chỉ vẽ {n} vụ gần nhất trong {total} vụ.", "Only the latest {n} of {total} accidents are drawn.")
TIME_NOTE = Text(
    "Vạch đỏ: khoảng thời gian đạt ngưỡng; vạch xanh: kỳ xét của lần rà soát.",
    "Red: periods that reach the threshold; blue: the period of the screening.",
)

TAB_MOVES = Text("Bước tiếp theo", "Next step")
TAB_VISITS = Text("Kiểm tra hiện trường ({n})", "Site visits ({n})")
TAB_ACCIDENTS = Text("Các vụ ({n})", "Accidents ({n})")
TAB_DOUBTS = Text("Có thể không do hạ tầng?", "Perhaps not the road?")
DOUBTS_NOTE = Text(
    "Dấu hiệu rút từ bảng tai nạn và kết quả kiểm tra hiện trường, để cuộc họp trao đổi; kết luận có do hạ tầng hay "
    "không thuộc cơ quan quản lý đường bộ (TT 41/2024/TT-BGTVT, Điều 14, 15).",
    "Signs from the accident table and the site visits, to be talked about; whether the road is a cause is for the "
    "road authority to conclude (TT 41/2024/TT-BGTVT, Articles 14 and 15).",
)
DOUBTS_OTHER = Text("Có thể không do hạ tầng", "Perhaps not the road")
DOUBTS_ROAD = Text("Nên xem hạ tầng", "Look at the road")
DOUBTS_OPEN = Text("Còn chưa biết", "Not known yet")
DOUBTS_NONE = Text("Chưa thấy dấu hiệu nào.", "No sign so far.")
TAB_HISTORY = Text("Lịch sử ({n})", "History ({n})")
TAB_PAPERS = Text("Văn bản, ảnh ({n})", "Documents, photos ({n})")
TAB_NEAR = Text("Lân cận ({n})", "Neighbours ({n})")

# ── moves ──────────────────────────────────────────────────────────────────────────────────────────────────────────
MOVE_TO = Text("Chuyển sang", "Move to")
REASON = Text("Lý do", "Reason")
REASON_NEEDED = Text("Lý do (bắt buộc)", "Reason (needed)")
DOCUMENT = Text("Số văn bản", "Number of a document")
DOCUMENT_NEEDED = Text("Số văn bản (bắt buộc)", "Number of a document (needed)")
DO_MOVE = Text("Ghi bước này", "Record this step")
MOVED = Text("{id}: đã chuyển sang “{state}”.", "{id}: now “{state}”.")
NO_MOVE = Text("Hiện không có bước nào bạn được làm ở vị trí này.", "There is no step you may take here now.")
FORBIDDEN = Text("Các bước bạn chưa được làm", "Steps you may not take now")
PROPOSE_HINT = Text(
    "Kiến nghị kèm số, ngày, nơi nhận: ghi ở trang Xử lý, tình trạng tự chuyển sang “Đã kiến nghị”.",
    "A recommendation with number, day and addressee is recorded on the page Remediation and moves the place itself.",
)
ONE_PERSON = Text(
    "Máy đang dùng chế độ một người: mọi bước đều mang tên một người, nên bước cần người thứ hai duyệt chưa làm được. "
    "Tạo tài khoản cho người duyệt (atgt accounts), hoặc người duyệt ghi bằng dòng lệnh trên máy này: "
    "atgt move {id} … --as TÊN.",
    "This computer is used by one person: every step bears one name, so a step that needs a second person cannot be "
    "taken. Make an account for the approver (atgt accounts), or let him record it on this computer: "
    "atgt move {id} … --as NAME.",
)

# ── site visits ────────────────────────────────────────────────────────────────────────────────────────────────────
NEW_VISIT = Text("Ghi một lần kiểm tra hiện trường", "Record a site visit")
VISITED_ON = Text("Ngày kiểm tra", "Day of the visit")
VISITORS = Text("Thành phần kiểm tra", "Who visited")
WEATHER = Text("Thời tiết, thời điểm", "Weather, time of day")
SUMMARY = Text("Nhận xét chung", "Summary")
CONCLUSION = Text("Do hạ tầng?", "Due to infrastructure?")
CHECKED = Text("Nội dung kiểm tra (Điều 10 TT 26/2012)", "Points checked (TT 26/2012, Article 10)")
NOTE = Text("Ghi chú", "Note")
PHOTOS = Text("Ảnh, sơ đồ hiện trường (JPEG, PNG, PDF)", "Photos, sketch (JPEG, PNG, PDF)")
SKETCH = Text("Sơ đồ hiện trường (JPEG, PNG, PDF)", "Sketch (JPEG, PNG, PDF)")
SAVE_VISIT = Text("Lưu kết quả kiểm tra", "Save the visit")
VISIT_SAVED = Text("Đã lưu kết quả kiểm tra {id}, kèm {n} tệp.", "Saved the visit {id} with {n} files.")
NO_VISIT = Text("Chưa có lần kiểm tra hiện trường nào.", "No site visit is recorded yet.")
VISIT_LINE = Text("{day} – {n} nội dung có bất cập", "{day} – {n} points with a defect")

# ── the rest ───────────────────────────────────────────────────────────────────────────────────────────────────────
WHEN = Text("Ngày", "Day")
WHO = Text("Người ghi", "By")
BY_PROGRAM = Text("phần mềm, theo dữ kiện ({name})", "the program, on the facts ({name})")
WHAT = Text("Việc", "What")
WHY = Text("Vì sao, văn bản", "Why, document")
MEETING = Text("Cuộc họp {id} ngày {day}", "Meeting {id} on {day}")
NO_DECISION = Text("chưa quyết định", "no decision yet")
NO_FILE = Text("Chưa có văn bản, ảnh nào.", "There are no documents or photos yet.")
FILES_HIDDEN = Text(
    "Ảnh và văn bản có thể chứa dữ liệu cá nhân: chỉ cán bộ được phân quyền xem.",
    "Photos and documents may show personal data: only officers may see them.",
)
DOWNLOAD = Text("Tải", "Download")
NO_NEIGHBOUR = Text("Không có vị trí nào trong sổ trên cùng tuyến trong phạm vi {m} m.", "No entry within {m} m.")
OPEN = Text("Mở", "Open")
HAZARD_NOTE = Text(
    "Bất hợp lý do người dân, cán bộ ghi nhận; đi cùng một quy trình với các vị trí đủ ngưỡng.",
    "A hazard that people reported; it follows the same path as places that reach a threshold.",
)
