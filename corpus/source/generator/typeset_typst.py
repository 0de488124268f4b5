"""Typesets a document with typst: justified and hyphenated, in two columns, or plain."""

from __future__ import annotations

from pathlib import Path

import typst

from .layout import author, footer_lines, page_word, stamp, table_widths
from .source import Block, Document, runs

FONTS = {"typst": "Libertinus Serif", "typst-hyphen": "Liberation Serif", "typst-twocol": "Liberation Sans"}
SIZES = {"typst": "11.5pt", "typst-hyphen": "12pt", "typst-twocol": "11pt"}
FONT_FOLDERS = ["/usr/share/fonts/truetype/liberation"]

PREAMBLE = """\
#set document(title: {title}, author: {author}, date: datetime(year: {year}, month: {month}, day: {day}))
#set page(
  paper: "a4", margin: (x: 27mm, top: 31mm, bottom: 27mm),
  header: context {{
    set text(8.5pt)
    grid(columns: (1fr, auto), column-gutter: 8mm, [{header}],
      [{page}#counter(page).display() (#counter(page).final().first())])
    v(-2mm)
    line(length: 100%, stroke: 0.4pt)
  }},
  footer: align(center, text(8pt)[{footer}]),
)
#set text(font: ({font}, "Libertinus Serif"), size: {size}, lang: "sv", hyphenate: {hyphenate})
#set par(justify: {justify}, leading: 0.68em, spacing: 1.05em)
#set list(marker: [•], indent: 3mm, body-indent: 3mm)
#set enum(indent: 3mm, body-indent: 3mm)
#show heading: set block(above: 1.5em, below: 0.75em)
#show heading: set text(hyphenate: false)
#show heading: set par(justify: false)
#show heading.where(level: 1): set text(1.3em)
#show heading.where(level: 2): set text(1.1em)
#show table: set text(0.88em)
#show table: set par(justify: false)
#set table(stroke: 0.5pt, inset: 5pt, align: left + top)
#show table.cell.where(y: 0): strong
"""


def make_pdf(document: Document, path: Path) -> None:
    layout = document.meta["layout"]
    source = preamble(document, layout) + body(document, layout)
    work = path.with_suffix(".typ")
    work.write_text(source, encoding="utf-8")
    data = typst.compile(str(work), font_paths=FONT_FOLDERS, ignore_system_fonts=True, timestamp=int(stamp(document).timestamp()))
    path.write_bytes(data)


def preamble(document: Document, layout: str) -> str:
    date = stamp(document)
    return PREAMBLE.format(
        title=string(document.meta["title"]), author=string(author(document)), year=date.year, month=date.month, day=date.day,
        header=printed_lines(document.header_lines), footer=printed_lines(footer_lines(document)), page=page_word(document), font=string(FONTS[layout]), size=SIZES[layout],
        hyphenate="true" if layout != "typst" else "false", justify="true" if layout != "typst" else "false",
    )


def body(document: Document, layout: str) -> str:
    """The blocks; in the two-column layout everything after the title block stands in columns."""
    if layout != "typst-twocol":
        return "\n\n".join(typst_block(document, block) for block in document.blocks) + "\n"
    title = next((n for n, block in enumerate(document.blocks) if block.kind == "heading"), 0)
    blocks = [typst_block(document, block) for block in document.blocks]
    flow = "\n\n".join(blocks[title + 1 :])
    return "\n\n".join(blocks[: title + 1]) + "\n\n#columns(2, gutter: 8mm)[\n" + flow + "\n]\n"


def typst_block(document: Document, block: Block) -> str:
    if block.kind == "pagebreak":
        return "#pagebreak(weak: true)"
    if block.kind == "table":
        return typst_table(document, block)
    if block.kind == "columns":
        cells = ["[" + "\n\n".join(typst_block(document, inner) for inner in column) + "]" for column in block.columns]
        widths = "1fr, " * len(cells)
        return f"#grid(columns: ({widths}), column-gutter: 6mm, {', '.join(cells)})"
    text = content(document, block.text)
    if block.kind == "heading":
        return f"#heading(level: {block.level})[{text}]"
    if block.kind == "bullet":
        return f"#list(marker: [#{string(block.number)}])[{text}]"
    if block.kind == "numbered":
        return f"#enum(start: {block.number})[{text}]"
    return f"#par[{text}]"


def typst_table(document: Document, block: Block) -> str:
    widths = ", ".join(f"{width}fr" for width in table_widths(block.rows))
    head, *rows = [[f"[{content(document, cell)}]" for cell in row] for row in block.rows]
    if not block.ruled:
        cells = ",\n  ".join(", ".join(row) for row in [head, *rows])
        return f"#grid(columns: ({widths},), column-gutter: 3mm, row-gutter: 0.65em,\n  {cells},\n)"
    cells = ",\n  ".join(", ".join(row) for row in rows)
    return f"#table(columns: ({widths},),\n  table.header({', '.join(head)}),\n  {cells},\n)"


def content(document: Document, text: str) -> str:
    """Marked-up text as typst markup; words go in as string literals, so nothing needs escaping."""
    parts = []
    for run in runs(text):
        if run.note is not None:
            parts.append(f"#footnote[#{string(document.notes[run.note - 1])}]")
            continue
        words = "#linebreak()".join(f"#{string(part)}" if part else "" for part in run.text.split("\n"))
        if run.bold:
            words = f"#strong[{words}]"
        if run.italic:
            words = f"#emph[{words}]"
        parts.append(words)
    return "".join(parts)


def printed_lines(lines: list[str]) -> str:
    return "#linebreak()".join(f"#{string(line)}" for line in lines)


def string(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
