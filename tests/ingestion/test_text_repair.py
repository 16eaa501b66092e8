import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.ingestion import encodings, text_repair
from atgt.ingestion.encodings import Encoding
from atgt.ingestion.syllables import is_syllable

PLACES = [
    "Quảng Ngãi", "phường Đức Phổ", "xã Nguyễn Nghiêm", "Trà Câu", "Sa Huỳnh", "Phổ Hòa", "Thủy Thạch", "Chợ Cung",
    "ngã ba Vĩnh An", "cầu Bàn Thạch", "đường tránh Mộ Đức", "tổ dân phố An Trường", "thiếu chú ý quan sát",
    "Phó", "Hoà", "Lê", "Tân", "xe khách", "xe tải", "không rõ", "Long Thạnh 2", "Châu Me",
]  # fmt: skip
FOREIGN = ["Març", "Matí", "Número 27", "Sants-Montjuïc", "Gràcia", "Sarrià-Sant Gervasi", "Åland", "Größe", "señor"]


def test_tcvn3_column_is_repaired_and_told():
    found = text_repair.repair_texts(["§øc Phæ", "Qu¶ng Ng·i", "QL1A"])

    assert found.encoding is Encoding.TCVN3
    assert found.texts == {"§øc Phæ": "Đức Phổ", "Qu¶ng Ng·i": "Quảng Ngãi", "QL1A": "QL1A"}
    assert [(r.kind, r.count, r.before, r.after) for r in found.repairs] == [("tcvn3", 2, "§øc Phæ", "Đức Phổ")]


def test_vni_column_is_repaired():
    assert text_repair.repair_texts(["Ñöùc Phoå", "Quaûng Ngaõi"]).texts["Quaûng Ngaõi"] == "Quảng Ngãi"


def test_utf8_opened_as_western_text_is_repaired():
    shown = ["Quảng Ngãi".encode().decode("cp1252"), "Phổ Hòa".encode().decode("cp1252")]

    assert list(text_repair.repair_texts(shown).texts.values()) == ["Quảng Ngãi", "Phổ Hòa"]


@pytest.mark.parametrize("texts", [["Phó"], ["Hoà", "Hòa"], ["Lê", "Tân"], FOREIGN, ["15°22'29\"N", "20 m²", "½"]])
def test_correct_unicode_without_unicode_only_letters_is_left_alone(texts):
    found = text_repair.repair_texts(texts)

    assert list(found.texts.values()) == texts
    assert found.repairs == ()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PLACES + FOREIGN), min_size=1, max_size=15))
def test_correct_unicode_is_never_damaged(texts):
    assert list(text_repair.repair_texts(texts).texts.values()) == list(dict.fromkeys(texts))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PLACES[:13]), min_size=2, max_size=15, unique=True), st.sampled_from(["tcvn3", "vni"]))
def test_old_column_comes_back_whole(texts, encoding):
    encode = encodings.encode_tcvn3 if encoding == "tcvn3" else encodings.encode_vni

    found = text_repair.repair_texts([encode(text) for text in texts])

    assert [found.texts[encode(text)] for text in texts] == texts


def test_column_that_mixes_old_and_unicode_cells_repairs_only_the_old_ones():
    texts = ["Đức Phổ", "Phó", "Qu¶ng Ng·i", "§øc Phæ", "Hßa Vinh", "Trường Sơn"]

    done = text_repair.repair_texts(texts).texts

    assert list(done.values()) == ["Đức Phổ", "Phó", "Quảng Ngãi", "Đức Phổ", "Hòa Vinh", "Trường Sơn"]


def test_doubtful_column_follows_the_sheet_only_when_asked():
    assert text_repair.repair_texts(["Phó"]).texts == {"Phó": "Phó"}
    assert text_repair.repair_texts(["Phó"], hint=Encoding.TCVN3).texts == {"Phó": "Phú"}
    assert text_repair.repair_texts(["Phó", "Đức"], hint=Encoding.TCVN3).texts["Phó"] == "Phó"


def test_capital_font_gives_capitals():
    assert text_repair.repair_font_text("phæ hßa", ".VnTimeH") == "PHỔ HÒA"
    assert text_repair.repair_font_text("Phoå Hoøa", "VNI-Times") == "Phổ Hòa"
    assert text_repair.repair_font_text("Phó", ".VnTime") == "Phú"


def test_unicode_typed_in_an_old_font_is_left_alone():
    assert text_repair.repair_font_text("Phường Đức Phổ", ".VnArial") == "Phường Đức Phổ"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Đức\u00a0Phổ", "Đức Phổ"),
        ("Đức\u200b Phổ\ufeff", "Đức Phổ"),
        ("Phổ\u034f Hòa", "Phổ Hòa"),
        ("Đức Phổ\u00ad", "Đức Phổ"),
        ("Ðức Phổ", "Đức Phổ"),
        ("Ɖức Phổ", "Đức Phổ"),
        (unicodedata.normalize("NFD", "Phường Phổ Hòa"), "Phường Phổ Hòa"),
        ("ngã ba\n chợ", "ngã ba chợ"),
    ],
)
def test_invisible_characters_and_look_alikes_are_repaired(written, meant):
    assert text_repair.tidy(written) == meant


def test_nfd_column_tells_before_and_after():
    before = unicodedata.normalize("NFD", "Phường Phổ Hòa")

    (repair,) = text_repair.repair_texts([before]).repairs

    assert (len(before), repair.before, repair.after, len(repair.after)) == (20, before, "Phường Phổ Hòa", 14)


@pytest.mark.parametrize("word", ["Phổ Hòa", "Phổ Hoà", "PHỐ HÒA", "pho  hoa", "Phổ\u00a0Hoà"])
def test_tone_placement_case_and_scan_damage_fold_away(word):
    assert text_repair.fold(word) == "pho hoa"


@pytest.mark.parametrize(
    ("old", "new"),
    [("Hoà", "Hòa"), ("khoẻ", "khỏe"), ("Thuỵ", "Thụy"), ("quý", "quý"), ("hoàn", "hoàn"), ("Tuyết", "Tuyết")],
)
def test_tone_placement_is_unified(old, new):
    assert text_repair.unify_tone_placement(old) == new
    assert text_repair.unify_tone_placement(new) == new


def test_folding_keeps_letters_of_other_scripts():
    assert text_repair.fold("ผู้เสียชีวิต") == "ผู้เสียชีวิต"


@pytest.mark.parametrize("place", PLACES)
def test_vietnamese_words_are_syllables(place):
    assert [word for word in place.split() if not word.isdigit() and not is_syllable(word)] == []
