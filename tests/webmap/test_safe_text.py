"""Text from data never becomes HTML, JavaScript or a template."""

import json
import re

import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st

from atgt.webmap.safe_text import safe, script_literal

LITERAL = re.compile(r"JSON\.parse\('((?:[^'\\]|\\.)*)'\)", re.DOTALL)


def read_back(literal):
    """What a browser would make of the literal: first the JavaScript string, then JSON."""
    inside = LITERAL.fullmatch(literal).group(1)
    text = re.sub(r"\\u([0-9a-f]{4})|\\(.)", lambda m: chr(int(m[1], 16)) if m[1] else m[2], inside)
    return json.loads(text)


def test_attack_strings_keep_no_active_letter(attacks):
    for attack in attacks:
        assert not set("<>\"'`${}\\") & set(safe(attack))


def test_attack_strings_pass_a_template_unchanged(attacks):
    for attack in attacks:
        assert jinja2.Template(safe(attack)).render() == safe(attack)
        assert jinja2.Template(script_literal([attack])).render() == script_literal([attack])


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_a_literal_gives_its_value_back(value):
    literal = script_literal(value)

    assert read_back(literal) == value
    assert not set("<>{}`$\n\u2028\u2029") & set(literal)
