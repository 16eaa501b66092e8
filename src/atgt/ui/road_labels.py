"""The words of the page of the road network."""

from __future__ import annotations

from atgt.domain.text import Text

PAGE = Text("Mạng đường", "Roads")
TITLE = Text("Mạng đường và cột Km", "Road network and km posts")
INTRO = Text(
    "Lớp đường là nền để định vị vụ tai nạn và rà soát. Xem kiểm tra trước, rồi mới nạp.",
    "Accidents are placed and screened on these roads. Look at the check first, then load.",
)
PRESENT_TAB = Text("Hiện có", "Present")
LAYER_TAB = Text("Nạp lớp đường", "Load a layer")
POSTS_TAB = Text("Cột Km", "Km posts")
NO_ROADS = Text(
    "Chưa có mạng đường. Mở thẻ **Nạp lớp đường** để nạp tệp của phường (GeoPackage, shapefile nén, GeoJSON, OSM).",
    "There are no roads yet. Open **Load a layer** (GeoPackage, zipped shapefile, GeoJSON, OSM).",
)
FILE = Text(
    "Lớp đường: GeoPackage, shapefile nén (.zip), GeoJSON, OpenStreetMap (.osm, .pbf)",
    "Road layer: GeoPackage, zipped shapefile, GeoJSON, OpenStreetMap (.osm, .pbf)",
)
POSTS_FILE = Text("Cột Km (không bắt buộc): CSV, Excel, GeoJSON", "Km posts (optional): CSV, Excel, GeoJSON")
BOUNDARY_FILE = Text("Ranh giới phường (không bắt buộc): GeoJSON", "Ward boundary (optional): GeoJSON")
NOTHING_YET = Text(
    "Chưa có gì được lưu cho đến khi bấm **Nạp**. Lớp mới thay toàn bộ lớp đường hiện có.",
    "Nothing is stored until you press **Load**. The new layer replaces the present one.",
)
CRS = Text("Hệ tọa độ của tệp", "Coordinate system of the file")
CRS_NEEDED = Text(
    "Tệp không ghi hệ tọa độ. Hỏi nơi cấp tệp rồi chọn ở đây; phần mềm không tự đoán.",
    "The file does not state its coordinate system. Ask where it came from and choose it here; it is never guessed.",
)
CRS_AS_STATED = Text("Theo tệp", "As the file says")
CRS_NAMES = {
    "EPSG:5898": "VN-2000, kinh tuyến trục 108°00' (Quảng Ngãi)",
    "EPSG:5899": "VN-2000, kinh tuyến trục 107°45'",
    "EPSG:9217": "VN-2000, kinh tuyến trục 108°15'",
    "EPSG:3405": "VN-2000 UTM 48N",
    "EPSG:3406": "VN-2000 UTM 49N",
    "EPSG:32648": "WGS84 UTM 48N",
    "EPSG:32649": "WGS84 UTM 49N",
    "EPSG:4756": "VN-2000 (độ)",
    "EPSG:4326": "WGS84 (độ)",
}
MAPPING = Text("Trường dữ liệu trong tệp", "Fields of the file")
MAPPING_MORE = Text(
    "Phần mềm đã đoán theo tên trường; sửa lại nếu chưa đúng.", "Guessed from the names; correct what is wrong."
)
LAYER = Text("Lớp trong tệp", "Layer of the file")
NO_FIELD = Text("(không có)", "(none)")
FIELDS = {
    "ref": Text("Số hiệu đường (QL1, ĐT627C)", "Road number"),
    "road_name": Text("Tên đường", "Road name"),
    "route_id": Text("Mã tuyến", "Route id"),
    "alignment": Text("Nhánh (tránh, tuyến cũ)", "Alignment"),
    "road_class": Text("Cấp, loại đường", "Class"),
    "manager": Text("Đơn vị quản lý", "Manager"),
    "aliases": Text("Tên khác", "Other names"),
    "bridge_level": Text("Cầu, tầng", "Bridge level"),
}
CHECKING = Text("Đang đọc và kiểm tra lớp đường…", "Reading and checking the roads…")
LOAD = Text("Nạp {n} đoạn đường", "Load {n} segments")
LOAD_POSTS = Text("Lưu {n} cột Km", "Store {n} km posts")
LOADED = Text(
    "Đã nạp {file}: {segments} đoạn, {routes} tuyến, {junctions} nút giao, {anchors} cột Km, {km} km.",
    "Loaded {file}: {segments} segments, {routes} routes, {junctions} junctions, {anchors} km posts, {km} km.",
)
KEEPS_POSTS = Text(
    "Tệp không có cột Km: {n} cột đang có được giữ lại.", "The file has no km posts: the {n} present ones are kept."
)
SEGMENTS = Text("Đoạn đường", "Segments")
LENGTH = Text("Chiều dài", "Length")
JUNCTIONS = Text("Nút giao", "Junctions")
PARTS = Text("Phần liên thông", "Connected parts")
POSTS = Text("Cột Km", "Km posts")
TOPOLOGY = Text("Kiểm tra hình học", "Topology")
CLEAN = Text("Không thấy chỗ nào hở, trùng, thiếu nút hay tách rời.", "No gaps, doubles, missing nodes or parts apart.")
FLAW = Text("Vấn đề", "Finding")
NUMBER = Text("Số", "No.")
WHAT = Text("Mô tả và cách sửa", "What it is and what to do")
AT = Text("Tọa độ", "At")
SHOWN_FIRST = Text("{n} chỗ đầu có số trên bản đồ.", "The first {n} are numbered on the map.")
CALIBRATION = Text("Cột Km theo tuyến", "Km posts by road")
ROAD = Text("Tuyến", "Road")
FROM_TO = Text("Từ – đến", "From – to")
MISFIT = Text("Lệch nhiều nhất", "Largest misfit")
EQUATIONS = Text("Chỗ nhảy, lặp lý trình", "Jumps and repeats")
NO_POSTS = Text(
    "Chưa có cột Km: vụ ghi theo lý trình chưa định vị được.", "There are no km posts: records by km cannot be placed."
)
RELOCATION = Text("Ảnh hưởng đến các vụ đã nhập", "What it does to the accidents")
RELOCATED = Text(
    "{total} vụ được định vị lại: {same} như cũ, {remeasured} đo lại cùng chỗ, {moved} đổi vị trí "
    "({gained} vừa có vị trí, {lost} mất vị trí); {kept} vụ do cán bộ đặt được giữ nguyên.",
    "{total} accidents are located anew: {same} as before, {remeasured} measured anew, {moved} moved "
    "({gained} gained a place, {lost} lost it); {kept} placed by officers stay.",
)
OFF_ROAD = Text(
    "{n} vụ do cán bộ đặt không còn đường nào gần: cần xem lại sau khi nạp ({ids}).",
    "{n} accidents placed by officers have no road near any more: look at them afterwards ({ids}).",
)
CASE = Text("Vụ", "Accident")
BEFORE = Text("Trước", "Before")
AFTER = Text("Sau", "After")
SHIFT = Text("Dịch (m)", "Shift (m)")
ISSUES = Text("Ghi nhận khi đọc tệp ({n})", "Notes on reading ({n})")
POSTS_INTRO = Text(
    "Nhập từ tệp thì cột Km của các tuyến có trong tệp được thay; các tuyến khác giữ nguyên.",
    "Posts from a file replace those of the roads it names; other roads keep theirs.",
)
POSTS_UPLOAD = Text(
    "Tệp cột Km: cột tuyến, lý trình, kinh độ, vĩ độ hoặc X, Y VN-2000 (CSV, Excel); hoặc lớp điểm (GeoJSON)",
    "Km posts: columns route, chainage, longitude, latitude or VN-2000 X, Y (CSV, Excel); or a point layer (GeoJSON)",
)
ONE_POST = Text("Thêm hoặc sửa một cột Km", "Add or correct one km post")
KM_SHOWN = Text("Số trên cột (thí dụ Km1092+000)", "What the post shows (Km1092+000)")
CLICK_POST = Text("Bấm vào chân cột Km trên bản đồ.", "Click on the map where the post stands.")
KM_UNREAD = Text("Ghi rõ số Km trên cột, thí dụ Km1092+000.", "Give what the post shows, for example Km1092+000.")
SEE = Text("Xem trước", "Preview")
MOVED_HERE = Text(
    "Nạp mạng đường, cột Km ở trang **Mạng đường**: có kiểm tra trước khi nạp và định vị lại các vụ.",
    "Load roads and km posts on the page **Roads**: with a check before, and all accidents located anew.",
)
OPEN_PAGE = Text("Mở trang Mạng đường", "Open the page of roads")
