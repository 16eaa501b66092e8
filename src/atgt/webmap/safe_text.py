"""Words from data made harmless before they meet HTML, JavaScript or a template.

A map's frame has the same origin as the page around it, so text that runs as code there owns the page
(measured: an image with ``onerror`` in an accident description ran in the parent page).
Our own layers pass data by ``script_literal`` and show it by ``textContent``;
``safe`` is for the few places where folium itself builds HTML (popups, tooltips).
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

_OUTSIDE_SCRIPT = re.compile(r"[<>&{}'`$\u2028\u2029\u0000-\u001f\u007f]")


def safe(text: object) -> str:
    r"""The text for HTML that folium writes inside a JavaScript template literal, which Jinja renders first.

    ``html.escape`` alone is not enough there: a backtick ends the literal, ``${`` runs code, ``{{`` is a template.

    Examples
    --------
    >>> safe('<img src=x onerror="alert(1)">')
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    >>> safe("`${alert(1)}` {{ 7*7 }} \\n")
    '&#96;&#36;&#123;alert(1)&#125;&#96; &#123;&#123; 7*7 &#125;&#125; &#92;n'
    >>> safe("Ngã tư Hàng Bài – Quán Sứ")
    'Ngã tư Hàng Bài – Quán Sứ'
    """
    escaped = html.escape(str(text), quote=True)
    for letter, entity in (("\\", "&#92;"), ("`", "&#96;"), ("$", "&#36;"), ("{", "&#123;"), ("}", "&#125;")):
        escaped = escaped.replace(letter, entity)
    return escaped


def script_literal(value: Any) -> str:
    r"""A JavaScript expression that gives the value back, safe inside a ``<script>`` and inside a Jinja template.

    Every letter that could end the string, the script or the template becomes a ``\uXXXX`` escape.

    Examples
    --------
    >>> script_literal(["Đức Phổ", 1])
    'JSON.parse(\'["Đức Phổ",1]\')'
    >>> "{{" in script_literal({"a": "{{ 7*7 }}</script>"})
    False
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("\\", "\\\\")
    return "JSON.parse('" + _OUTSIDE_SCRIPT.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "')"
