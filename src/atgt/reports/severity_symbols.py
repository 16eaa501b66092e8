"""The symbol of each severity as SVG: shape and colour, so that no colour-blind reader and no grey print loses it.

The same shapes and colours as on the map.
"""

from __future__ import annotations

from html import escape

from atgt.domain.severity import Severity

INK, SOFT, LINE, GROUND = "#1d2733", "#55616e", "#c3cad2", "#f4f6f8"
FONT = "'Source Sans 3','Source Sans Pro','Segoe UI','Noto Sans','DejaVu Sans',sans-serif"

_SHAPES = {
    Severity.FATAL: '<path d="M0-9 9 0 0 9-9 0Z" fill="#a3121c"/><path d="M-3.500 0h7M0-3.500v7" stroke="#fff" '
    'stroke-width="2"/>',
    Severity.INJURY: '<path d="M0-7.500 8.500 7H-8.500Z" fill="#e8860c"/>',
    Severity.MINOR_COLLISION: '<circle r="6.500" fill="#2468a8"/>',
    Severity.DAMAGE_ONLY: '<path d="M-6-6h12V6H-6Z" fill="#6d7279"/>',
}


def symbol(severity: Severity, x: float, y: float, *, scale: float = 1.0) -> str:
    """The symbol with its middle at a point of the drawing."""
    return f'<g transform="translate({x:.1f} {y:.1f}) scale({scale:g})">{_SHAPES[severity]}</g>'


def text(
    words: str, x: float, y: float, *, size: float = 13, anchor: str = "middle", fill: str = INK, bold: bool = False
) -> str:
    """One line of words; every word of data is escaped here."""
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{fill}"{weight}>'
        f"{escape(words)}</text>"
    )


def drawing(width: float, height: float, parts: list[str], *, label: str) -> str:
    """A whole drawing, as large as its place allows; ``label`` is read aloud where it cannot be seen."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="{FONT}" role="img" aria-label="{escape(label, quote=True)}">'
        f"{''.join(parts)}</svg>"
    )
