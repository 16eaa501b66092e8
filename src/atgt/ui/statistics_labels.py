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
