"""Words without marks: scans, old files and tone placement must not keep a name from being found."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.location_referencing.plain_text import clean, fold, words


@pytest.mark.parametrize(
    "text",
    ["Phổ Hòa", "Phổ Hoà", "PHỔ HÒA", "phô hoa", "Phố  Hòa", unicodedata.normalize("NFD", "Phổ Hòa"), "Phổ\u00a0Hòa"],
)
def test_all_spellings_of_pho_hoa_are_one_word(text):
    assert words(text) == "pho hoa"


@pytest.mark.parametrize("letter", ["Đức Phổ", "Ðức Phổ", "Ɖức Phổ", "đức phổ"])
def test_look_alikes_of_the_letter_d_are_the_letter_d(letter):
    assert words(letter) == "duc pho"


def test_invisible_characters_vanish_and_dashes_become_plain():
    assert clean("Km\u200b1092\u034f+200 – 300") == "Km1092+200 - 300"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Mn"]), max_size=40))
def test_folding_keeps_the_length_of_the_cleaned_text(text):
    assert len(fold(text)) == len(clean(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
