"""The words of the page of hazards, and of hazards on the map and the list."""

from __future__ import annotations

from atgt.domain.text import Text

PAGE = Text("Nguy cơ", "Hazards")
TITLE = Text("Điểm bất hợp lý, nguy cơ mất an toàn giao thông", "Unreasonable and dangerous places")
INTRO = Text(
    "Chỗ nguy hiểm không cần đợi có tai nạn: một hiện trạng nguy cơ đang tồn tại tự nó là điểm tiềm ẩn, "
    "được đưa ngay vào sổ theo dõi, bản đồ và danh sách.",
    "A dangerous place need not wait for an accident: a hazard alone makes a potential spot, and stands at once in the "
    "register, on the map and on the list.",
)
LIST_TAB = Text("Danh sách ({n})", "List ({n})")
NEW_TAB = Text("Ghi nhận mới", "Record a new one")
KIND = Text("Loại", "Kind")
WHERE = Text("1. Ở đâu", "1. Where")
WHAT = Text("2. Nguy cơ gì", "2. What")
SITE = Text("3. Kiểm tra hiện trường (nếu đã kiểm tra)", "3. Site check (if done)")
SITE_SOURCE = Text(
    "Các mục theo {source}. Mục chưa chọn tính là chưa kiểm tra.", "Points of {source}. Blank means not checked."
)
DESCRIPTION = Text("Mô tả", "Description")
DESCRIPTION_HINT = Text(
    "Nguy hiểm thế nào, với ai, vào lúc nào. Không ghi tên, số điện thoại, biển số.",
    "How it is dangerous, for whom, when. No names, telephone numbers or plates.",
)
REPORTED_ON = Text("Ngày ghi nhận", "Recorded on")
PHOTOS = Text("Ảnh (JPEG, PNG; tránh rõ mặt người và biển số)", "Photos (JPEG, PNG; avoid faces and plates)")
MORE_PHOTOS = Text("Thêm ảnh", "Add photos")
NOTE = Text("Ghi chú", "Note")
SAVE = Text("Lưu và đưa vào sổ theo dõi", "Save and put in the register")
NEED_KIND = Text("Chọn loại nguy cơ để lưu.", "Choose the kind to save.")
NEED_PLACE = Text("Ghi vị trí để lưu.", "Give the place to save.")
SAVED = Text(
    "Đã ghi nhận {id} và đưa vào sổ theo dõi ({register}).", "Recorded {id} and put it in the register ({register})."
)
DONE = Text("Đã lưu.", "Saved.")
NONE = Text(
    "Chưa ghi nhận nguy cơ nào. Mở thẻ **Ghi nhận mới** để ghi điểm đầu tiên.",
    "No hazard is recorded. Open **Record a new one** for the first.",
)
NONE_IN_STATE = Text("Không có điểm nào ở trạng thái này.", "None in this state.")
STATE = Text("Trạng thái", "State")
PLACE = Text("Vị trí", "Place")
DEFECTS = Text("Bất cập", "Defects")
N_PHOTOS = Text("Ảnh", "Photos")
NUMBER = Text("Số", "No.")
REGISTER = Text("Sổ theo dõi", "Register")
NOT_IN_REGISTER = Text("chưa vào sổ", "not in it yet")
CHOOSE = Text("Chọn một hàng để xem chi tiết, ảnh và cập nhật.", "Choose a row for details, photos and updates.")
CANDIDATE = Text("Điểm tiềm ẩn (theo hiện trạng)", "Potential spot (by its state)")
BASIS = Text("Căn cứ: {clause} – {group}.", "Basis: {clause} – {group}.")
FOUND = Text("Kết quả kiểm tra hiện trường", "Found on site")
NOT_CHECKED = Text("Chưa ghi kết quả kiểm tra hiện trường.", "Nothing of a site check is recorded yet.")
UPDATE_CHECK = Text("Ghi kết quả kiểm tra", "Record a site check")
SAVE_CHECK = Text("Lưu kết quả kiểm tra", "Save the site check")
SAVE_PHOTOS = Text("Lưu ảnh", "Save the photos")
SET_HANDLED = Text("Đã khắc phục", "Put right")
SET_OPEN = Text("Vẫn còn nguy cơ", "Still there")
SET_WITHDRAWN = Text("Rút lại", "Withdraw")
PUT_IN_REGISTER = Text("Đưa vào sổ theo dõi", "Put in the register")
STATE_NOTE = Text(
    "Kết luận về điểm này do ủy ban và cơ quan quản lý đường bộ ghi ở sổ theo dõi.",
    "Conclusions about the place are made by the committee and the road authority in the register.",
)
SECTION = Text("Điểm tiềm ẩn theo hiện trạng nguy cơ ({n})", "Potential spots by hazard ({n})")
SECTION_MORE = Text(
    "Đủ điều kiện theo “{clause}”, không cần có tai nạn; đề nghị kiểm tra.",
    "By “{clause}”, without any accident; inspection is asked.",
)
OPEN_PAGE = Text("Mở trang Nguy cơ", "Open the page of hazards")
SIMULATED = Text("mô phỏng", "simulated")
