"""Words of the explanations: near misses, one accident, how firmly a spot stands, two runs compared."""

from __future__ import annotations

from atgt.domain.text import Text
from atgt.network_screening.near_misses import Missing

VIEW = Text("Xem", "View")
VIEW_LIST = Text("Danh sách", "List")
VIEW_NEAR = Text("Gần đủ ngưỡng", "Just below the threshold")
VIEW_ACCIDENT = Text("Tra một vụ", "One accident")
VIEW_DIFF = Text("So hai lần rà soát", "Two screenings")

NEAR_INTRO = Text(
    "Những chỗ chưa có trong danh sách nhưng chỉ thiếu một vụ, dài hơn L tới 10 %, hoặc lệch kỳ tới 30 ngày.",
    "Places not on the list that lack one accident, are up to 10 % longer than L, or lie up to 30 days off the period.",
)
NEAR_NONE = Text("Không có chỗ nào gần đủ ngưỡng ở mức này.", "No place just misses this level.")
NEAR_COUNT = Text("{n} chỗ gần đủ ngưỡng", "{n} places just below the threshold")
WHAT_IS_MISSING = Text("Thiếu gì", "What is missing")
MISSING_LABELS = {
    Missing.ACCIDENT: Text("Thiếu một vụ", "One accident"),
    Missing.LENGTH: Text("Hơi dài, hơi xa", "Length"),
    Missing.PERIOD: Text("Lệch kỳ", "Period"),
}
SENTENCE = Text("Đọc trong cuộc họp", "To be read aloud")
N_THERE = Text("Đang có", "There are")

ACCIDENT_INTRO = Text(
    "Tìm một vụ theo mã, ngày, tuyến hoặc lý trình, rồi chọn hàng: vì sao vụ này không nằm trong điểm nào?",
    "Find an accident by id, day, road or km post, then choose its row: why is it in no place?",
)
ACCIDENT_HINT = Text("Ví dụ: QL1 1092, 05/03/2026, TN-26", "For example: QL1 1092, 05/03/2026")
ACCIDENT_NONE = Text("Không có vụ nào khớp.", "No accident matches.")
ACCIDENT_MORE = Text(
    "Hiện {shown} trong {n} vụ khớp; gõ thêm để thu hẹp.", "Showing {shown} of {n} matches; type more to narrow."
)
COLUMN_DAY = Text("Ngày", "Day")
COLUMN_SEVERITY = Text("Mức độ", "Severity")
COLUMN_ROAD = Text("Tuyến", "Road")
COLUMN_STATUS = Text("Vị trí", "Place")
COLUMN_ID = Text("Mã", "Id")
OPEN_SPOT = Text("Xem vị trí này trên bản đồ", "See this place on the map")

MISSING_NEXT = Text("Còn thiếu gì để đạt mức cao hơn?", "What is missing to the next level?")
MISSING_ANY = Text(
    "Vì sao hiện không có trong danh sách, còn thiếu gì?", "Why is it not on the list now, and what is missing?"
)
FIRMNESS = Text("Điểm này có vững không?", "How firmly does this place stand?")
FIRMNESS_NOTE = Text(
    "Tính khi mở: đổi L, bớt một vụ, lệch vị trí, dời kỳ xét; và bao nhiêu vị trí có thể chỉ do ngẫu nhiên.",
    "Worked out when opened: another L, one accident less, moved places, a moved period; and what chance would make.",
)
FIRMNESS_SHOW = Text("Tính", "Work it out")
CHANCE = Text("Bao nhiêu là ngẫu nhiên?", "How much is chance?")
CHANCE_JUNCTION = Text(
    "Nút giao: không tính số ngẫu nhiên, vì xe dồn về nút nên rải đều dọc đường không nói lên điều gì.",
    "A junction: chance is not told, because traffic gathers there and strewing evenly along a road says nothing.",
)
SURROUNDINGS = Text("Thuộc khu vực của điểm ({n} vụ)", "In the surroundings of the place ({n} accidents)")
SURROUNDINGS_NOTE = Text(
    "Cùng các vụ gần đó thì đủ ngưỡng, nhưng không nằm trong đoạn được liệt kê; không tính vào số vụ của điểm.",
    "They qualify together with their neighbours but lie outside the listed stretch; not counted in the place.",
)

DIFF_BEFORE = Text("Lần trước", "Earlier")
DIFF_AFTER = Text("Lần sau", "Later")
DIFF_ONE = Text(
    "Mới có một lần rà soát; sau lần rà soát tiếp theo, chỗ này cho biết điểm nào mới, mất, đổi và vì sao.",
    "There is one screening so far; after the next, this tells what is new, gone and changed, and why.",
)
DIFF_SAME = Text("Hãy chọn hai lần khác nhau.", "Choose two different screenings.")
DIFF_RUN = Text("{at} · {first} – {last} · {rules} · L {length} m", "{at} · {first} – {last} · {rules} · L {length} m")
DIFF_WHAT = Text("Thay đổi", "Change")
DIFF_UNCHANGED = Text("{n} vị trí giữ nguyên", "{n} unchanged places")
