"""Words of the rule sets on the page "Căn cứ và giới hạn"."""

from __future__ import annotations

from atgt.domain.text import Text

TIMELINE = Text("Bộ tiêu chí nào áp dụng cho thời gian nào", "Which rule set applies to which time")
FROM = Text("Từ ngày", "From")
TO = Text("Đến hết ngày", "To (inclusive)")
STILL = Text("đang áp dụng", "in force")
ARTICLE = Text("Điều khoản", "Article")
FILE = Text("Tệp", "File")
BUILT_IN = Text("có sẵn", "built in")
NO_SET = Text("chưa có bộ tiêu chí nào: phải chỉ định tên", "no rule set: one must be named")
RUNS = Text("Các lần rà soát gần đây và bộ tiêu chí đã dùng", "Latest screenings and the rule set each used")
RUN = Text("Lần rà soát", "Screening")
DAYS = Text("Xét các vụ", "Accidents considered")
READINGS_USED = Text("Cách hiểu khác mặc định", "Readings other than the default")
SCREENED_AT = Text("Thời điểm", "When")
FOREIGN = Text(
    "Định nghĩa của nước khác, chỉ để so sánh ({n})", "Definitions of other countries, to compare with ({n})"
)
FOREIGN_NOTE = Text(
    "Không bao giờ là mặc định; chỉ dùng khi gọi tên ở “Bộ tiêu chí” trên trang Danh sách hoặc --rule-set.",
    "Never the default; used only when named in the form of the list page or with --rule-set.",
)
DEFINITION = Text("Định nghĩa", "Definition")
FIT = Text("So với cách dò của phần mềm", "Compared with this screening")
STATED = Text("Văn bản ấn định: {what}", "The text states: {what}")
STATED_LENGTH = Text("L = {value} m", "L = {value} m")
STATED_RADIUS = Text("bán kính nút {value} m", "junction radius {value} m")
STATED_MONTHS = Text("kỳ {value} tháng", "a period of {value} months")
OWN = Text("Bộ tiêu chí của đơn vị", "Rule sets of this office")
OWN_NOTE = Text(
    "Khi có văn bản mới (ví dụ Phụ lục II Nghị định 165/2024/NĐ-CP hoặc Nghị định 241/2026/NĐ-CP), người quản trị viết "
    "tiêu chí vào một tệp TOML theo mẫu trong docs/rule-sets.md rồi tải lên ở đây. Tệp được kiểm tra trước khi lưu; "
    "tệp không dò chính xác được thì bị từ chối và nêu rõ chỗ sai.",
    "When a new text comes (such as Annex II of Decree 165/2024 or of Decree 241/2026), an administrator writes its "
    "criteria into a TOML file as shown in docs/rule-sets.md and uploads it here. A file is checked before it is kept.",
)
UPLOAD = Text("Tệp bộ tiêu chí (.toml)", "Rule file (.toml)")
KEEP = Text("Kiểm tra và lưu", "Check and keep")
KEPT = Text("Đã lưu: {keys}.", "Kept: {keys}.")
REMOVE = Text("Bỏ tệp {name}", "Remove {name}")
NO_OWN = Text("Đơn vị chưa thêm bộ tiêu chí nào.", "This office has added no rule set.")
DECIDE = Text("Cách hiểu của đơn vị", "How this office reads it")
DECIDE_SAVE = Text("Lưu cách hiểu", "Save the readings")
DECIDE_NOTE = Text(
    "Áp dụng cho các lần rà soát sau; các lần đã lưu giữ nguyên cách hiểu của chúng và in kèm kết quả.",
    "Applies to screenings from now on; stored ones keep theirs and print them with their results.",
)
READING_DONE = Text("Đã lưu cách hiểu. Hãy rà soát lại ở trang Danh sách.", "Saved. Screen again on the list page.")
SIDES = Text("Đường có hai chiều vẽ thành hai nét", "Roads drawn as two carriageways")
SIDES_JOINED = Text("Đang tính chung hai chiều của một đường.", "Both carriageways of a road count as one road.")
SIDES_APART = Text(
    "Đang tính riêng từng chiều: vụ chỉ ghi lý trình thì chờ người chọn chiều, và mỗi chiều được rà soát riêng.",
    "Each carriageway is a road of its own: accidents with a km only wait for a person to choose the side.",
)
SIDES_JOIN = Text("Tính chung hai chiều", "Count both as one road")
SIDES_SEPARATE = Text("Tính riêng từng chiều", "Count each on its own")
SIDES_DONE = Text(
    "Đã đổi; {n} vụ đang chờ đã có vị trí. Hãy rà soát lại.", "Changed; {n} waiting accidents placed. Screen again."
)
