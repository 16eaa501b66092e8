"""Photos from a phone: where and when they were taken, and a copy fit to keep.

The kept copy is turned upright, made no larger than a printed page needs, and carries only the position and the
moment: serial numbers, owner's names, thumbnails and maker's notes of the camera are left behind.
Source: CIPA DC-008 (Exif 3.0), 4.6.6 GPS attributes.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from atgt.domain.attachment import checked_name, media_type_of
from atgt.domain.errors import InputFileError
from atgt.domain.text import Text

MAX_PIXELS = 80_000_000
"""More pixels than a phone's sensor has: unfolding such a picture could take all memory."""

MAX_SIDE_PX = 2560
"""Longer side of the kept copy: 300 dots an inch on a printed A4 page's width."""

_QUALITY = 88
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png"}
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_GPS = ExifTags.IFD.GPSInfo
_G = ExifTags.GPS
_NO_POSITION = Text(
    "ảnh không mang tọa độ: máy chụp đang tắt định vị, hoặc ảnh đã gửi qua Zalo, Messenger (ứng dụng xóa tọa độ)",
    "the photo carries no position: the camera's location was off, or it came through a chat app, which removes it",
)
_BAD_POSITION = Text(
    "tọa độ ghi trong ảnh không dùng được (thiếu phần, hoặc ngoài phạm vi)",
    "the position written in the photo cannot be used (incomplete, or out of range)",
)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready to keep.

    Parameters
    ----------
    content, media_type
        The kept copy.
    lon, lat
        Where it was taken, EPSG:4326; None with ``position_note`` saying why.
    taken_at
        Local time of the camera, without zone; None when not recorded.
    """

    name: str
    content: bytes
    media_type: str
    width: int
    height: int
    lon: float | None
    lat: float | None
    position_note: Text | None
    taken_at: dt.datetime | None


def read_photo(content: bytes, *, name: str) -> Photo:
    """The photo, its position and moment, and the copy to keep.

    Raises
    ------
    InputFileError
        When the name holds a path, or the file is too large, no JPEG or PNG, damaged, or has too many pixels.
    """
    checked_name(name)
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc"}:
        raise InputFileError(
            Text(
                f"“{name}” là ảnh HEIC của iPhone. Vào Cài đặt > Camera > Định dạng, chọn “Tương thích nhất”, rồi chụp "
                "lại; hoặc gửi ảnh dạng JPEG.",
                f"“{name}” is an iPhone HEIC photo. Choose “Most Compatible” in Settings > Camera > Formats.",
            )
        )
    if content and not content.startswith(_SIGNATURES):
        raise InputFileError(
            Text(
                f"“{name}” không phải ảnh JPEG hay PNG. Hãy chụp lại, hoặc lưu ảnh thành JPEG.",
                f"“{name}” is not a JPEG or PNG photo. Save it as JPEG.",
            )
        )
    media_type_of(content, name)
    image = _opened(content, name)
    exif = image.getexif()
    position = gps_position(exif.get_ifd(_GPS))
    taken_at = _moment(exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal))
    upright = _upright(image, name)
    note = None
    if position is None:
        note = _BAD_POSITION if exif.get_ifd(_GPS).get(_G.GPSLatitude) is not None else _NO_POSITION
    kind = image.format or "JPEG"
    return Photo(
        name=name,
        content=_written(upright, kind, position, taken_at),
        media_type=_TYPES[kind],
        width=upright.width,
        height=upright.height,
        lon=None if position is None else position[0],
        lat=None if position is None else position[1],
        position_note=note,
        taken_at=taken_at,
    )


def thumbnail(content: bytes, *, side_px: int = 360) -> bytes:
    """A small JPEG of a kept photo, its longer side as given.

    Raises InputFileError when it is no picture any more.
    """
    image = _opened(content, "ảnh")
    image.thumbnail((side_px, side_px))
    out = io.BytesIO()
    _flat(image).save(out, "JPEG", quality=80)
    return out.getvalue()


def gps_position(gps: Mapping[int, Any]) -> tuple[float, float] | None:
    """Longitude and latitude out of the GPS part of a photo; None when they are not there or cannot be.

    A direction that is missing is read as north and east only when both are missing and the numbers are positive,
    as some phones sold here write them; 0, 0 is a camera that had no fix.

    Examples
    --------
    >>> gps_position({1: "N", 2: (14.0, 48.0, 2.9), 3: "E", 4: (108.0, 57.0, 32.9)})
    (108.959139, 14.800806)
    >>> gps_position({1: "S", 2: (14.0, 48.0, 2.9), 3: "W", 4: (108.0, 57.0, 32.9)})
    (-108.959139, -14.800806)
    >>> gps_position({1: "N", 2: (14.5,), 3: "E", 4: (108.0, 57.5, 0.0)})
    (108.958333, 14.5)
    >>> gps_position({}) is None, gps_position({1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)}) is None
    (True, True)
    """
    lat, lon = _degrees(gps.get(_G.GPSLatitude)), _degrees(gps.get(_G.GPSLongitude))
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    north, east = _direction(gps.get(_G.GPSLatitudeRef), "NS"), _direction(gps.get(_G.GPSLongitudeRef), "EW")
    if north is None and east is None:
        north, east = 1, 1
    if north is None or east is None:
        return None
    lat, lon = lat * north, lon * east
    return (round(lon, 6), round(lat, 6)) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _direction(value: Any, letters: str) -> int | None:
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")
    first = text.strip("\x00 ").upper()[:1]
    return {letters[0]: 1, letters[1]: -1}.get(first)


def _degrees(value: Any) -> float | None:
    """Degrees, minutes and seconds as one number; a part that is 0/0 counts as missing."""
    parts = list(value) if isinstance(value, Sequence) and not isinstance(value, str | bytes) else [value]
    numbers = [_number(part) for part in parts[:3]]
    if not numbers or numbers[0] is None or not 0 <= numbers[0] <= 180:
        return None
    minutes, seconds = ([number if number is not None else 0.0 for number in numbers[1:]] + [0.0, 0.0])[:2]
    return numbers[0] + minutes / 60 + seconds / 3600 if 0 <= minutes < 61 and 0 <= seconds < 61 else None


def _number(part: Any) -> float | None:
    try:
        value = part[0] / part[1] if isinstance(part, tuple) else float(part)
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    return value if math.isfinite(value) else None


def _moment(text: Any) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras know no zone
    except ValueError:
        return None


def _opened(content: bytes, name: str) -> Image.Image:
    """The picture, not unfolded yet; only the kinds we keep are tried."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=tuple(_TYPES))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _damaged(name) from error
    if image.width * image.height > MAX_PIXELS:
        size = f"{image.width} × {image.height}"
        raise InputFileError(
            Text(
                f"Ảnh “{name}” quá lớn ({size} điểm ảnh). Hãy chụp ở cỡ thường rồi tải lại.",
                f"Photo “{name}” is too large ({size} pixels). Take it at the normal size and try again.",
            )
        )
    return image


def _upright(image: Image.Image, name: str) -> Image.Image:
    try:
        turned = ImageOps.exif_transpose(image)
        turned.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX))
    except (OSError, ValueError, SyntaxError) as error:
        raise _damaged(name) from error
    return turned


def _flat(image: Image.Image) -> Image.Image:
    return image if image.mode in {"RGB", "L"} else image.convert("RGB")


def _written(
    image: Image.Image, kind: str, position: tuple[float, float] | None, taken_at: dt.datetime | None
) -> bytes:
    exif = Image.Exif()
    if taken_at is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{taken_at:%Y:%m:%d %H:%M:%S}"
    if position is not None:
        lon, lat = position
        exif.get_ifd(_GPS).update(
            {
                _G.GPSLatitudeRef: "N" if lat >= 0 else "S",
                _G.GPSLatitude: _sexagesimal(abs(lat)),
                _G.GPSLongitudeRef: "E" if lon >= 0 else "W",
                _G.GPSLongitude: _sexagesimal(abs(lon)),
            }
        )
    fresh = Image.new(image.mode if kind == "PNG" else _flat(image).mode, image.size)
    fresh.paste(image if kind == "PNG" else _flat(image))  # the points alone: nothing the camera wrote beside them
    if kind == "PNG" and image.mode == "P":
        fresh = image.convert("RGBA")
        fresh.info.clear()
    out = io.BytesIO()
    fresh.save(out, kind, exif=exif.tobytes(), **({"quality": _QUALITY} if kind == "JPEG" else {}))
    return out.getvalue()


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), round((degrees - whole - minutes / 60) * 3600, 4)


def _damaged(name: str) -> InputFileError:
    return InputFileError(
        Text(
            f"Không đọc được ảnh “{name}”: tệp hỏng hoặc tải lên chưa hết. Hãy tải lại.",
            f"Photo “{name}” cannot be read: it is damaged or incomplete. Upload it again.",
        )
    )
