"""Photos: the position is read whatever the camera wrote, the kept copy carries nothing else, tricks are refused."""

import datetime as dt
import io

import pytest
from PIL import ExifTags, Image

from atgt.domain.errors import InputFileError
from atgt.io import photos

GPS = ExifTags.GPS


def jpeg(gps=None, *, size=(640, 480), extra=None, taken="2026:10:30 07:15:00"):
    """A JPEG as a phone writes it, with its serial number and its owner."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Điện thoại thử"
    exif[ExifTags.Base.Artist] = "Người chụp"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.BodySerialNumber] = "SN-12345"
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if gps:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    out = io.BytesIO()
    Image.new("RGB", size, (120, 130, 140)).save(out, "JPEG", exif=exif.tobytes(), **(extra or {}))
    return out.getvalue()


HERE = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (14.0, 48.0, 2.916),
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (108.0, 57.0, 32.868),
}


def test_the_position_and_moment_are_read():
    photo = photos.read_photo(jpeg(HERE), name="hien-truong.jpg")

    assert (photo.lon, photo.lat) == (108.95913, 14.80081)
    assert photo.taken_at == dt.datetime(2026, 10, 30, 7, 15)
    assert photo.position_note is None


def test_the_kept_copy_is_upright_and_carries_only_position_and_moment():
    photo = photos.read_photo(jpeg(HERE), name="hien-truong.jpg")

    kept = Image.open(io.BytesIO(photo.content))
    exif = kept.getexif()
    assert kept.size == (480, 640)
    assert set(exif) == {ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo}
    assert set(exif.get_ifd(ExifTags.IFD.Exif)) == {ExifTags.Base.DateTimeOriginal}
    assert not any(word in photo.content for word in (b"SN-12345", "Người chụp".encode(), b"thumb"))
    again = photos.read_photo(photo.content, name="lai.jpg")
    assert (again.lon, again.lat) == pytest.approx((photo.lon, photo.lat), abs=2e-6)


@pytest.mark.parametrize(
    ("gps", "expected"),
    [
        ({1: "S", 2: (14, 48, 0), 3: "E", 4: (108, 57, 0)}, (108.95, -14.8)),
        ({1: b"N\x00", 2: ((14, 1), (4800, 100), (0, 1)), 3: b"E\x00", 4: ((108, 1), (57, 1), (0, 1))}, (108.95, 14.8)),
        ({1: "N", 2: (14.8, float("nan"), float("nan")), 3: "E", 4: (108.95, 0, 0)}, (108.95, 14.8)),
        ({2: (14, 48, 0), 4: (108, 57, 0)}, (108.95, 14.8)),  # no direction at all: north and east
        ({1: "N", 2: (14, 48, 0), 4: (108, 57, 0)}, None),  # one direction only
        ({1: "N", 2: ((14, 0), (0, 1), (0, 1)), 3: "E", 4: (108, 57, 0)}, None),  # 14/0
        ({1: "N", 2: (0, 0, 0), 3: "E", 4: (0, 0, 0)}, None),  # no fix
        ({1: "N", 2: (95, 0, 0), 3: "E", 4: (108, 0, 0)}, None),
        ({1: "N", 2: (14, 75, 0), 3: "E", 4: (108, 0, 0)}, None),
        ({1: "N", 2: "abc", 3: "E", 4: (108, 0, 0)}, None),
    ],
)
def test_positions_as_cameras_write_them(gps, expected):
    assert photos.gps_position(gps) == expected


def test_a_photo_without_position_says_why():
    photo = photos.read_photo(jpeg(), name="zalo.jpg")

    assert photo.lon is None
    assert "Zalo" in photo.position_note.vi


def test_a_large_photo_is_kept_smaller():
    photo = photos.read_photo(jpeg(HERE, size=(4000, 3000)), name="lon.jpg")

    assert (photo.width, photo.height) == (1920, 2560)
    small = Image.open(io.BytesIO(photos.thumbnail(photo.content)))
    assert max(small.size) == 360


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "rong.jpg", "rỗng"),
        (b"<html><script>", "anh.jpg", "không phải ảnh"),
        (b"\xff\xd8\xff" + b"x" * 200, "hong.jpg", "hỏng"),
        (jpeg()[:900], "dut.jpg", "hỏng"),
        (b"\xff\xd8\xff" + bytes(21_000_000), "nang.jpg", "quá giới hạn 20 MB"),
        (b"%PDF-1.7", "giay.pdf", "không phải ảnh JPEG hay PNG"),
        (jpeg(), "../../etc/anh.jpg", "Tên tệp"),
        (jpeg(), "C:\\anh.jpg", "Tên tệp"),
        (jpeg(), "a" * 200 + ".jpg", "Tên tệp"),
        (jpeg(), "anh\x00.jpg", "Tên tệp"),
        (jpeg(), ".jpg", "Tên tệp"),
        (b"\x00\x00\x00\x18ftypheic....", "IMG_1.heic", "HEIC"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(content, name, said):
    with pytest.raises(InputFileError, match=said):
        photos.read_photo(content, name=name)


def test_a_picture_that_would_unfold_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS", 640 * 480 - 1)

    with pytest.raises(InputFileError, match="640 × 480"):
        photos.read_photo(jpeg(), name="bom.jpg")
