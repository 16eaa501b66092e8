import datetime as dt

import pytest

from atgt.domain.errors import ParameterError
from atgt.domain.schema import INTAKE_COLUMNS
from atgt.domain.sheet import CellRange, Sheet
from atgt.ingestion import headers, heading_match
from atgt.ingestion.encodings import encode_tcvn3
from atgt.ingestion.headers import find_table
from atgt.ingestion.profile import ImportProfile

VARIANTS = {
    "serial_no": "STT | Số TT | Số thứ tự | No",
    "case_number": "Mã vụ | Mã vụ việc | Số hồ sơ | Số thụ lý | Số vụ việc | ID",
    "date": "Ngày | Ngày xảy ra | Ngày tháng | Ngày, tháng, năm | Ngày TNGT | NGÀY XẢY RA",
    "time": "Giờ | Giờ xảy ra",
    "date_time": "Ngày giờ | Ngày giờ xảy ra",
    "road_name": "Tuyến | Tuyến đường | Tên đường | Đường | Quốc lộ | QL",
    "road_class": "Loại đường | Cấp đường | Hệ thống đường | Mạng lưới đường",
    "km_post": "Lý trình | Lí trình | Km | Km lý trình | Vị trí Km | Cột Km | LÝ TRÌNH (Km)",
    "km_post_to": "Đến Km | Lý trình cuối | Km cuối",
    "place": "Địa điểm | Nơi xảy ra | Nơi xảy ra TNGT | Vị trí | Mô tả vị trí | Số nhà",
    "area": "Địa bàn | Địa phận | Phường/xã | Xã phường | Xã, phường | Tổ dân phố | Thôn | Khu phố | TDP | KDC",
    "latitude": "Vĩ độ | Lat | Latitude | Y(WGS84) | Vĩ độ (độ)",
    "longitude": "Kinh độ | Long | Lng | Lon | X(WGS84)",
    "coordinates": "Tọa độ | Toạ độ | GPS | Vị trí bản đồ | Link Google Maps",
    "entered_class": "Loại vụ | Phân loại | Mức độ | Mức độ nghiêm trọng | Tính chất | Loại TNGT",
    "killed": "Chết | Số chết | Số người chết | Người chết | Tử vong | Chết (người)",
    "injured": "Bị thương | Thương | Số bị thương | Số người bị thương | Người bị thương",
    "seriously_injured": "Bị thương nặng",
    "slightly_injured": "Bị thương nhẹ",
    "injury_rate_pct": "Tỷ lệ thương tích | Tỷ lệ TTCT | % tổn thương | Tỉ lệ tổn thương cơ thể",
    "damage_vnd": "Thiệt hại tài sản | Thiệt hại TS | Ước thiệt hại | Thiệt hại (đồng) | Thiệt hại (nghìn đồng) | Thiệt hại (triệu đồng)",
    "vehicles": "Phương tiện | PT | Phương tiện liên quan | Loại xe | Xe gây tai nạn | PT1 | PT2",
    "plates": "Biển số | Biển kiểm soát | BKS | BS | Biển số xe",
    "collision_type": "Hình thức | Hình thức va chạm | Kiểu va chạm | Dạng tai nạn",
    "cause": "Nguyên nhân | NN | Nguyên nhân ban đầu | Nguyên nhân chính",
    "fault": "Lỗi | Lỗi vi phạm | Hành vi vi phạm | Bên có lỗi",
    "alcohol": "Nồng độ cồn | NĐC | Cồn | mg/l khí thở | mg/100ml máu",
    "drugs": "Ma túy | Ma tuý",
    "helmet": "Mũ bảo hiểm | MBH",
    "licence": "GPLX | Giấy phép lái xe | Hạng GPLX",
    "weather": "Thời tiết",
    "surface": "Mặt đường | Tình trạng mặt đường",
    "lighting": "Ánh sáng | Chiếu sáng | Ngày/đêm",
    "road_feature": "Đặc điểm | Hình học | Nút giao | Ngã ba/ngã tư | Đường cong | Dốc",
    "person_name": "Họ tên | Họ và tên | Nạn nhân | Người điều khiển",
    "birth_year": "Năm sinh | Tuổi",
    "sex": "Giới tính | Nam/Nữ",
    "occupation": "Nghề nghiệp",
    "address": "Trú tại | Nơi cư trú | HKTT",
    "phone": "SĐT | Điện thoại",
    "id_number": "CCCD | CMND | Số định danh",
    "handling_unit": "Đơn vị thụ lý | Đơn vị giải quyết",
    "outcome": "Kết quả | Kết quả xử lý | Tình trạng",
    "notes": "Ghi chú",
}
PAIRS = [(key, variant.strip()) for key, variants in VARIANTS.items() for variant in variants.split("|")]


def layout_of(rows, synonyms, *, profile=None, merged=(), name="Sheet1", fonts=None):
    sheet = Sheet(name, tuple(map(tuple, rows)), merged=tuple(merged), fonts=fonts or {})
    return find_table(sheet, synonyms, profile)


def keys(layout):
    return [column.key for column in layout.columns]


def test_every_column_of_the_contract_has_headings_here():
    assert set(VARIANTS) | {"northing", "easting"} == set(INTAKE_COLUMNS)


@pytest.mark.parametrize(("key", "heading"), PAIRS)
@pytest.mark.parametrize("spell", [str, str.upper, lambda text: f"  {text}\n"], ids=["as-is", "capitals", "spaced"])
def test_heading_variant_is_recognised(key, heading, spell, synonyms):
    match = heading_match.exact_match([spell(heading)], synonyms)

    assert match is not None
    assert match.key == key


@pytest.mark.parametrize("encode", [encode_tcvn3, lambda text: "".join(c for c in text)])
def test_header_below_title_rows_is_found(encode, synonyms):
    rows = [
        [encode("CÔNG AN PHƯỜNG ĐỨC PHỔ"), None, None, None, None],
        [encode("Danh sách các vụ tai nạn giao thông năm 2026")],
        [],
        [encode(h) for h in ("STT", "Ngày xảy ra", "Tuyến đường", "Lý trình", "Số người chết", "Bị thương")],
        [1, "27/2/2026", "QL1A", "Km1092+200", 1, 0],
    ]

    layout = layout_of(rows, synonyms)

    assert keys(layout) == ["serial_no", "date", "road_name", "km_post", "killed", "injured"]
    assert (layout.header_rows, layout.first_data_row) == ((4,), 5)
    assert (layout.period.first, layout.period.last) == (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


TWO_ROWS = [
    ["STT", "Ngày", "Địa điểm", "Hậu quả", None, None, "Thời gian", "Ghi chú"],
    [None, None, None, "Chết", "Bị thương", "Thiệt hại (triệu đồng)", "Giờ", None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
    [1, "1/2/2026", "Chợ Cung", 1, 2, 15, "7h", "x"],
]
MERGED = [CellRange(1, 3, 1, 5)] + [CellRange(1, j, 2, j) for j in (0, 1, 2, 7)]


@pytest.mark.parametrize("merged", [(), MERGED], ids=["csv", "merged"])
def test_two_row_header_is_joined_and_column_numbers_are_passed(merged, synonyms):
    layout = layout_of(TWO_ROWS, synonyms, merged=merged)

    assert keys(layout) == ["serial_no", "date", "place", "killed", "injured", "damage_vnd", "time", "notes"]
    assert (layout.header_rows, layout.first_data_row) == ((1, 2), 4)
    assert layout.columns[3].heading == "Hậu quả – Chết"
    assert layout.columns[5].unit_vnd == 1_000_000


def test_three_row_header_is_joined(synonyms):
    rows = [
        ["TT", "Thời gian", None, "Vị trí xảy ra tai nạn", None, "Thiệt hại", None, None],
        [None, "Ngày", "Giờ", "Tuyến", "Lý trình", "Về người", None, "Tài sản (đồng)"],
        [None, None, None, None, None, "Chết", "Bị thương", None],
        [1, "1/2/2026", "7h", "QL1", "Km1+200", 1, 0, 5_000_000],
        [2, "2/2/2026", "8h", "QL1", "Km1+300", 0, 1, 5_000_000],
    ]

    layout = layout_of(rows, synonyms)

    assert keys(layout) == ["serial_no", "date", "time", "road_name", "km_post", "killed", "injured", "damage_vnd"]


@pytest.mark.parametrize(
    ("parent", "children", "expected"),
    [
        ("Bị thương", ["Nặng", "Nhẹ"], ["seriously_injured", "slightly_injured"]),
        ("Lý trình", ["Từ", "Đến"], ["km_post", "km_post_to"]),
        ("Thời gian", ["Ngày", "Giờ"], ["date", "time"]),
        ("Số người", ["Chết", "Bị thương"], ["killed", "injured"]),
        ("Tọa độ", ["Vĩ độ", "Kinh độ"], ["latitude", "longitude"]),
        ("Nạn nhân", ["Họ tên", "Năm sinh"], ["person_name", "birth_year"]),
    ],
)
def test_second_level_is_understood_with_its_parent(parent, children, expected, synonyms):
    rows = [["Địa điểm", parent, None, "Ghi chú"], [None, *children, None], ["Chợ Cung", None, None, None]]

    assert keys(layout_of(rows, synonyms))[1:3] == expected


@pytest.mark.parametrize(
    ("heading", "values", "key"),
    [
        ("ĐT", ["0905123456", "0914 222 333"], "phone"),
        ("ĐT", ["627B", "ĐT.624"], "road_name"),
        ("GT", ["Nam", "Nữ"], "sex"),
        ("TT", [1, 2, 3], "serial_no"),
        ("TT", ["Đức Phổ", "La Hà"], "area"),
        ("BT", [0, 2, "-"], "injured"),
        ("BT", ["bê tông nhựa", "bê tông xi măng"], "surface"),
        ("C", [1, 0, "không"], "killed"),
        ("TG", ["17h30", "0h10"], "time"),
        ("TG", ["17h30 ngày 1/2/2026"], "date_time"),
        ("Thời gian", ["17h30", "0h10"], "time"),
        ("Thời gian", ["20h ngày 27/2", "22 giờ 30 ngày 8.1"], "date_time"),
        ("NS", [1987, 2001], "birth_year"),
        ("LT", ["Km1092+200"], "km_post"),
        ("X", [1637120.03], "northing"),
        ("X", [603048.61], "easting"),
        ("X", [108.95913], "longitude"),
        ("X (m)", ["1637120,03"], "northing"),
        ("Y", ["14,80081"], "latitude"),
        ("Y (m)", [603048.61], "easting"),
        ("Thiệt hại", ["15.000.000", "2 triệu"], "damage_vnd"),
        ("Hậu quả", ["1 chết, 2 bị thương", "1 người bị thương"], "casualties"),
    ],
)
def test_values_settle_an_ambiguous_heading(heading, values, key, synonyms):
    rows = [["Ngày", "Địa điểm", heading], *[["1/2/2026", "Chợ Cung", value] for value in values]]

    column = layout_of(rows, synonyms).columns[2]

    assert (column.key, column.how) == (key, "values")


@pytest.mark.parametrize(
    ("heading", "values", "options"),
    [
        ("ĐT", ["xem sau", "12"], ("phone", "road_name", "ignored")),
        ("X", ["a", "b"], ("northing", "easting", "longitude", "latitude", "ignored")),
        ("C", ["cao", "thấp"], ("killed", "ignored")),
    ],
)
def test_what_values_do_not_settle_is_asked(heading, values, options, synonyms):
    rows = [["Ngày", "Địa điểm", heading], *[["1/2/2026", "Chợ Cung", value] for value in values]]

    layout = layout_of(rows, synonyms)

    assert layout.columns[2].key is None
    (question,) = layout.questions
    assert question.options == options
    assert question.samples == tuple(values)
    assert heading in question.text.vi


def test_profile_answers_the_question(synonyms):
    rows = [["Ngày", "Địa điểm", "ĐT"], ["1/2/2026", "Chợ Cung", "xem sau"]]

    layout = layout_of(rows, synonyms, profile=ImportProfile("A", columns={"ĐT": "road_name"}))

    assert (layout.columns[2].key, layout.columns[2].how, layout.questions) == ("road_name", "profile", ())


def test_two_columns_for_one_count_are_asked_not_guessed(synonyms):
    rows = [["Ngày", "Địa điểm", "Số người chết", "Tử vong"], ["1/2/2026", "Chợ Cung", 1, 2]]

    layout = layout_of(rows, synonyms)

    assert keys(layout)[2:] == [None, None]
    assert [q.options for q in layout.questions] == [("killed", "ignored")] * 2


def test_misspelt_heading_is_recognised_with_lower_confidence(synonyms):
    column = layout_of([["Ngày", "Địa điểm", "Nguyên nhâm tai nạn"], ["1/2/2026", "a", "b"]], synonyms).columns[2]

    assert (column.key, column.how) == ("cause", "similar")
    assert 0.8 <= column.confidence < 1


def test_longer_heading_that_holds_a_known_one_is_recognised(synonyms):
    column = layout_of([["Ngày", "Địa điểm", "Số người bị thương trong vụ"], ["1/2/2026", "a", 1]], synonyms).columns[2]

    assert (column.key, column.how) == ("injured", "similar")


def test_unknown_heading_is_kept_unmatched(synonyms):
    column = layout_of([["Ngày", "Địa điểm", "Màu áo"], ["1/2/2026", "a", "đỏ"]], synonyms).columns[2]

    assert (column.key, column.confidence, column.how) == (None, 0.0, "none")


def test_equal_headings_are_told_apart_and_column_without_heading_has_a_name(synonyms):
    rows = [["Ngày", "Địa điểm", "Ghi chú", "Ghi chú", None], ["1/2/2026", "a", "b", "c", "d"]]

    assert [c.heading for c in layout_of(rows, synonyms).columns][2:] == ["Ghi chú", "Ghi chú (2)", "(cột E)"]


def test_unit_of_amounts_is_taken_from_the_title(synonyms):
    rows = [["Đơn vị tính: triệu đồng"], ["Ngày", "Địa điểm", "Thiệt hại tài sản"], ["1/2/2026", "a", 15]]

    assert layout_of(rows, synonyms).columns[2].unit_vnd == 1_000_000


def test_heading_with_a_money_unit_is_no_question(synonyms):
    rows = [["Ngày", "Địa điểm", "Thiệt hại (triệu đồng)"], ["1/2/2026", "a", "hư nặng"]]

    assert keys(layout_of(rows, synonyms))[2] == "damage_vnd"


def test_one_word_of_a_sum_does_not_spoil_the_evidence(synonyms):
    rows = [["Thời gian", "Địa điểm", "Chết"], ["17h30", "a", 1], ["8h", "b", 0], ["Tổng cộng", None, 1]]

    assert keys(layout_of(rows, synonyms))[0] == "time"


def test_complete_profile_asks_nothing(synonyms):
    rows = [["Ngày", "Địa điểm", "ĐT", "Màu áo"], ["1/2/2026", "Chợ Cung", "xem sau", "đỏ"]]
    profile = ImportProfile("A", columns={"Ngày": "date", "Địa điểm": "place"}, use_synonyms=False)

    layout = layout_of(rows, synonyms, profile=profile)

    assert (keys(layout), layout.questions) == (["date", "place", None, None], ())


def test_english_headings_are_recognised(synonyms):
    headings = ["Date", "Time", "Road name", "Killed", "Injured", "Severity", "Latitude", "Longitude", "Weather"]

    assert keys(layout_of([headings, ["2026-01-02"] + [""] * 8], synonyms)) == [
        "date", "time", "road_name", "killed", "injured", "entered_class", "latitude", "longitude", "weather"
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [[], [[None]], [["Hướng dẫn"], ["Nhập vào trang sau"]], [["a", "b"], [1, 2]]])
def test_sheet_without_a_table_has_no_layout(rows, synonyms):
    assert layout_of(rows, synonyms) is None


def test_header_in_a_capital_legacy_font_is_read(synonyms):
    rows = [[encode_tcvn3(h) for h in ("ngày", "địa điểm", "số người chết", "bị thương")], ["1/2/2026", "a", 1, 0]]

    layout = layout_of(rows, synonyms, fonts={(1, j): ".VnTimeH" for j in range(4)})

    assert keys(layout) == ["date", "place", "killed", "injured"]
    assert layout.columns[1].heading == "ĐỊA ĐIỂM"


def test_synonyms_that_contradict_each_other_are_refused():
    with pytest.raises(ParameterError, match="đứng ở cả “killed” và “injured”"):
        headers.parse_synonyms({"columns": {"killed": ["C"], "injured": ["c"]}})


def test_column_letters():
    assert [headers.column_letter(i) for i in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


OFFICE = [
    ["DANH SÁCH CÁC VỤ TNGT NĂM 2026"],
    ["(Đơn vị tính thiệt hại: triệu đồng)"],
    ["TT", "Thời gian xảy ra", "Địa điểm", "", "Hậu quả", "", ""],
    ["", "", "Tuyến", "Lý trình", "Chết", "Bị thương", "Thiệt hại"],
    ["I", "Tháng 2"],
    [1, "20h ngày 27/2", "QL1A", "Km1092+400", 1, 0, 15],
    [2, "0h10 ngày 12/3", "QL1A", "Km1093+400", 0, 1, 5],
    ["", "Cộng tháng 2", "", "", 1, 1, 20],
    ["II", "Tháng 3"],
    [3, "15g30 ngày 8.4", "QL1A", "Km1094+400", 0, 1, 2],
    ["", "Người lập biểu", "", "", "", "TRƯỞNG CÔNG AN PHƯỜNG"],
]


@pytest.mark.parametrize(
    "merged",
    [(), (CellRange(2, 0, 2, 6), CellRange(3, 2, 3, 3), CellRange(3, 4, 3, 6), CellRange(3, 0, 4, 0))],
    ids=["plain", "merged"],
)
def test_the_line_of_the_unit_right_above_the_header_is_no_part_of_it(synonyms, merged):
    layout = layout_of(OFFICE, synonyms, merged=merged)

    assert layout.header_rows == (3, 4)
    assert layout.columns[0].heading == "TT"
    assert layout.columns[6].unit_vnd == 1_000_000


def test_titles_and_sums_inside_the_table_do_not_hide_what_a_column_holds(synonyms):
    layout = layout_of(OFFICE, synonyms)

    assert keys(layout) == ["serial_no", "date_time", "road_name", "km_post", "killed", "injured", "damage_vnd"]
    assert layout.questions == ()


def test_a_column_of_dates_with_many_faults_is_still_one_of_dates(synonyms):
    written = ["27/2/2026", "31/2/2026", "không rõ", "8.1.2026", "?", "2026-02-01", "12/3/2026"]
    rows = [["Thời gian", "Tuyến", "Chết"], *([text, "QL1", 1] for text in written)]

    layout = layout_of(rows, synonyms)

    assert keys(layout)[0] == "date_time"
    assert layout.columns[0].confidence < 0.9
    assert layout.questions == ()


def test_a_column_that_may_be_either_is_asked_about(synonyms):
    rows = [["Thời gian", "Tuyến", "Chết"], *([text, "QL1", 1] for text in ("27/2/2026", "17h30", "8h", "1/2/2026"))]

    layout = layout_of(rows, synonyms)

    assert keys(layout)[0] is None
    assert len(layout.questions) == 1
