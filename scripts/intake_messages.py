"""Collect every sentence the intake may say about a file or a row, and write docs/intake-messages.md.

    python scripts/intake_messages.py

The sentences are read from the source of ``ingestion`` and ``io``: each Fault, each Issue and each refusal of a file,
with its rule, its level and its words in both languages; what is filled in at run time stands as {…}. A test compares
the page with what this script writes, and asks of each sentence that it says what to do.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "intake-messages.md"
FILES = ("src/atgt/ingestion/*.py", "src/atgt/io/sheet*.py", "src/atgt/io/spreadsheets.py")
LEVELS = {"error": "holds the row", "warning": "accepted, told", "note": "repaired, told", "refused": "file refused"}
FAULTS = {"error": "error", "warning": "warning"}


@dataclass(frozen=True, order=True)
class Message:
    """One sentence: where it is written, what it does, its rule (the kind of refusal for a file), its words."""

    level: str
    rule: str
    vi: str
    en: str
    module: str


def messages(root: Path = ROOT) -> list[Message]:
    """Every message, by level and rule."""
    found: set[Message] = set()
    for pattern in FILES:
        for path in sorted(root.glob(pattern)):
            found.update(_of_module(ast.parse(path.read_text("utf-8")), path.stem))
    return sorted(found, key=lambda m: (list(LEVELS).index(m.level), m.rule, m.vi))


def _of_module(tree: ast.Module, module: str) -> Iterator[Message]:
    """In the order of the source, so that a name stands for the Text it was last given."""
    texts: dict[str, ast.Call] = {}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.Call)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node, ast.Call):
            yield from _of_call(node, module, texts)
        elif isinstance(node.value, ast.Call) and _is_call(node.value, "Text"):
            texts.update({target.id: node.value for target in node.targets if isinstance(target, ast.Name)})


def _of_call(node: ast.Call, module: str, texts: dict[str, ast.Call]) -> Iterator[Message]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    words = [text for text in map(_words, node.args) if text is not None]
    if name in FAULTS and len(words) == 3:
        yield Message(FAULTS[name], words[0], words[1], words[2], module)
    elif name == "refuse" and len(words) >= 2:
        yield Message("refused", module, *words[-2:], module)
    elif name in {"Issue", "_issue", "note", "_note", "_warning"}:
        named = [texts.get(part.id) if isinstance(part, ast.Name) else part for part in given]
        text = next((part for part in named if isinstance(part, ast.Call) and _is_call(part, "Text")), None)
        rules = [word for word in map(_words, given) if word and re.fullmatch(r"[a-z0-9_]{4,}(?:\{…\})?", word)]
        level = next((part.attr.lower() for part in given if _is_level(part)), "error" if name == "_issue" else None)
        if text is not None and rules and level:
            vi, en = (_words(part) or "{…}" for part in text.args[:2])
            yield Message(level, rules[-1], vi, en, module)


def _is_call(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _is_level(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "IssueLevel"


def _words(node: ast.expr) -> str | None:
    """A text, with {…} for what is filled in; None when it is no text written on the spot."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) or "{…}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _words(node.left), _words(node.right)
        return None if left is None and right is None else f"{left or '{…}'}{right or '{…}'}"
    return None


def page(found: list[Message]) -> str:
    """The whole page."""
    lines = [
        "# What the intake says",
        "",
        "Written by `python scripts/intake_messages.py` from the source; do not edit by hand. Every sentence about a",
        "row also names the file, the sheet, the row and the column, and shows the cell as received; {…} is filled in.",
        "A refusal names the file.",
    ]
    for level, title in LEVELS.items():
        of_level = [message for message in found if message.level == level]
        lines += [
            "",
            f"## {title.capitalize()} ({len(of_level)})",
            "",
            "| rule | tiếng Việt | English |",
            "|---|---|---|",
        ]
        lines += [f"| {m.rule} | {_cell(m.vi)} | {_cell(m.en)} |" for m in of_level]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main() -> int:
    """Run from the command line."""
    PAGE.write_text(page(messages()), encoding="utf-8")
    print(f"written: {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
