"""Markup of our own escapes every word of data; lists and searches keep the numbers of the run."""

import pytest

from atgt.domain.text import Text
from atgt.ui import intake_labels as words
from atgt.ui import labels, markup

ATTACKS = ['<img src=x onerror="alert(1)">', "</td><script>alert(1)</script>", "<style>*{display:none}</style>"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_data_cannot_become_markup(attack):
    pages = [markup.title(attack, attack), markup.table([attack], [[attack, 1]]), markup.footer([attack])]

    for page in pages:
        assert attack not in page
        assert "<img" not in page
        assert "<script" not in page


def test_numbers_stand_right_and_ours_stays_markup():
    page = markup.table(["n"], [[12, markup.Markup("<b>x</b>")]], numbers=[0])

    assert '<td class="atgt-number">12</td>' in page
    assert "<b>x</b>" in page


@pytest.mark.parametrize("module", [labels, words])
def test_no_label_lacks_a_language(module):
    texts = {name: value for name, value in vars(module).items() if isinstance(value, Text)}

    assert len(texts) > 30
    for name, text in texts.items():
        assert text.vi.strip(), name
        assert text.en.strip(), name
        assert text.vi.count("{") == text.en.count("{"), name
