"""The sentences that say why an accident stands where it stands, or why it does not, each under a stable key."""

from __future__ import annotations

from atgt.domain.text import Text

TEXTS: dict[str, Text] = {
    # placed by words
    "km_post": Text("Đặt theo lý trình {km} trên {road}.", "Placed by the km post {km} on {road}."),
    "km_and_coordinates_agree": Text(
        "Đặt theo lý trình {km} trên {road}; tọa độ cách đó {away:.0f} m, phù hợp.",
        "Placed by the km post {km} on {road}; the coordinates agree, {away:.0f} m away.",
    ),
    "km_but_coordinates_elsewhere": Text(
        "Đặt theo lý trình {km} trên {road}; tọa độ cách đó {away:.0f} m và không nằm trên đường nào: cần kiểm tra.",
        "Placed by the km post {km} on {road}; the coordinates are {away:.0f} m away and on no road: please check.",
    ),
    "coordinates_choose_km": Text(
        "Lý trình {km} có ở nhiều nơi; tọa độ cho thấy là trên {road}.",
        "The km post {km} is in several places; the coordinates show it is on {road}.",
    ),
    "house_number": Text(
        "Đặt theo {house}, trên {road}.",
        "Placed by the house number ({house}) on {road}.",
    ),
    "landmark": Text(
        "Đặt tại {landmark}, trên {road}.",
        "Placed at {landmark}, on {road}.",
    ),
    # placed by coordinates
    "coordinates_on_named_road": Text(
        "Đặt theo tọa độ, cách {road} {away:.0f} m; đúng tên đường đã ghi.",
        "Placed by coordinates, {away:.0f} m from {road}, the road named.",
    ),
    "coordinates_nearest_road": Text(
        "Đặt theo tọa độ vào đường gần nhất: {road}, cách {away:.0f} m; hồ sơ không ghi tên đường.",
        "Placed by coordinates on the nearest road: {road}, {away:.0f} m away; no road is named.",
    ),
    "coordinates_name_unknown": Text(
        "Đặt theo tọa độ vào {road}, cách {away:.0f} m; tên đường “{name}” không có trong mạng lưới đường.",
        "Placed by coordinates on {road}, {away:.0f} m away; the name “{name}” is not in the road network.",
    ),
    "coordinates_at_junction": Text(
        "Đặt theo tọa độ tại {junction}, cách {road} {away:.0f} m.",
        "Placed by coordinates at {junction}, {away:.0f} m from {road}.",
    ),
    "coordinates_and_km_agree": Text(
        "Đặt theo tọa độ trên {road}, cách {away:.0f} m; lý trình ghi không kèm tên đường nhưng khớp tại đây.",
        "Placed by coordinates on {road}, {away:.0f} m away; the km post, written without a road, fits here.",
    ),
    "coordinates_refine_km": Text(
        "Đặt theo tọa độ trên {road}, cách {away:.0f} m; lý trình ghi không kèm số mét và phù hợp.",
        "Placed by coordinates on {road}, {away:.0f} m away; the km post, written without metres, agrees.",
    ),
    # several
    "several_roads_near": Text(
        "Gần bằng nhau với {roads}; hồ sơ không cho biết là đường nào. Hãy chọn.",
        "About equally near to {roads}; the record does not say which. Choose one.",
    ),
    "name_disagrees": Text(
        "Hồ sơ ghi “{name}” nhưng tọa độ ở gần {roads} (cách {away:.0f} m). Hãy kiểm tra và chọn.",
        "The record says “{name}” but the coordinates are near {roads} ({away:.0f} m away). Check and choose.",
    ),
    "km_and_coordinates_disagree": Text(
        "Lý trình {km} trên {road} và tọa độ cách nhau {away:.0f} m (giới hạn {limit:.0f} m). Hãy chọn.",
        "The km post {km} on {road} and the coordinates are {away:.0f} m apart (limit {limit:.0f} m). Choose one.",
    ),
    "house_and_coordinates_disagree": Text(
        "Vị trí {house} và tọa độ cách nhau {away:.0f} m (giới hạn {limit:.0f} m). Hãy chọn.",
        "The house number ({house}) and the coordinates are {away:.0f} m apart (limit {limit:.0f} m). Choose one.",
    ),
    "km_on_several_roads": Text(
        "{km} có trên {roads}; hồ sơ không ghi rõ tuyến nào. Hãy chọn.",
        "{km} exists on {roads}; the record does not say which. Choose one.",
    ),
    "km_on_joined_road": Text(
        "{km} trên {road}: có trên cả hai chiều đường; hai chiều được tính là một đường theo lựa chọn của đơn vị.",
        "{km} on {road}: it is on both carriageways, which count as one road by the office's choice.",
    ),
    "km_repeats": Text(
        "{km} có ở {count} nơi trên {road} vì cột Km lặp lại. Hãy chọn.",
        "{km} is in {count} places on {road} because the km posts repeat. Choose one.",
    ),
    # no place
    "nothing_to_locate": Text(
        "Hồ sơ không ghi lý trình, địa điểm hay tọa độ. Hãy bổ sung.",
        "The record gives no km post, place or coordinates. Please add one.",
    ),
    "only_road_named": Text(
        "Hồ sơ chỉ ghi tên đường “{name}”, chưa đủ để xác định vị trí. Hãy bổ sung lý trình hoặc tọa độ.",
        "Only the road “{name}” is named, which is not enough. Add a km post or coordinates.",
    ),
    "only_words": Text(
        "Địa điểm chỉ ghi bằng lời, chưa đủ để xác định vị trí. Hãy bổ sung lý trình hoặc tọa độ.",
        "The place is only described in words, which is not enough. Add a km post or coordinates.",
    ),
    "road_not_named": Text(
        "Có lý trình {km} nhưng không ghi tên đường. Hãy bổ sung tên đường.",
        "There is a km post {km} but no road. Add the road's name.",
    ),
    "road_not_in_network": Text(
        "Đường “{road}” không có trong mạng lưới đường. Hãy bổ sung đường hoặc tọa độ.",
        "The road “{road}” is not in the road network. Add the road, or coordinates.",
    ),
    "route_without_posts": Text(
        "{road} chưa có cột Km mốc nên không đặt theo lý trình được. Hãy nhập ít nhất một cột Km, tốt nhất từ hai.",
        "{road} has no km posts yet, so a km post cannot be placed. Enter at least one, better two.",
    ),
    "km_outside_posts": Text(
        "{km} nằm ngoài đoạn có cột Km của {road} ({low} – {high}) quá {limit:.0f} m. Hãy kiểm tra lý trình, hoặc "
        "nhập thêm cột Km của đoạn này.",
        "{km} lies outside the posted part of {road} ({low} – {high}) by more than {limit:.0f} m. Check it, or enter "
        "more km posts.",
    ),
    "km_in_jump": Text(
        "{km} không có trên {road}: cột Km nhảy số hoặc đường bị đứt quãng tại đó. Hãy kiểm tra lý trình, cột Km.",
        "{km} does not exist on {road}: the km posts jump there, or the road is interrupted. Check km and posts.",
    ),
    "range_too_long": Text(
        "Đoạn {start} – {end} dài hơn {limit:.0f} m, không xác định được một vị trí. Hãy ghi cụ thể hơn.",
        "The stretch {start} – {end} is longer than {limit:.0f} m: no single place. Be more precise.",
    ),
    "too_far_from_road": Text(
        "Tọa độ cách đường gần nhất ({road}) {away:.0f} m, quá giới hạn {limit:.0f} m nên không gắn vào đường. Hãy "
        "kiểm tra tọa độ, hoặc bổ sung đường còn thiếu.",
        "The coordinates are {away:.0f} m from the nearest road ({road}), over the {limit:.0f} m limit: not snapped. "
        "Check them, or add the road that is missing.",
    ),
    "no_road_in_network": Text(
        "Mạng lưới chưa có đường nào. Hãy nhập lớp đường trước.",
        "The network has no roads yet. Load a road layer first.",
    ),
    "railway_km_near_road": Text(
        "Lý trình ghi theo đường sắt nhưng tọa độ gần {road} ({away:.0f} m). Hãy xác nhận là tai nạn đường bộ hay "
        "đường sắt.",
        "The chainage is the railway's but the coordinates lie near {road} ({away:.0f} m). Say whether it was on the "
        "road or the railway.",
    ),
    "only_railway_near": Text(
        "Tọa độ chỉ gần đường sắt (cách {away:.0f} m), không gần đường bộ nào trong {limit:.0f} m. Hãy kiểm tra tọa "
        "độ, hoặc xem đây có phải tai nạn đường sắt.",
        "The coordinates are near a railway only ({away:.0f} m), no road within {limit:.0f} m. Check them, or "
        "whether it was a railway accident.",
    ),
    "coordinates_outside_area": Text(
        "Tọa độ nằm ngoài địa bàn. Hãy kiểm tra số liệu, thứ tự X/Y và hệ tọa độ.",
        "The coordinates lie outside the area. Check the numbers, the order of X/Y and the coordinate system.",
    ),
    "coordinates_incomplete": Text(
        "Tọa độ chỉ có một trong hai số. Hãy bổ sung.",
        "Only one of the two coordinates is given. Add the other.",
    ),
    "coordinates_other_zone": Text(
        "Tọa độ VN-2000 không khớp múi chiếu đang dùng; khớp múi có kinh tuyến trục {meridian} (EPSG:{zone}). Hãy "
        "hỏi nơi gửi; nếu đúng, chọn hệ tọa độ này khi nhập bảng.",
        "The VN-2000 coordinates do not fit the zone in use; they fit the one with central meridian {meridian} "
        "(EPSG:{zone}). Ask the sender; if so, choose it when the table is imported.",
    ),
    # remarks added to a sentence
    "axes_swapped": Text("Hai trục tọa độ bị đảo, đã đổi lại.", "The two axes were swapped and were put right."),
    "other_datum": Text(
        "Nếu đây là kinh, vĩ độ VN-2000 thì vị trí cách {road} {away:.0f} m. Hãy hỏi lại nơi gửi.",
        "If these are VN-2000 degrees, the place is {away:.0f} m from {road}. Ask the sender.",
    ),
    "railway_beside": Text("Đường sắt ở cách {away:.0f} m.", "A railway is {away:.0f} m away."),
    "km_not_used": Text("Không dùng được lý trình: {why}", "The km post was not used: {why}"),
    "coordinates_not_used": Text("Không dùng được tọa độ: {why}", "The coordinates were not used: {why}"),
}


def text(rule: str, **values: object) -> Text:
    """The sentence of a rule with its values filled in."""
    return TEXTS[rule].fill(**values)


def join(*parts: Text | None) -> Text:
    """Sentences one after the other; those that are None are left out."""
    said = [part for part in parts if part is not None]
    return Text(" ".join(part.vi for part in said), " ".join(part.en for part in said))


def remark(rule: str, why: Text) -> Text:
    """A remark that quotes another sentence, each language quoting its own."""
    return Text(TEXTS[rule].vi.format(why=why.vi), TEXTS[rule].en.format(why=why.en))
