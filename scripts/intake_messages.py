"""Collect every sentence the intake may say about a file or a row, and write docs/intake-messages.md.

    python scripts/intake_messages.py

The sentences are read from the source of the intake, of the location floor and of the readers of road layers: each
Fault, Issue, question, doubt and refusal, with its rule and its words in both languages; what is filled in at run time
stands as {…}. A Text that stands under no rule is a word within a sentence and is listed last, so none is left out.
A test compares the page with what this script writes, and asks of each sentence that it says what to do.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "intake-messages.md"
TABLES = ("src/atgt/ingestion/*.py", "src/atgt/io/sheet*.py", "src/atgt/io/spreadsheets.py",
          "src/atgt/workflow/stated_coordinates.py")  # fmt: skip
PLACES = ("src/atgt/location_referencing/km_post.py", "src/atgt/location_referencing/reasons.py")
ROADS = (
    *(f"src/atgt/io/{name}.py" for name in ("geodata", "osm_roads", "road_layer", "vector_files")),
    *(
        f"src/atgt/location_referencing/{name}.py"
        for name in ("post_placing", "post_report", "road_network", "segments")
    ),
    *("src/atgt/location_referencing/topology.py", "src/atgt/workflow/roads.py"),
)
ENTRY = ("src/atgt/io/photos.py", *(f"src/atgt/workflow/{n}.py" for n in ("entry", "hazards", "held", "plausibility")))
TITLES = {
    "error": "Holds the row",
    "warning": "Accepted, told",
    "note": "Repaired, told",
    "asked": "Asked about a column",
    "refused": "File refused",
    "place": "Why a place is not sure, or what it rests on",
    "roads": "Said of roads and km posts",
    "entry": "Said of entries by hand, photos, hazards and doubts",
    "words": "Words within sentences",
}
_FAULTS = {"error": "error", "warning": "warning"}
_ISSUES = {"Issue", "_issue", "note", "_note", "_warning", "_sheet_issue", "_column_issue", "finding", "_doubt"}
_MOST_ALTERNATIVES = 8
_RULE = re.compile(r"[a-z0-9_]{4,}(?:\{…\})?")


@dataclass(frozen=True, order=True)
class Message:
    """One sentence: what it does, its rule (the module for a refusal), its words, and where it is written."""

    level: str
    rule: str
    vi: str
    en: str
    module: str


def messages(root: Path = ROOT) -> list[Message]:
    """Every message, by level and rule."""
    found: set[Message] = set()
    for patterns, section in ((TABLES, None), (PLACES, "place"), (ROADS, "roads"), (ENTRY, "entry")):
        for path in (path for pattern in patterns for path in sorted(root.glob(pattern))):
            found.update(_Module(path.stem, section).read(ast.parse(path.read_text("utf-8"))))
    return sorted(found, key=lambda m: (list(TITLES).index(m.level), m.rule, m.vi))


@dataclass
class _Module:
    """One module, read in the order of its source, so that a name stands for what it was last given."""

    name: str
    section: str | None
    texts: dict[str, list[ast.Call]] = field(default_factory=dict)
    strings: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    told: set[int] = field(default_factory=set)

    def read(self, tree: ast.Module) -> Iterator[Message]:
        """Its messages; what is named at the end of a module is known at its beginning."""
        for node in tree.body:
            if isinstance(node, ast.Assign):
                self._remember(node)
        kinds = (ast.Assign, ast.Call, ast.Dict, ast.Tuple)
        nodes = [node for node in ast.walk(tree) if isinstance(node, kinds)]
        for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
            if isinstance(node, ast.Assign):
                if node not in tree.body:
                    self._remember(node)
            elif isinstance(node, ast.Call):
                yield from self._of_call(node)
            elif isinstance(node, ast.Dict):
                yield from self._of_table(node)
            else:
                yield from self._of_tuple(node)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_text(node) and id(node) not in self.told:
                for one in self._said("words", self.name, node):
                    if re.search(r"\w{2}", one.vi):
                        yield one

    def _remember(self, node: ast.Assign) -> None:
        """Two values given one after the other, with no use between them, are the two branches of an if."""
        for target in (target.id for target in node.targets if isinstance(target, ast.Name)):
            words = self._words(node.value)
            kept: dict[str, list[ast.Call]] | dict[str, list[str]]
            if isinstance(node.value, ast.Call) and _is_text(node.value):
                kept, new = self.texts, [node.value]
            elif words:
                kept, new = self.strings, words  # type: ignore[assignment]
            else:
                continue
            before = [] if target in self.used else kept.get(target, [])
            kept[target] = [*before, *new][:_MOST_ALTERNATIVES]  # type: ignore[list-item]
            self.used.discard(target)

    def _of_call(self, node: ast.Call) -> Iterator[Message]:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name in _FAULTS and len(node.args) == 3:
            yield from self._pairs(_FAULTS[name], self._words(node.args[0])[0], node.args[1], node.args[2])
        elif name == "refuse" and len(node.args) >= 3:
            yield from self._pairs("refused", self.name, node.args[-2], node.args[-1])
        elif name.endswith("Error"):
            yield from self._said(self.section or "refused", self.name, *self._texts(given))
        elif name == "HeaderQuestion":
            yield from self._said("asked", self.name, *self._texts(given))
        elif name == "KmDoubt" or name in _ISSUES:
            texts = self._texts(given)
            rules = [word for part in given for word in self._words(part) if _RULE.fullmatch(word)]
            rules += [part.attr.lower() for part in given if _is_of(part, "Flaw")]
            level = next((part.attr.lower() for part in given if _is_of(part, "IssueLevel")), None)
            level = self.section or level or ("error" if name == "_issue" else None)
            if texts and rules and level:
                yield from self._said(level, rules[-1], *texts)

    def _of_table(self, node: ast.Dict) -> Iterator[Message]:
        """Texts by rule, as in ``reasons.TEXTS``; only where the whole module is such a table."""
        if self.section != "place":
            return
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(value, ast.Call) and _is_text(value):
                yield from self._said(self.section, str(key.value), value)

    def _of_tuple(self, node: ast.Tuple) -> Iterator[Message]:
        """(rule, IssueLevel.X, text) of a table of what is told."""
        level = next((part.attr.lower() for part in node.elts if _is_of(part, "IssueLevel")), None)
        rules = [word for part in node.elts for word in self._words(part) if _RULE.fullmatch(word)]
        if level and rules:
            yield from self._said(level, rules[0], *self._texts(node.elts))

    def _texts(self, given: Iterable[ast.expr]) -> list[ast.Call]:
        found: list[ast.Call] = []
        for part in given:
            if isinstance(part, ast.Name) and part.id in self.texts:
                found += self.texts[part.id]
                self.used.add(part.id)
            else:
                found += [inner for inner in ast.walk(part) if isinstance(inner, ast.Call) and _is_text(inner)]
        return found

    def _said(self, level: str, rule: str, *texts: ast.Call) -> Iterator[Message]:
        for text in texts:
            self.told.add(id(text))
            yield from self._pairs(level, rule, text.args[0], text.args[1])

    def _pairs(self, level: str, rule: str, vi: ast.expr, en: ast.expr) -> Iterator[Message]:
        """One message for each branch; a language that is the same in all of them stands beside each."""
        ours, theirs = self._words(vi) or ["{…}"], self._words(en) or ["{…}"]
        theirs = theirs if len(theirs) == len(ours) else theirs[:1] * len(ours)
        for one, other in zip(ours, theirs, strict=True):
            yield Message(level, rule, one, other, self.name)

    def _words(self, node: ast.expr) -> list[str]:
        """What a text may be, with {…} for what is filled in; nothing when it is no text written on the spot."""
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.IfExp):
            return [*self._words(node.body), *self._words(node.orelse)]
        if isinstance(node, ast.Name):
            self.used.add(node.id)
            return self.strings.get(node.id, [])
        if isinstance(node, ast.FormattedValue):
            sentences = [one for one in self._words(node.value) if re.search(r"\w{2} ", one)]
            return sentences if isinstance(node.value, ast.Name) and sentences else ["{…}"]
        if isinstance(node, ast.JoinedStr):
            parts = [self._words(part) or ["{…}"] for part in node.values]
            return ["".join(one) for one in product(*parts)][:_MOST_ALTERNATIVES]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._words(node.left), self._words(node.right)
            return [a + b for a, b in product(left or ["{…}"], right or ["{…}"])] if left or right else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strip":
            return self._words(node.func.value)
        return []


def _is_text(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == "Text" and len(node.args) >= 2


def _is_of(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name


def page(found: list[Message]) -> str:
    """The whole page."""
    lines = [
        "# What the intake says",
        "",
        "Written by `python scripts/intake_messages.py` from the source; do not edit by hand. Every sentence about a",
        "row also names the file, the sheet, the row and the column, and shows the cell as received; {…} is filled in.",
        "A refusal names the file.",
    ]
    for level, title in TITLES.items():
        of_level = [message for message in found if message.level == level]
        lines += ["", f"## {title} ({len(of_level)})", "", "| rule | tiếng Việt | English |", "|---|---|---|"]
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
