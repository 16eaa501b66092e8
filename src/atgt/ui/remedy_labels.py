"""The words of the page of recommendations, measures and follow-up."""

from __future__ import annotations

from atgt.domain.remediation import MEASURE_STATE_LABELS, MeasureState
from atgt.domain.text import Text
from atgt.workflow.treatments import TreatedMeasure

PAGE = Text("Xử lý", "Remediation")
TITLE = Text("Kiến nghị, xử lý, theo dõi", "Recommend, treat, follow up")
NOTHING = Text(
    "Chưa có vị trí nào đã kiểm tra hiện trường. Kiến nghị và giải pháp được ghi sau khi kiểm tra.",
    "No place was inspected yet. Recommendations and measures are recorded after the inspection.",
)
CHOOSE = Text("Chọn một hàng để ghi kiến nghị, giải pháp, theo dõi.", "Choose a row to record what is done about it.")
ALL_PLACES = Text("Tất cả các vị trí đang xử lý", "All places under way")
OPEN_SPOT = Text("Hồ sơ vị trí", "The place")
PROGRESS = Text("Tiến độ", "Progress")
N_MEASURES = Text("Giải pháp (xong/tổng)", "Measures (done/all)")
LAST_LETTER = Text("Kiến nghị gần nhất", "Latest letter")
ABOVE = Text("Cấp trên quyết định", "Decided above")
SHARED = Text("Giáp ranh, cấp trên", "Shared, above the ward")

TAB_LETTERS = Text("Kiến nghị ({n})", "Letters ({n})")
TAB_MEASURES = Text("Giải pháp ({n})", "Measures ({n})")
TAB_WHO = Text("Ai quyết định", "Who decides")
TAB_FOLLOW = Text("Theo dõi sau xử lý", "Follow-up")

# ── letters ────────────────────────────────────────────────────────────────────────────────────────────────────────
NO_LETTER = Text("Chưa có kiến nghị nào.", "There is no letter yet.")
NEW_LETTER = Text("Lập kiến nghị mới", "Make a new letter")
NUMBER = Text("Số văn bản", "Number")
ISSUED_ON = Text("Ngày", "Day")
ADDRESSEE = Text("Nơi nhận", "Addressee")
SUMMARY = Text("Nội dung kiến nghị", "What is recommended")
REPLY_DUE = Text("Hạn trả lời", "Answer due")
SAVE_LETTER = Text("Lưu kiến nghị", "Save the letter")
LETTER_SAVED = Text("Đã lưu kiến nghị số {number}; tải văn bản ở danh sách.", "Saved letter {number}.")
DOWNLOAD_LETTER = Text("Văn bản số {number} (.docx)", "Letter {number} (.docx)")
ANSWER = Text("Ghi văn bản trả lời", "Record an answer")
ANSWERED = Text("Trả lời số {number} ngày {day}: {reply}", "Answer {number} of {day}: {reply}")
WAITING = Text("chưa trả lời", "not answered")
REPLY_NUMBER = Text("Số văn bản trả lời", "Number of the answer")
REPLIED_ON = Text("Ngày trả lời", "Day of the answer")
REPLY = Text("Nội dung trả lời", "What it says")
SAVE_ANSWER = Text("Lưu văn bản trả lời", "Save the answer")
ANSWER_SAVED = Text("Đã ghi văn bản trả lời số {number}.", "Recorded the answer {number}.")
LETTER = Text("Kiến nghị", "Letter")

# ── measures ───────────────────────────────────────────────────────────────────────────────────────────────────────
NO_MEASURE = Text("Chưa có giải pháp nào.", "There is no measure yet.")
MEASURE = Text("Giải pháp", "Measure")
NEW_MEASURE = Text("+ Thêm giải pháp", "+ Add a measure")
KIND = Text("Danh mục", "Catalogue")
DESCRIPTION = Text("Mô tả", "Description")
HORIZON = Text("Trước mắt / lâu dài", "Immediate / long term")
STATE = Text("Tình trạng", "State")
COST = Text("Kinh phí (đồng)", "Cost (VND)")
MONEY = Text("Nguồn vốn", "Source of money")
OWNER = Text("Đơn vị thực hiện", "Unit in charge")
SUPPORT = Text("Đơn vị phối hợp (cách nhau bằng dấu ;)", "Supporting units (separated by ;)")
PLANNED_START = Text("Dự kiến bắt đầu", "Planned start")
PLANNED_END = Text("Hạn hoàn thành", "Deadline")
STARTED = Text("Khởi công", "Started")
FINISHED = Text("Hoàn thành", "Finished")
PERCENT = Text("Tiến độ (%)", "Progress (%)")
NEEDS_ACCEPTANCE = Text("Phải nghiệm thu trước khi đưa vào sử dụng", "Must be accepted before it is opened")
ACCEPTED = Text("Ngày nghiệm thu", "Accepted on")
ACCEPTANCE = Text("Số biên bản nghiệm thu", "Record of acceptance")
OPENED = Text("Đưa vào sử dụng", "Opened to traffic")
NOTE = Text("Ghi chú", "Note")
SAVE_MEASURE = Text("Lưu giải pháp", "Save the measure")
MEASURE_SAVED = Text("Đã lưu giải pháp {id}.", "Saved the measure {id}.")
FILES = Text("Ảnh trước, sau; thiết kế; biên bản", "Photos before, after; design; records")
FILE = Text("Tệp (JPEG, PNG, PDF, DOCX, XLSX)", "File (JPEG, PNG, PDF, DOCX, XLSX)")
FILE_KIND = Text("Loại tệp", "What it is")
ATTACH = Text("Đính kèm", "Attach")
ATTACHED = Text("Đã đính kèm {name}.", "Attached {name}.")
NOT_ACCEPTED = Text("CHƯA NGHIỆM THU", "NOT ACCEPTED")

# ── who decides ────────────────────────────────────────────────────────────────────────────────────────────────────
WHO_NOTE = Text(
    "Gợi ý từ lớp đường và ranh giới, do cán bộ xác định. Điểm cấp trên quản lý hoặc giáp ranh phải ghi ai quyết định.",
    "Suggested from the road layer and the boundary; people decide. Where the road is managed above the ward or "
    "shared, say who decides.",
)
ROAD_OWNER = Text("Đơn vị quản lý đường", "Road manager")
IS_ABOVE = Text("Do cấp trên phường quản lý", "Managed above the ward")
DECIDES = Text("Ai quyết định", "Who decides")
SHARED_WITH = Text("Giáp ranh với (phường/xã, tỉnh)", "Shared with (ward, province)")
SAVE_WHO = Text("Lưu đơn vị quyết định", "Save")
WHO_SAVED = Text("Đã ghi: {who} quyết định.", "Saved: {who} decides.")

# ── follow-up ──────────────────────────────────────────────────────────────────────────────────────────────────────
BEFORE = Text("Trước", "Before")
AFTER = Text("Sau", "After")
WORKS = Text("Thi công (không tính): {first} – {last}", "Works (not counted): {first} – {last}")
ALL_ACCIDENTS = Text("Tất cả các vụ", "All accidents")
CASUALTIES = Text("Vụ có người chết hoặc bị thương", "Accidents with killed or injured")
RATIO = Text("Tỷ lệ sau/trước (khoảng tin cậy 95 %)", "Ratio after/before (95 % interval)")
VERDICT = Text("Đọc thế nào", "How to read it")
GROUP = Text(
    "**So với phần còn lại của phường:** cùng hai kỳ, các nơi khác có {before} vụ trước, {after} vụ sau.",
    "**Beside the rest of the ward:** in the same periods other places had {before} accidents before, {after} after.",
)
GROUP_RATIO = Text("Tỷ lệ đã trừ xu hướng chung: {ratio}.", "Ratio without the common trend: {ratio}.")
NO_RATIO = Text("không tính được", "cannot be told")
MONTHS = Text("Thời gian theo dõi của đơn vị (tháng)", "Follow-up time of the office (months)")
SAVE_MONTHS = Text("Lưu thời gian theo dõi", "Save")
MONTHS_SAVED = Text("Thời gian theo dõi: {n} tháng.", "Follow-up: {n} months.")
PROPOSE_CLEAR = Text(
    "Đưa vào chương trình họp để xét “Hết tiêu chí”; phần mềm chỉ đề nghị.",
    "Put it on a meeting's agenda to be taken off the list; the software only proposes.",
)
SETTINGS = Text("Danh mục giải pháp, thời gian theo dõi của đơn vị", "The office's catalogue and follow-up time")
CATALOGUE = Text("Giải pháp riêng của đơn vị", "The office's own measures")
CATALOGUE_NOTE = Text(
    "{n} giải pháp có sẵn; thêm giải pháp riêng ở đây.", "{n} measures are built in; add the office's own here."
)
COLUMN_NAME = Text("Tên giải pháp", "Name")
COLUMN_LONG = Text("Lâu dài", "Long term")
COLUMN_WORKS = Text("Phải nghiệm thu", "Needs acceptance")
SAVE_CATALOGUE = Text("Lưu danh mục", "Save the catalogue")
CATALOGUE_SAVED = Text("Danh mục có {n} giải pháp riêng.", "The catalogue has {n} lines of the office.")


def measure_in_words(one: TreatedMeasure) -> Text:
    """A measure as the map tells it: its line of the catalogue, how far it is, since when, and whether it is accepted.

    Examples
    --------
    >>> import datetime as dt
    >>> done = TreatedMeasure(Text("Sơn vạch", "Markings"), MeasureState.DONE, dt.date(2026, 5, 3), is_accepted=False)
    >>> measure_in_words(done).vi
    'Sơn vạch – Đã hoàn thành 03/05/2026, chưa nghiệm thu'
    """
    state = MEASURE_STATE_LABELS[one.state]
    day = f" {one.finished_on:%d/%m/%Y}" if one.finished_on else ""
    is_waiting = one.state is MeasureState.DONE and not one.is_accepted
    waits = Text(", chưa nghiệm thu", ", not accepted") if is_waiting else Text("", "")
    return Text(f"{one.label.vi} – {state.vi}{day}{waits.vi}", f"{one.label.en} – {state.en}{day}{waits.en}")
