"""Reads one source document: front matter, printed blocks and the labels between them.

A source file is plain UTF-8 text. What is printed becomes `Block`s; lines that start with `%% ` are
labels and become `Span`s (something round blocks), `Mark`s (points, repeated demands, statuses) or
people. Nothing here knows how a page looks; the typesetters take it from the blocks.

Beside what every document must have (`META_KEYS` in check.py) the front matter may say `municipality` (else
exempelstad), `answers` (the points that a plan's statuses are about, else R2016), `foot` (a line above the words that
all is made up) and `pages: bare` (no `Sida` before the page number).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

SPAN_KINDS = {
    "item", "decision", "proposal", "motion", "procedure", "vote", "reservation", "special_statement",
    "substitute_statement", "note", "recusal", "attendance", "approval", "documents", "summary",
    "background", "matter", "opinion", "signature", "bullet", "activities", "section",
}
MARK_KINDS = {"point", "repeats", "status"}

HEADING = re.compile(r"(#{1,3}) +(.*)")
BULLET = re.compile(r"([-•*–]) +(.*)")
NUMBERED = re.compile(r"(\d{1,2})\. +(.*)")
TABLE_RULE = re.compile(r"\|[\s:|-]+\|?$")
ATTRIBUTE = re.compile(r'([a-z_]+)=(?:"([^"]*)"|(\S*))')


class SourceError(Exception):
    """A source file that cannot be read at all; carries where."""

    def __init__(self, path: Path, line: int, message: str):
        super().__init__(f"{path.name}:{line}: {message}")


@dataclass
class Run:
    """A stretch of text in one style; `note` is set on a footnote's mark and nothing else."""

    text: str
    bold: bool = False
    italic: bool = False
    note: int | None = None


@dataclass
class Block:
    """One printed block. `kind`: heading, paragraph, bullet, numbered, table, columns, pagebreak.

    The `number` of a bullet is its mark. A table that is not `ruled` (its rows begin with `||`) is printed without borders and has no head.
    """

    kind: str
    line: int
    level: int = 0
    number: str = ""
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    columns: list[list["Block"]] = field(default_factory=list)
    ruled: bool = True


@dataclass
class Span:
    """A labelled stretch of blocks, from `first` up to but not including `last`."""

    kind: str
    attributes: dict[str, str]
    line: int
    first: int
    last: int = -1
    parent: "Span | None" = None

    def ancestor(self, kind: str) -> "Span | None":
        span = self.parent
        while span is not None and span.kind != kind:
            span = span.parent
        return span


@dataclass
class Mark:
    """A point, a repeated demand or a status; `block` is the block it stands before."""

    kind: str
    attributes: dict[str, str]
    line: int
    block: int
    parent: Span | None


@dataclass
class Document:
    path: Path
    meta: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    people: list[Mark] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.meta["id"]

    @property
    def municipality(self) -> str:
        return self.meta.get("municipality", "exempelstad")

    @property
    def header_lines(self) -> list[str]:
        """The running header; ` \\ ` in the front matter parts its lines."""
        return self.meta["header"].split(" \\ ")

    def complain(self, line: int, message: str) -> None:
        self.complaints.append(f"{self.path.name}:{line}: {message}")

    def heading_before(self, index: int) -> str:
        """The nearest heading above a block, on one line."""
        for block in reversed(self.blocks[:index]):
            if block.kind == "heading":
                return one_line(plain(block.text))
        return ""


def read(path: Path) -> Document:
    """Reads a file; small faults become complaints, a file without front matter an error."""
    lines = path.read_text(encoding="utf-8").splitlines()
    meta, start = read_front_matter(path, lines)
    document = Document(path, meta)
    BodyReader(document, lines, start).read()
    return document


def read_front_matter(path: Path, lines: list[str]) -> tuple[dict[str, str], int]:
    if not lines or lines[0].strip() != "---":
        raise SourceError(path, 1, "front matter must open with ---")
    meta = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            return meta, number
        key, colon, value = line.partition(":")
        if not colon:
            raise SourceError(path, number, f"not `key: value`: {line!r}")
        meta[key.strip()] = value.strip()
    raise SourceError(path, 1, "front matter is not closed")


class BodyReader:
    """Walks the lines once; keeps the open paragraph, table, columns and label spans."""

    def __init__(self, document: Document, lines: list[str], start: int):
        self.document = document
        self.lines = lines
        self.start = start
        self.open_block: Block | None = None
        self.open_spans: list[Span] = []
        self.columns: Block | None = None

    def read(self) -> None:
        for number, line in enumerate(self.lines[self.start :], start=self.start + 1):
            self.read_line(number, line)
        self.close_block()
        for span in self.open_spans:
            self.document.complain(span.line, f"`begin {span.kind}` is never ended")
            span.last = len(self.document.blocks)
        if self.columns is not None:
            self.document.complain(self.columns.line, "`:::cols` is never closed")

    def read_line(self, number: int, line: str) -> None:
        stripped = line.strip()
        if stripped.startswith("%%"):
            self.close_block()
            self.read_label(number, stripped[2:].strip())
        elif not stripped:
            self.close_block()
        elif stripped == "===":
            self.start_block(Block("pagebreak", number))
            self.close_block()
        elif stripped in (":::cols", "|||", ":::"):
            self.read_column_rule(number, stripped)
        elif stripped.startswith("|") and not (self.open_block and self.open_block.kind != "table"):
            self.read_table_row(number, stripped)
        elif not self.start_marked_block(number, stripped):
            self.continue_block(number, stripped)

    def start_marked_block(self, number: int, line: str) -> bool:
        """Starts a heading, bullet or numbered block if the line is one."""
        after_break = self.open_block is not None and self.open_block.text.endswith("\n")
        if match := HEADING.match(line):
            self.start_block(Block("heading", number, level=len(match[1]), text=strip_break(match[2])))
            if not line.endswith("\\"):
                self.close_block()
        elif (match := BULLET.match(line)) and not after_break:
            self.start_block(Block("bullet", number, number="•" if match[1] == "-" else match[1], text=strip_break(match[2])))
        elif (match := NUMBERED.match(line)) and not after_break:
            self.start_block(Block("numbered", number, number=match[1], text=strip_break(match[2])))
        else:
            return False
        return True

    def continue_block(self, number: int, line: str) -> None:
        """A source line that goes on with the open block, or opens a paragraph."""
        if self.open_block is None or self.open_block.kind == "table":
            self.start_block(Block("paragraph", number, text=strip_break(line)))
            return
        joint = "" if self.open_block.text.endswith("\n") else " "
        self.open_block.text += joint + strip_break(line)

    def read_table_row(self, number: int, line: str) -> None:
        if self.open_block is None:
            self.start_block(Block("table", number, ruled=not line.startswith("||")))
        if not TABLE_RULE.match(line):
            mark = "|" if self.open_block.ruled else "||"
            row = [cell.strip() for cell in line.removeprefix(mark).removesuffix("|").split("|")]
            self.open_block.rows.append(row)

    def read_column_rule(self, number: int, rule: str) -> None:
        self.close_block()
        if rule == ":::cols":
            self.columns = Block("columns", number, columns=[[]])
            self.document.blocks.append(self.columns)
        elif self.columns is None:
            self.document.complain(number, f"`{rule}` outside columns")
        elif rule == "|||":
            self.columns.columns.append([])
        else:
            self.columns = None

    def start_block(self, block: Block) -> None:
        self.close_block()
        self.open_block = block
        target = self.document.blocks if self.columns is None else self.columns.columns[-1]
        target.append(block)

    def close_block(self) -> None:
        block, self.open_block = self.open_block, None
        if block is not None and block.text:
            block.text = self.take_footnotes(block.text.rstrip("\n"))

    def take_footnotes(self, text: str) -> str:
        """Moves `^[...]` into the list of notes and leaves `^[n]`, counted from 1."""

        def keep(match: re.Match) -> str:
            self.document.notes.append(one_line(match[1]))
            return f"^[{len(self.document.notes)}]"

        return re.sub(r"\^\[([^\]]*)\]", keep, text)

    def read_label(self, number: int, label: str) -> None:
        word, _, rest = label.partition(" ")
        attributes = {key: quoted or bare for key, quoted, bare in ATTRIBUTE.findall(rest)}
        here = len(self.document.blocks)
        parent = self.open_spans[-1] if self.open_spans else None
        if word == "begin":
            kind = rest.split(" ")[0]
            if kind not in SPAN_KINDS:
                self.document.complain(number, f"unknown label kind `{kind}`")
            self.open_spans.append(Span(kind, attributes, number, here, parent=parent))
            self.document.spans.append(self.open_spans[-1])
        elif word == "end":
            self.end_span(number, rest.strip(), here)
        elif word == "person":
            self.document.people.append(Mark(word, attributes, number, here, parent))
        elif word in MARK_KINDS:
            self.document.marks.append(Mark(word, attributes, number, here, parent))
        else:
            self.document.complain(number, f"unknown label `{word}`")

    def end_span(self, number: int, kind: str, here: int) -> None:
        if not self.open_spans:
            self.document.complain(number, f"`end {kind}` without a begin")
            return
        span = self.open_spans.pop()
        span.last = here
        if span.kind != kind:
            self.document.complain(number, f"`end {kind}` closes `begin {span.kind}` of line {span.line}")


def strip_break(line: str) -> str:
    """A trailing backslash is a forced line break."""
    return line[:-1].rstrip() + "\n" if line.endswith("\\") else line


INLINE = re.compile(r"\*\*(?P<bold>\S(?:.*?\S)?)\*\*|\*(?P<italic>\S(?:.*?\S)?)\*|\^\[(?P<note>\d+)\]", re.S)


def runs(text: str) -> list[Run]:
    """Splits marked-up text into styled runs; forced breaks stay as newlines inside them."""
    found, end = [], 0
    for match in INLINE.finditer(text):
        if match.start() > end:
            found.append(Run(text[end : match.start()]))
        if match["bold"]:
            found.append(Run(match["bold"], bold=True))
        elif match["italic"]:
            found.append(Run(match["italic"], italic=True))
        else:
            found.append(Run("", note=int(match["note"])))
        end = match.end()
    if end < len(text):
        found.append(Run(text[end:]))
    return found


def plain(text: str) -> str:
    """Marked-up text as printed, without footnote marks; forced breaks stay."""
    return "".join(run.text for run in runs(text))


def one_line(text: str) -> str:
    return " ".join(text.split())


def block_lines(block: Block, markers: bool = True) -> list[str]:
    """The printed lines of a block, in reading order: rows tab-separated, columns one after another."""
    if block.kind == "pagebreak":
        return []
    if block.kind == "table":
        return ["\t".join(plain(cell) for cell in row) for row in block.rows]
    if block.kind == "columns":
        return [line for column in block.columns for inner in column for line in block_lines(inner, markers)]
    text = plain(block.text)
    if markers and block.kind == "bullet":
        text = f"{block.number} {text}"
    elif markers and block.kind == "numbered":
        text = f"{block.number}. {text}"
    return [line.strip() for line in text.split("\n")]


def span_text(document: Document, span: Span, headings: bool = False) -> str:
    """What a label covers, as one line; `text=` on the label narrows it."""
    if "text" in span.attributes:
        return span.attributes["text"]
    kept = [b for b in document.blocks[span.first : span.last] if headings or b.kind != "heading"]
    return one_line(" ".join(line for block in kept for line in block_lines(block, markers=len(kept) > 1)))


def printed(document: Document) -> str:
    """All printed words of a document on one line, for looking up quotations."""
    lines = [line for block in document.blocks for line in block_lines(block, markers=False)]
    return one_line(" ".join(lines + document.notes))
