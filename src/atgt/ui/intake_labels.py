"""The words of the import page."""

from __future__ import annotations

from atgt.domain.corrections import FIELD_LABELS
from atgt.domain.issue import IssueLevel
from atgt.domain.text import Text

TABLE_TAB = Text("Bảng tai nạn", "Accident table")
ROADS_TAB = Text("Lớp đường", "Road layer")
HELD_TAB = Text("Hàng chờ xử lý ({n})", "Held rows ({n})")
LOG_TAB = Text("Nhật ký nhập", "Import log")

UPLOAD_TABLE = Text(
    "Chọn bảng tai nạn của đơn vị (.xlsx, .xls, .ods, .csv, .tsv)", "Choose the table (.xlsx, .xls, .ods, .csv, .tsv)"
)
UPLOAD_HINT = Text("Kéo thả tệp vào đây, tối đa 20 MB", "Drop a file here, at most 20 MB")
BROWSE = Text("Chọn tệp", "Browse")
AS_IT_IS = Text(
    "Cứ gửi bảng như đang dùng: phần mềm tự tìm hàng tiêu đề, tự hiểu tên cột, ngày giờ, lý trình. "
    "Chưa có gì được lưu cho đến khi bấm **Nhập**.",
    "Send the sheet as it is: header rows, column names, dates and km posts are found. "
    "Nothing is stored until you press **Import**.",
)
PROFILE = Text("Hồ sơ đọc bảng", "Reading profile")
PROFILE_NONE = Text("Tự nhận biết", "Recognise by itself")
PROFILE_HELP = Text(
    "Hồ sơ ghi sẵn cách đọc bảng của một đơn vị gửi (tên cột, thứ tự ngày tháng, đơn vị tiền).",
    "A profile holds how a sender's tables are read (columns, order of dates, money unit).",
)
READING_SETTINGS = Text("Cách đọc ngày, số tiền, tọa độ", "How dates, amounts and positions are read")
READING_SETTINGS_HELP = Text(
    "Chỉ chọn khi bảng ghi khác thường lệ; bảng được đọc lại ngay và lựa chọn được lưu cùng đơn vị gửi.",
    "Only where the sheet is written in an unusual way; it is read again, and the choice is kept with the sender.",
)
DATE_ORDER = Text("Ngày tháng ghi theo thứ tự", "Order of dates")
DATE_ORDERS = {
    "dmy": Text("ngày/tháng/năm", "day/month/year"),
    "mdy": Text("tháng/ngày/năm", "month/day/year"),
    "ymd": Text("năm/tháng/ngày", "year/month/day"),
}
MONEY_UNIT = Text("Số tiền không ghi đơn vị tính bằng", "Amounts without a unit are in")
MONEY_UNITS: dict[int | None, Text] = {
    None: Text("theo tiêu đề của bảng", "as the headings say"),
    1: Text("đồng", "đồng"),
    1_000: Text("nghìn đồng", "thousand đồng"),
    1_000_000: Text("triệu đồng", "million đồng"),
}
COORDINATE_SYSTEM = Text("Tọa độ ghi theo hệ", "Coordinate system")
USUAL_SYSTEM = Text("thường dùng (GPS, hoặc VN-2000 của phường)", "the usual (GPS, or VN-2000 of the ward)")
VN2000_IN_DEGREES = Text("VN-2000, kinh độ và vĩ độ", "VN-2000 in degrees")
FILE_ENCODING = Text("Bảng mã của tệp", "Encoding of the file")
FILE_ENCODINGS: dict[str | None, Text] = {
    None: Text("tự nhận biết", "found by itself"),
    "utf-8": Text("Unicode (UTF-8)", "Unicode (UTF-8)"),
    "tcvn3": Text("TCVN3 (ABC)", "TCVN3 (ABC)"),
    "vni": Text("VNI-Windows", "VNI-Windows"),
    "cp1258": Text("Windows-1258 (tiếng Việt)", "Windows-1258 (Vietnamese)"),
    "cp1252": Text("Windows-1252 (Tây Âu)", "Windows-1252 (Western)"),
}
READING = Text("Đang đọc và định vị…", "Reading and locating…")
READ = Text("Đã đọc", "Read")
NEW = Text("Mới", "New")
KNOWN = Text("Đã có", "Known")
HELD = Text("Giữ lại", "Held")
ACCEPTED = Text("Nhận", "Accepted")
FILE = Text("Tệp", "File")
IMPORTED_AT = Text("Nhập lúc", "Imported at")
AREA_TODAY = Text("Xã, phường hiện nay", "Ward of today")
AREAS_TODAY = Text("Xã, phường hiện nay của địa bàn ghi trong bảng", "Wards of today of the areas in the sheet")
AREA_AS_WRITTEN = Text("Ghi trong bảng", "As written")
ROWS = Text("Số hàng", "Rows")
NOT_KNOWN = Text("chưa nhận ra", "not recognised")
WITHOUT_PLACE = Text("Chưa có vị trí", "Without a place")
BALANCE = Text(
    "{read} hàng đã đọc = {accepted} hàng nhận + {held} hàng giữ lại chờ xử lý. Không hàng nào bị bỏ.",
    "{read} rows read = {accepted} accepted + {held} held for a decision. No row is dropped.",
)
LAYOUT = Text("Cách hiểu bảng", "How the table is read")
LAYOUT_LINE = Text(
    "Trang tính “{sheet}”: tiêu đề ở hàng {header}, dữ liệu từ hàng {first}.",
    "Sheet “{sheet}”: header in row {header}, data from row {first}.",
)
HEADING = Text("Tiêu đề trong tệp", "Heading in the file")
MEANING = Text("Được hiểu là", "Read as")
NOT_UNDERSTOOD = Text("không hiểu – bỏ qua", "not understood – left out")
IGNORED = Text("không dùng", "not used")
HOW = Text("Nhận biết bằng", "Recognised by")
HOW_LABELS = {
    "profile": Text("hồ sơ", "profile"),
    "exact": Text("tên cột", "heading"),
    "values": Text("nội dung cột", "values"),
    "similar": Text("tên gần giống", "similar heading"),
    "none": Text("—", "—"),
}
ISSUES = Text("Vấn đề theo hàng", "Issues by row")
ISSUE_LEVELS = {
    IssueLevel.ERROR: Text("Giữ lại", "Held"),
    IssueLevel.WARNING: Text("Cảnh báo", "Warning"),
    IssueLevel.NOTE: Text("Để biết", "Noted"),
}
NO_ISSUES = Text("Không có vấn đề nào.", "There are no issues.")
SHEET = Text("Trang tính", "Sheet")
ROW = Text("Hàng", "Row")
COLUMN = Text("Cột", "Column")
VALUE = Text("Giá trị", "Value")
REASON = Text("Lý do và cách xử lý", "Reason and what to do")
EFFECT = Text("Kết quả", "Effect")
DOWNLOAD_ISSUES = Text("Tải bảng vấn đề (Excel)", "Download the issues (Excel)")
ACCEPT = Text("Nhập {n} vụ mới", "Import {n} new accidents")
NOTHING_NEW = Text("Không có vụ mới: mọi hàng nhận được đều đã có.", "Nothing new: every accepted row is known.")
STORING = Text("Đang lưu…", "Storing…")
DONE = Text(
    "Đã nhập {file}: đọc {read}, nhận {accepted} ({new} mới, {known} đã có), giữ lại {held}, "
    "chưa có vị trí {unplaced}.",
    "Imported {file}: read {read}, accepted {accepted} ({new} new, {known} known), held {held}, "
    "without a place {unplaced}.",
)
NEXT_STEP = Text(
    "Bước tiếp: mở trang **Danh sách** và rà soát lại để danh sách tính cả các vụ mới.",
    "Next: open **List** and screen again so that the list includes the new accidents.",
)
SAMPLE_FIRST = Text(
    "Đang mở phường mô phỏng. Trước khi nhập dữ liệu thật, mở trang **Bản đồ**, "
    "bấm **Bắt đầu với dữ liệu của phường**.",
    "The simulated ward is open. Before you import real data, open **Map** and press "
    "**Begin with the ward's own data**.",
)
NO_ROADS_YET = Text(
    "Chưa có lớp đường: các vụ sẽ được nhập nhưng chưa định vị được. Nên nạp lớp đường trước.",
    "There is no road layer: accidents will be imported but not placed. Load the roads first.",
)

NO_HELD = Text("Không có hàng nào chờ xử lý.", "No row waits for a decision.")
HELD_INTRO = Text(
    "Sửa các hàng này trong tệp gốc rồi nhập lại tệp: các vụ đã có không bị nhập hai lần.",
    "Correct these rows in the original file and import it again: known accidents are not imported twice.",
)
STOP = Text("Dừng, không lưu gì", "Stop, store nothing")
UPDATED = Text("Cập nhật", "Updated")
STATE = Text("Trạng thái", "State")
UNDONE = Text("đã hủy", "undone")
ACCEPT_BOTH = Text("Nhập {n} vụ mới, cập nhật {m} vụ", "Import {n} new accidents, update {m}")
UPDATES = Text(
    "{n} hàng nói về vụ đã có; {m} chỗ khác với sửa đổi của cán bộ",
    "{n} rows tell of known accidents; {m} disagreements",
)
PRESENT = Text("Hiện tại", "At present")
IN_FILE = Text("Trong tệp này", "In this file")
WILL_CHANGE = Text("sẽ cập nhật", "will be updated")
WILL_ASK = Text("cán bộ đã sửa: giữ nguyên và hỏi", "edited by an officer: kept, and asked")
REPAIRS = Text("Chữ đã sửa, trước và sau ({n})", "Repaired text, before and after ({n})")
BEFORE_REPAIR = Text("Trước khi sửa", "Before")
REPAIRED = Text("Đã làm gì", "What was done")
COMPARED = frozenset(FIELD_LABELS) - {
    "location_rule", "location_reason", "location_method", "measure_mm", "offset_m", "lon", "lat", "legal_class",
    "vehicle_groups", "collision_group", "cause_group",
}  # fmt: skip
SENDER = Text("Đơn vị gửi: {name}", "Sender: {name}")
LIKELY_SENDER = Text("Nhận ra bảng của “{name}” qua tiêu đề cột.", "Recognised as a table of “{name}” by its headings.")
MAPPING = Text(
    "Cách hiểu từng cột ({n} cột; {asked} cột cần hỏi)", "What each column is taken for ({n}; {asked} asked)"
)
MAPPING_HELP = Text(
    "Đổi ý nghĩa của cột ngay trong bảng; bảng được đọc lại theo lựa chọn này.",
    "Change what a column means in the table; the file is read again accordingly.",
)
CONFIDENCE = Text("Độ chắc", "Confidence")
PERSONAL = Text("(dữ liệu cá nhân)", "(personal data)")
EXAMPLES = Text("Thí dụ trong cột", "Values")
SAVE_SENDER = Text("Lưu cho đơn vị gửi này", "Keep for this sender")
SENDER_NAME = Text("Tên đơn vị gửi", "Sender's name")
SENDER_SAVED = Text("Đã lưu cách đọc bảng của {name}; lần sau tự nhận ra.", "Kept for {name}; recognised next time.")
NO_LOG = Text("Chưa nhập tệp nào.", "No file has been imported.")
