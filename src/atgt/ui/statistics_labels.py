"""The words of the statistics page."""

from __future__ import annotations

from atgt.domain.text import Text

PAGE = Text("Thống kê", "Statistics")
TITLE = Text("Thống kê tai nạn", "Accident statistics")
INTRO = Text(
    "Mọi con số lấy từ cùng một truy vấn với bản đồ và danh sách.",
    "Every figure comes from the same query as map and list.",
)
VIEW = Text("Xem", "View")
VIEWS = {
    "compare": Text("So cùng kỳ", "Year on year"),
    "time": Text("Theo thời gian", "Over time"),
    "cross": Text("Bảng chéo", "Cross table"),
    "sections": Text("Đoạn đường", "Road sections"),
}
DOWNLOAD = Text("Tải Excel", "Download Excel")
NOTES = Text("Kỳ, bộ lọc và giới hạn của bảng này", "Period, filter and limits of this table")

CYCLE = Text("Chu kỳ báo cáo", "Reporting cycle")
CYCLE_HELP = Text("Nguồn: {source}", "Source: {source}")
SPAN = Text("Độ dài kỳ", "Length")
SPANS = {
    0: Text("Từ đầu năm", "Year to date"),
    1: Text("1 tháng", "1 month"),
    3: Text("3 tháng", "3 months"),
    6: Text("6 tháng", "6 months"),
    9: Text("9 tháng", "9 months"),
    12: Text("12 tháng", "12 months"),
}
YEAR = Text("Năm", "Year")
TO_MONTH = Text("Đến hết tháng", "To the end of month")
WEEK_OF = Text("Tuần có ngày", "Week with the day")
PERIODS = Text(
    "Kỳ này **{now}** · cùng kỳ năm trước **{before}**", "This period **{now}** · a year before **{before}**"
)

MONTHS = Text("Theo tháng", "By month")
MONTH = Text("Tháng", "Month")
N_ACCIDENTS = Text("Số vụ", "Accidents")
HOURS = Text("Theo giờ và thứ", "By hour and weekday")
BANDS = Text("Theo khung giờ", "By time band")
BAND = Text("Khung giờ", "Time band")
SHARE = Text("Tỷ lệ", "Share")
BANDS_NOTE = Text(
    "Khung giờ của đơn vị: sửa trong tệp time_bands.toml.", "The office's own bands: change them in time_bands.toml."
)
DAY_KINDS = Text("Ngày thường, cuối tuần, lễ, Tết", "Working days, weekends, holidays, Tết")
ONLY_MONTHS = Text(
    "Bản dành cho ủy ban: theo tháng, không có ngày giờ; ô nhỏ được che.",
    "The committee's view: by month, without day and hour; small cells are covered.",
)

ROWS = Text("Dòng", "Rows")
COLUMNS = Text("Cột", "Columns")
MEASURE = Text("Đếm", "Count")
SAME = Text("Chọn hai trường khác nhau cho dòng và cột.", "Choose different fields for rows and columns.")

# ── road sections ──────────────────────────────────────────────────────────────────────────────────────────────────
SECTION_M = Text("Chiều dài đoạn (m)", "Section length (m)")
WEIGHTS = Text("Trọng số EPDO", "EPDO weights")
SECTIONS_NOTE = Text(
    "So các đoạn đường dài bằng nhau, để tham khảo bên cạnh danh sách theo tiêu chí pháp lý; không đổi danh sách đó.",
    "Sections of equal length, to look at beside the list by the legal criteria. It changes nothing in that list.",
)
FIRST_SECTIONS = Text(
    "{n} đoạn đầu trong {total}; bản đầy đủ ở tệp Excel.", "First {n} of {total}; all in the workbook."
)
CHECK = Text("Xếp hạng này có báo trước được kỳ sau không?", "Does this ranking tell the next period?")
CHECK_NOTE = Text(
    "Tỷ lệ vụ của 12 tháng gần nhất nằm trong các đoạn đứng đầu theo số liệu trước đó; khoảng tin cậy 95%.",
    "Share of the last 12 months' accidents in the first sections by the data before; 95 % interval.",
)
SCORES = {
    "count": Text("Theo số vụ", "By count"),
    "epdo": Text("Theo EPDO", "By EPDO"),
    "expected": Text("Theo kỳ vọng (Bayes thực nghiệm)", "By expected count (empirical Bayes)"),
}
SCORE = Text("Cách xếp hạng", "Ranking")
TOP_K = Text("{k} đoạn đầu", "First {k}")
CHANCE_SHARE = Text("Chọn ngẫu nhiên", "At random")
SPOTS = Text("Các vị trí đủ ngưỡng theo EPDO", "Places that reach a threshold, by EPDO")
SPOTS_NOTE = Text(
    "Cùng danh sách của lần rà soát gần nhất, xếp theo điểm quy đổi; bộ lọc ở trên không áp dụng. {n} vị trí đầu.",
    "The list of the latest screening ordered by points; the filter above does not apply. First {n}.",
)
NUMBER = Text("Số", "No.")
CLUSTERS = Text("Nơi lặp lại cùng một hình thức va chạm", "Where one collision form comes again")
CLUSTER_N = Text("Từ số vụ", "At least")
CLUSTER_L = Text("Trong chiều dài (m)", "Within (m)")
NO_CLUSTER = Text("Không có nơi nào lặp lại với các giá trị này.", "No place with these values.")
FORM = Text("Hình thức", "Form")
PLACE = Text("Vị trí", "Place")
TRAFFIC = Text("Lưu lượng xe (để tính tỷ lệ theo xe-km)", "Traffic (for rates per vehicle-km)")
TRAFFIC_NOTE = Text(
    "Chỉ tính tỷ lệ ở tuyến có lưu lượng do đơn vị nhập; không suy đoán tuyến khác.",
    "Rates only where the office has entered traffic; nothing is guessed for other roads.",
)
AADT = Text("Xe/ngày đêm, hai chiều, bình quân năm", "Vehicles a day, both directions, mean of the year")
TRAFFIC_SOURCE = Text("Nguồn (đếm ngày nào, ai cung cấp)", "Source (counted when, given by whom)")
SAVE = Text("Lưu", "Save")
SAVED = Text("Đã lưu lưu lượng của {road}.", "Traffic of {road} saved.")
