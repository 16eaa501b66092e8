"""Words of the invented rows: vehicles, collision forms, causes, places; and the old TCVN3 (ABC) letters."""

from __future__ import annotations

import math
import random
from typing import TypeVar

T = TypeVar("T")

MOTORBIKE, CAR, TRUCK, BUS = "mô tô", "ô tô con", "ô tô tải", "ô tô khách"
VEHICLES: list[tuple[tuple[str, ...], float]] = [
    ((MOTORBIKE, MOTORBIKE), 30), ((MOTORBIKE, TRUCK), 16), ((MOTORBIKE, CAR), 18), ((MOTORBIKE,), 10),
    ((MOTORBIKE, "người đi bộ"), 7), ((MOTORBIKE, "xe đạp"), 5), ((MOTORBIKE, "xe máy điện"), 5),
    ((CAR, CAR), 4), ((CAR, TRUCK), 3), ((MOTORBIKE, BUS), 3), ((MOTORBIKE, "đầu kéo sơ mi rơ moóc"), 5),
    ((TRUCK, TRUCK), 1), ((MOTORBIKE, "máy kéo"), 1),
]  # fmt: skip
JOINERS = (" - ", " / ", " và ", ", ")

COLLISIONS = {
    1: ("tự ngã", "tông vật cố định", "lật xe", "tông dải phân cách"),
    2: ("đối đầu", "tông đuôi", "bên hông", "va quệt cùng chiều", "đối đầu (trực diện)", "từ phía sau",
        "tông xe đang dừng đỗ"),
}  # fmt: skip
ON_FOOT = "tông người đi bộ"

CAUSES: list[tuple[str, float]] = [
    ("Thiếu chú ý quan sát", 26), ("Đi không đúng phần đường, làn đường", 17), ("Không nhường đường", 11),
    ("Chuyển hướng không đúng quy định", 11), ("Vi phạm tốc độ", 9), ("Vượt không đúng quy định", 7),
    ("Không giữ khoảng cách an toàn", 6), ("Vi phạm nồng độ cồn", 7), ("Đi ngược chiều", 2),
    ("Dừng, đỗ xe không đúng quy định", 2), ("Đang điều tra", 2),
]  # fmt: skip
WEATHER = ("nắng", "nắng", "nhiều mây", "khô ráo", "mưa nhỏ", "mưa", "")
# Invented residents' groups and about where they lie, in local km.
AREAS: dict[str, tuple[float, float]] = {
    "TDP An Trường": (-1.2, -1.2), "TDP Hòa Thạnh": (-0.2, -3.2), "TDP Tân Tự": (3.7, -0.8),
    "TDP Vĩnh Phước": (1.1, 4.2),
    "TDP Đồng Thạnh": (1.2, -1.6), "TDP Nho Lâm": (1.0, -3.8), "TDP Hải Tân": (5.0, -2.2), "TDP Minh Hải": (2.9, 1.8),
    "TDP Thanh Bình": (0.9, 0.2), "TDP Hiển Tây": (-1.0, 4.6), "TDP Trung Tâm": (-0.9, 1.5), "TDP Nam Phố": (-0.9, 0.0),
    "TDP Gò Chày": (-3.6, 0.8), "TDP An Thường": (3.2, -3.6), "TDP Phổ Vinh": (2.2, -0.6), "TDP Hải Bình": (3.5, 2.6),
}  # fmt: skip
SURROUNDINGS = (
    "gần trường tiểu học", "trước nhà dân", "đoạn cong", "gần cây xăng", "gần cống thoát nước", "gần trạm y tế",
    "đoạn thẳng qua đồng", "trước quán nước", "gần nhà văn hóa", "gần kho lúa", "đoạn khuất tầm nhìn", "gần trạm điện",
    "trước cửa hàng vật liệu", "gần trường mầm non", "đoạn mặt hẹp",
)  # fmt: skip

HOUR_WEIGHTS = (2, 2, 1, 1, 2, 5, 9, 9, 7, 6, 6, 7, 6, 5, 6, 7, 9, 14, 16, 15, 13, 10, 6, 3)


def weighted(rng: random.Random, table: list[tuple[T, float]]) -> T:
    """One value of a table of values and weights."""
    return rng.choices([value for value, _ in table], [weight for _, weight in table])[0]


def collision_of(rng: random.Random, vehicles: tuple[str, ...]) -> str:
    """A collision form that fits the vehicles."""
    if "người đi bộ" in vehicles:
        return ON_FOOT
    return rng.choice(COLLISIONS[min(len(vehicles), 2)])


# TCVN 5712:1993 (TCVN3, "ABC"): the letters with marks, in the order of the codes beside them.
_LETTERS = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
_CODES = bytes.fromhex(
    "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbaecccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9aceaebecedee"
    "eff1f2f3f4adf5f6f7f8f9fafbfcfdfea1a2a3a4a5a6a7"
)
_TCVN3 = dict(zip(_LETTERS, _CODES.decode("latin-1"), strict=True))


def to_tcvn3(text: str) -> str:
    """The text as a cell in a ``.Vn`` font holds it: TCVN3 codes shown as Latin-1 letters.

    Capitals with a tone mark have no code and are refused.
    """
    out = "".join(_TCVN3.get(letter, letter) for letter in text)
    for letter in text:
        if ord(letter) > 0x7E and letter not in _TCVN3:
            raise ValueError(f"no TCVN3 code for {letter!r} in {text!r}")
    return out


def area_at(x_m: float, y_m: float) -> str:
    """The residents' group nearest to a local point."""
    return min(AREAS, key=lambda name: math.dist((x_m / 1000, y_m / 1000), AREAS[name]))
