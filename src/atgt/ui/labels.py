"""The words of the screens. Words of data (severity, level, column) stand beside their type in ``domain``."""

from __future__ import annotations

from atgt.domain.location import LocationStatus
from atgt.domain.text import Text

# ── everywhere ─────────────────────────────────────────────────────────────────────────────────────────────────────
APP = Text("ATGT – Tai nạn giao thông và điểm đen", "ATGT – Traffic accidents and black spots")
SIMULATED = Text("DỮ LIỆU MÔ PHỎNG", "SIMULATED DATA")
SIMULATED_MORE = Text("không phải vụ việc có thật", "not real accidents")
LANGUAGE = Text("Ngôn ngữ", "Language")
ALL = Text("Tất cả", "All")
UNEXPECTED = Text(
    "Phần mềm gặp lỗi ngoài dự kiến ở trang này. Dữ liệu đã lưu không bị ảnh hưởng. "
    "Hãy tải lại trang; nếu lỗi lặp lại, gửi tệp nhật ký cho người quản trị (mã {mark}).",
    "Something unexpected went wrong on this page. Stored data is not affected. "
    "Reload the page; if it happens again, send the log file to the administrator (mark {mark}).",
)
DECIDES = Text(
    "Phần mềm phát hiện và đề xuất; cơ quan quản lý đường bộ kiểm tra và kết luận.",
    "The software detects and proposes; the road authority inspects and decides.",
)
FOOTER_RUN = Text(
    "Lần rà soát {run} · xét {first} – {last} · L = {length} m · bán kính nút {radius} m · {software}",
    "Screening {run} · {first} – {last} · L = {length} m · junction radius {radius} m · {software}",
)
OUTDATED = Text(
    "Dữ liệu đã thay đổi sau lần rà soát này: danh sách bên dưới chưa tính các thay đổi đó.",
    "The data has changed since this screening: the list below does not include those changes.",
)
NEWER = Text(
    "Có vụ mới sau ngày {before}: rà soát lại sẽ tính đến hết ngày {last}.",
    "There are newer accidents after {before}: screening again counts up to {last}.",
)
SCREEN_NOW = Text("Rà soát lại ngay", "Screen again now")
SCREENING = Text("Đang rà soát…", "Screening…")
RUN_DONE = Text(
    "Đã rà soát {n_accidents} vụ có vị trí: {n_black} điểm đen, {n_potential} điểm tiềm ẩn đủ ngưỡng. "
    "{n_unlocated} vụ chưa có vị trí không tham gia.",
    "Screened {n_accidents} located accidents: {n_black} black and {n_potential} potential spots reach a threshold. "
    "{n_unlocated} accidents without a place took no part.",
)
FIRST_START = Text("Lần đầu mở phần mềm: đang nạp phường mô phỏng", "First start: loading the simulated ward")
FIRST_START_MORE = Text(
    "Cơ sở dữ liệu còn trống. Dữ liệu mô phỏng giúp xem thử mọi chức năng; không phải vụ việc có thật.",
    "The database is empty. Simulated data shows every function at work; these are not real accidents.",
)

# ── names of the pages ─────────────────────────────────────────────────────────────────────────────────────────────
MAP_PAGE = Text("Bản đồ", "Map")
LIST_PAGE = Text("Danh sách", "List")
INTAKE_PAGE = Text("Nhập dữ liệu", "Import")
EXPORT_PAGE = Text("Xuất", "Export")
REVIEW_SECTION = Text("Xem xét, xử lý", "Review")
DATA_SECTION = Text("Số liệu", "Data")
OFFICE_SECTION = Text("Căn cứ, quản trị", "Basis, administration")
BASIS_PAGE = Text("Căn cứ và giới hạn", "Basis and limits")

MAP_TITLE = Text("Bản đồ tai nạn và các vị trí đủ ngưỡng", "Accidents and places that reach a threshold")
LIST_TITLE = Text("Danh sách vị trí đủ ngưỡng, đề nghị kiểm tra", "Places that reach a threshold, inspection asked")
INTAKE_TITLE = Text("Nhập dữ liệu", "Import data")
EXPORT_TITLE = Text("Xuất dữ liệu cho cơ quan khác", "Export for other offices")
BASIS_TITLE = Text("Căn cứ và giới hạn", "Basis and limits")

# ── filters ────────────────────────────────────────────────────────────────────────────────────────────────────────
PERIOD = Text("Kỳ", "Period")
PERIOD_RUN = Text("Kỳ của lần rà soát", "Period of the screening")
PERIOD_ALL = Text("Toàn bộ dữ liệu", "All data")
PERIOD_YEAR = Text("Năm {year}", "Year {year}")
PERIOD_OWN = Text("Tự chọn ngày", "Choose days")
FIRST_DAY = Text("Từ ngày", "From")
LAST_DAY = Text("Đến hết ngày", "To (inclusive)")
SEVERITY = Text("Mức độ", "Severity")
ROAD = Text("Tuyến", "Road")
ROAD_HINT = Text("Chọn một hay nhiều tuyến", "Choose one or more roads")
HOUR = Text("Giờ", "Hour")
HOUR_FROM = Text("Từ giờ", "From hour")
HOUR_TO = Text("Đến trước giờ", "To before hour")
HOUR_ALL = Text("cả ngày", "all day")
HOUR_NOTE = Text(
    "Lọc theo giờ thì các vụ không rõ giờ không được tính. Chọn 22 đến 5 để lấy ban đêm.",
    "With a filter by hour, accidents without a known hour are left out. Choose 22 to 5 for the night.",
)
NIGHT = Text("Ban đêm (18h – 6h)", "Night (18h – 6h)")
DENSITY = Text("Tô mật độ dọc đường", "Colour density along roads")
DENSITY_NOTE = Text(
    "Tím đậm hơn: vụ gần nhau hơn dọc đường (bán kính {m} m; cao nhất {most} vụ/km của bộ lọc này). Màu chỉ so trong "
    "một lần lọc; hình để tham khảo, không phải tiêu chí và không phải kết luận. {n} vụ có vị trí.",
    "Darker violet: accidents closer together along the road (bandwidth {m} m; at most {most} per km of this filter). "
    "Colours compare within one filter; a picture, no criterion and no conclusion. {n} placed accidents.",
)
SCOPE = Text("Phạm vi", "Scope")
VEHICLES = Text("Có phương tiện thuộc nhóm", "With a vehicle of")
VULNERABLE = Text("Người đi bộ, xe đạp, xe điện", "On foot, bicycle, electric bike")
COLLISIONS = Text("Hình thức va chạm", "Collision form")
WEATHER = Text("Thời tiết", "Weather")
WEATHER_NOTE = Text(
    "Lọc theo thời tiết thì các vụ không ghi thời tiết không được tính.",
    "With a filter by weather, accidents without a known weather are left out.",
)
SCOPE_HINT = Text("Chọn một hay nhiều nhóm", "Choose one or more groups")
N_CHOSEN = Text("{n} mục", "{n} chosen")
CLEAR = Text("Bỏ lọc", "Clear filters")

# ── counts ─────────────────────────────────────────────────────────────────────────────────────────────────────────
N_ACCIDENTS = Text("vụ", "accidents")
N_KILLED = Text("người chết", "killed")
N_INJURED = Text("người bị thương", "injured")
LOCATED_LINE = Text(
    "{located} vụ có vị trí trên bản đồ · {ambiguous} vụ chờ chọn vị trí · {unlocated} vụ chưa định vị được",
    "{located} placed on the map · {ambiguous} waiting for a choice of place · {unlocated} not placed",
)
LOCATION_LABELS = {
    LocationStatus.LOCATED: Text("Đã định vị", "Placed"),
    LocationStatus.AMBIGUOUS: Text("Chờ chọn vị trí", "Place to be chosen"),
    LocationStatus.UNLOCATED: Text("Chưa định vị được", "Not placed"),
}

# ── empty states ───────────────────────────────────────────────────────────────────────────────────────────────────
NO_ROADS = Text(
    "Chưa có lớp đường. Mở trang **Mạng đường** để nạp mạng đường của phường.",
    "There is no road layer yet. Open **Roads** and load the ward's roads.",
)
NO_ACCIDENTS = Text(
    "Chưa có vụ tai nạn nào. Mở trang **Nhập dữ liệu** để nạp bảng tai nạn (Excel, CSV).",
    "There are no accidents yet. Open **Import** to load a table (Excel, CSV).",
)
NO_MATCH = Text(
    "Không có vụ nào khớp bộ lọc. Nới kỳ hoặc bấm **Bỏ lọc**.",
    "No accident matches the filters. Widen the period or press **Clear filters**.",
)
NO_RUN = Text(
    "Chưa rà soát lần nào. Mở trang **Danh sách** và bấm **Rà soát**.",
    "Nothing has been screened yet. Open **List** and press **Screen**.",
)
NO_SPOT = Text(
    "Không có vị trí nào đủ ngưỡng trong lần rà soát này. Kiểm tra kỳ xét, số vụ chưa định vị và tham số L.",
    "No place reaches a threshold in this screening. Check the period, the accidents without a place, and L.",
)
NO_SPOT_MATCH = Text("Không có vị trí nào khớp tìm kiếm.", "No place matches the search.")
MAP_MISSING = Text(
    "Nếu bản đồ không hiện ra, hãy tải lại trang (F5).",
    "If the map does not appear, reload the page (F5).",
)

# ── spots ──────────────────────────────────────────────────────────────────────────────────────────────────────────
SPOTS = Text("Vị trí đủ ngưỡng", "Places that reach a threshold")
SPOTS_ON_ROADS = Text("{n} trong {total} vị trí, trên tuyến đã chọn", "{n} of {total} places, on the chosen roads")
BLACK_SHORT = Text("Điểm đen", "Black spot")
POTENTIAL_SHORT = Text("Điểm tiềm ẩn", "Potential spot")
STRETCH = Text("Đoạn đường", "Stretch")
JUNCTION = Text("Nút giao", "Junction")
BACK_TO_SPOTS = Text("Tất cả các vị trí", "All places")
SHOW_ON_MAP = Text("Xem trên bản đồ", "Show on the map")
DETAIL = Text("Căn cứ của vị trí", "Evidence of the place")
CLAUSES = Text("Điều khoản đạt ngưỡng", "Clauses that hold")
QUALIFYING_PERIODS = Text("Kỳ đạt ngưỡng", "Qualifying periods")
EVIDENCE_ACCIDENTS = Text("Các vụ tại vị trí", "Accidents of the place")
TOLL = Text("{killed} chết, {injured} bị thương", "{killed} killed, {injured} injured")
WITNESS = Text("Vụ làm đủ ngưỡng", "Makes the threshold")
PRECISION_NOTE = Text("Vị trí kém chính xác nhất", "Least certain position")
LENGTH = Text("Chiều dài", "Length")
FROM_START = Text("từ đầu tuyến {metres} m", "{metres} m from start")
RADIUS = Text("Bán kính", "Radius")

# ── list page ──────────────────────────────────────────────────────────────────────────────────────────────────────
SEARCH = Text("Tìm", "Search")
SEARCH_HINT = Text(
    "Tìm tên đường, lý trình, điều khoản (không cần dấu)", "Search road, km post, clause (marks not needed)"
)
LEVEL = Text("Cấp", "Level")
COLUMN_NUMBER = Text("Số", "No.")
COLUMN_PLACE = Text("Vị trí", "Place")
COLUMN_KIND = Text("Loại", "Kind")
COLUMN_KM = Text("Lý trình", "Km posts")
COLUMN_LENGTH = Text("Dài (m)", "Length (m)")
COLUMN_N = Text("Số vụ", "Accidents")
COLUMN_FATAL = Text("Vụ có chết", "Fatal")
COLUMN_KILLED = Text("Chết", "Killed")
COLUMN_INJURED = Text("Bị thương", "Injured")
COLUMN_FIRST = Text("Vụ đầu", "First")
COLUMN_LAST = Text("Vụ cuối", "Last")
COLUMN_CLAUSE = Text("Điều khoản đạt ngưỡng", "Clause")
CHOOSE_ROW = Text(
    "Chọn một hàng để xem căn cứ của vị trí.",
    "Choose a row to see the evidence of the place.",
)
PARAMETERS = Text("Tham số rà soát", "Screening parameters")
AS_OF = Text("Tính đến hết ngày", "As of (inclusive)")
PERIOD_MONTHS = Text("Kỳ xét (tháng)", "Period (months)")
LENGTH_L = Text("Chiều dài đoạn L (m)", "Length of a stretch L (m)")
JUNCTION_RADIUS = Text("Bán kính nút (m)", "Junction radius (m)")
RULE_SET = Text("Bộ tiêu chí", "Rule set")
RULE_SET_BY_DAY = Text("Theo ngày hiệu lực", "In force on the day")
JOIN_CARRIAGEWAYS = Text("Tính chung hai chiều của một đường", "Both carriageways as one road")
JOIN_HINT = Text(
    "Đường vẽ thành hai nét cùng tên, chạy song song: đếm chung các vụ của hai chiều.",
    "A road drawn as two lines of one name side by side: accidents of both directions count together.",
)
SCREEN = Text("Rà soát", "Screen")
UNCONFIRMED_PARAMETERS = Text(
    "L và bán kính nút: thông tư không quy định con số; giá trị mặc định chờ đơn vị xác nhận.",
    "L and the junction radius: the circulars give no figure; the defaults wait for the unit's confirmation.",
)
RULE_SET_LINE = Text("Bộ tiêu chí áp dụng: {title}", "Rule set applied: {title}")

# ── export page ────────────────────────────────────────────────────────────────────────────────────────────────────
EXPORT_INTRO = Text(
    "Tệp xuất chỉ chứa các cột mã hóa: không có tên, biển số, số điện thoại hay mô tả ghi tay.",
    "Exported files hold coded columns only: no names, plates, phone numbers or hand-written descriptions.",
)
EXPORT_SPOTS = Text("Vị trí đủ ngưỡng", "Places that reach a threshold")
EXPORT_SPOTS_MORE = Text(
    "Gửi cơ quan quản lý đường bộ: mỗi vị trí, mỗi nguy cơ đang tồn tại một đối tượng, kèm lý trình, điều khoản, "
    "số vụ hoặc bất cập, nội dung kiến nghị.",
    "For the road authority: one feature a place and a hazard that is present, with km posts, clauses, counts or "
    "defects, and the text of the proposal.",
)
EXPORT_ACCIDENTS = Text("Vụ tai nạn", "Accidents")
EXPORT_ACCIDENTS_MORE = Text(
    "Các vụ theo bộ lọc đang đặt trên trang Bản đồ.",
    "The accidents of the filters set on the map page.",
)
EXPORT_COUNT = Text("{n} vị trí và {hazards} nguy cơ", "{n} places and {hazards} hazards")
EXPORT_ACCIDENT_COUNT = Text("{n} vụ, trong đó {located} vụ có vị trí", "{n} accidents, {located} of them with a place")
DOWNLOAD_GEOJSON = Text("Tải GeoJSON", "Download GeoJSON")
DOWNLOAD_GPKG = Text("Tải GeoPackage", "Download GeoPackage")
DOWNLOAD_XLSX = Text("Tải Excel", "Download Excel")
EXPORT_COLUMNS_TITLE = Text("Các cột trong tệp", "Columns of the files")
FORMAT_NOTE = Text(
    "GeoJSON theo RFC 7946 và GeoPackage (WGS84) mở được bằng QGIS, nội dung như nhau. "
    "Tệp Excel mở được bằng Excel, LibreOffice.",
    "GeoJSON (RFC 7946) and GeoPackage, both WGS84, open in QGIS and hold the same. "
    "The Excel file opens in Excel and LibreOffice.",
)

# ── basis page ─────────────────────────────────────────────────────────────────────────────────────────────────────
IN_FORCE = Text("Đang áp dụng", "In force")
NO_LONGER = Text("Hết hiệu lực", "No longer in force")
VALID = Text("Hiệu lực từ {first}", "In force from {first}")
VALID_TO = Text("Hiệu lực từ {first} đến hết {last}", "In force from {first} to {last}")
BLACK_RULES = Text("Điểm đen (điểm hay xảy ra TNGT): một trong các tiêu chí", "Black spot: any one of")
POTENTIAL_RULES = Text("Điểm tiềm ẩn: một trong các tiêu chí", "Potential spot: any one of")
BY_INSPECTION = Text("Qua kiểm tra hiện trường", "By inspection")
EXCLUSION = Text("Loại trừ", "Exclusion")
CONFIDENCE = Text("Mức kiểm chứng", "How well it was checked")
OPEN_QUESTIONS = Text("Chỗ văn bản chưa rõ và cách hiểu đang dùng", "What the text leaves open, and the reading taken")
READING = Text("Cách hiểu đang dùng", "Reading taken")
CURRENT_PARAMETERS = Text("Tham số của lần rà soát gần nhất", "Parameters of the latest screening")
UNCONFIRMED = Text("Những điểm chưa được xác nhận ({n})", "Points that are not confirmed ({n})")
UNCONFIRMED_INTRO = Text(
    "Phần mềm dùng giá trị mặc định nêu dưới đây cho đến khi đơn vị xác nhận.",
    "The software works with the defaults below until the unit confirms them.",
)
QUESTION = Text("Vấn đề", "Question")
DEFAULT = Text("Đang dùng", "Default in use")
SOURCE = Text("Nguồn", "Source")
RULES_HEADING = Text("Bộ tiêu chí", "Rule sets")
FINGERPRINT = Text("Dấu vân tay", "Fingerprint")
CREATED_AT = Text("Thời điểm rà soát", "Screened at")
CONSIDERED = Text("Xét các vụ", "Accidents considered")
