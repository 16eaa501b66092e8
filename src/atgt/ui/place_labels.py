"""The words of the form that asks for a place."""

from __future__ import annotations

from atgt.domain.text import Text

METHOD = Text("Ghi vị trí bằng", "Give the place by")
METHODS = {
    "km": Text("Lý trình", "Km post"),
    "map": Text("Bản đồ", "Map"),
    "device": Text("Vị trí máy", "This device"),
    "photo": Text("Ảnh", "Photo"),
    "coordinates": Text("Tọa độ", "Coordinates"),
}
HINTS = {
    "km": Text("Chọn tuyến và ghi lý trình, thí dụ Km1092+400.", "Choose the road and give the km post."),
    "map": Text("Bấm vào đúng chỗ xảy ra trên bản đồ.", "Click on the map where it happened."),
    "device": Text("Dùng khi đang đứng tại hiện trường.", "Use this when you stand at the scene."),
    "photo": Text(
        "Ảnh chụp tại hiện trường khi máy bật định vị. Ảnh qua Zalo, Messenger thường mất tọa độ.",
        "A photo taken at the scene with location on. Photos sent through chat apps usually lose it.",
    ),
    "coordinates": Text(
        "Nhận tọa độ thập phân, độ phút giây, VN-2000 (X, Y) hoặc liên kết Google Maps dạng dài.",
        "Decimal degrees, degrees-minutes-seconds, VN-2000 (X, Y) or a long Google Maps link.",
    ),
}
ROAD = Text("Tuyến đường", "Road")
ROAD_HINT = Text("Chọn hoặc gõ tên tuyến", "Choose or type a road")
KM = Text("Lý trình (Km)", "Km post")
COORDINATES = Text("Tọa độ hoặc liên kết bản đồ", "Coordinates or map link")
PHOTO = Text("Ảnh chụp tại hiện trường (JPEG, PNG)", "Photo taken at the scene (JPEG, PNG)")
PHOTO_FOUND = Text(
    "Tọa độ trong ảnh: {lat}, {lon}; chụp lúc {taken}.", "Position in the photo: {lat}, {lon}; taken {taken}."
)
PHOTO_WITHOUT_PLACE = Text(
    "Không lấy được vị trí: {why}. Ảnh vẫn được giữ; hãy ghi vị trí bằng cách khác.",
    "No position: {why}. The photo is kept; give the place another way.",
)
FIX = Text("Máy báo sai số khoảng {metres} m.", "The device says it may be off by {metres} m.")
POOR_FIX = Text(
    "Máy báo sai số tới {metres} m: dễ nhầm sang tuyến bên cạnh. Lấy lại vị trí ngoài trời, hoặc ghi lý trình.",
    "The device may be off by {metres} m: another road may be nearer. Try again outdoors, or give the km post.",
)
CHOOSE = Text("Chọn đúng vị trí", "Choose the right place")
SEE_ON_MAP = Text("Xem và chỉnh trên bản đồ", "See and adjust on the map")
CLICK_TO_ADJUST = Text("Bấm lên bản đồ nếu cần chỉnh vị trí.", "Click on the map to adjust the place.")
ADJUSTED = Text("Vị trí sau khi chỉnh", "Place after the adjustment")
OTHERS = Text("Cũng có thể là", "It could also be")
AWAY = Text("cách điểm đã ghi {metres} m", "{metres} m from the given point")
