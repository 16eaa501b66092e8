import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.ingestion import encodings
from atgt.ingestion.encodings import Encoding, decode

WORDS = (
    "Quảng Ngãi, phường Đức Phổ, xã Nguyễn Nghiêm, Trà Câu, Sa Huỳnh, Khánh Cường, Phổ Hòa, Thủy Thạch, Mộ Đức, "
    "đường tránh, quốc lộ, tỉnh lộ, người điều khiển, chuyển hướng, nồng độ cồn, ngã tư, khuỷu, rượu, quýt, giữa, kỹ"
)


def glibc_table(name: str) -> dict[int, str]:
    table = {}
    for code in range(256):
        done = subprocess.run(
            ["iconv", "-f", name, "-t", "UTF-8"], input=bytes([code, 0x78]), capture_output=True, check=False
        )
        if done.returncode == 0:
            table[code] = unicodedata.normalize("NFC", done.stdout.decode())[:-1]
    return table


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
@pytest.mark.parametrize(
    ("name", "ours", "size"),
    [
        ("TCVN5712-1", encodings.TCVN3_LETTERS, 74),
        ("TCVN5712-1", encodings.TCVN5712_1_LETTERS, 139),
        ("VISCII", encodings.VISCII_LETTERS, 134),
    ],
)
def test_table_equals_that_of_glibc(name, ours, size):
    theirs = glibc_table(name)

    different = {hex(code): (letter, theirs.get(code)) for code, letter in ours.items() if theirs.get(code) != letter}

    assert len(ours) == size
    assert different == {}


@pytest.mark.parametrize(
    ("written", "encoding", "meant"),
    [
        ("Qu¶ng Ng·i, Phæ Hßa, §øc Phæ", Encoding.TCVN3, "Quảng Ngãi, Phổ Hòa, Đức Phổ"),
        ("ph\u00ad\u00eang", Encoding.TCVN3, "phường"),
        ("Th\u00de tr\u00ean Ch\u00a9u \u00e0", Encoding.TCVN3, "Thị trờn Châu Ổ"),  # a capital of TCVN 5712-1
        ("ph\u00eang", Encoding.TCVN3, "phường"),  # the soft hyphen was lost on the way
        ("§øC PHæ, X· HßA", Encoding.TCVN3, "ĐỨC PHỔ, XÃ HÒA"),
        ("X· §øc Phæ", Encoding.TCVN3, "Xã Đức Phổ"),
        ("Ñöùc Phoå", Encoding.VNI, "Đức Phổ"),
        ("ÑÖÔØNG TRAÙNH", Encoding.VNI, "ĐƯỜNG TRÁNH"),
        ("Quaûng Ngaõi, tænh loä, thò xaõ, kyõ, quyù, Hoàn", Encoding.VNI, "Quảng Ngãi, tỉnh lộ, thị xã, kỹ, quý, Hồn"),
        ("Quáº£ng NgÃ£i", Encoding.UTF8_AS_CP1252, "Quảng Ngãi"),
        ("Phu\u031bo\u031b\u0300ng", Encoding.UNICODE, "Phường"),
    ],
)
def test_old_encoding_is_decoded(written, encoding, meant):
    assert decode(written, encoding) == meant


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS.replace(",", "").split()), min_size=1, max_size=12), st.booleans())
def test_decoding_gives_back_what_was_encoded(words, is_shouted):
    text = " ".join(words).upper() if is_shouted and len("".join(words)) > 12 else " ".join(words)

    assert decode(encodings.encode_vni(text), Encoding.VNI) == text
    if not text.isupper():
        assert decode(encodings.encode_tcvn3(text), Encoding.TCVN3) == text


def test_every_letter_survives_vni_and_tcvn3():
    letters = sorted(set(encodings.TCVN3_LETTERS.values()))

    for letter in letters:
        assert decode(encodings.encode_vni(letter), Encoding.VNI) == letter
        if letter.islower():
            assert decode(encodings.encode_tcvn3(letter), Encoding.TCVN3) == letter
