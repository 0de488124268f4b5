"""Typesets a document as a Word file and lets LibreOffice export it, as a municipality would.

The .docx is written with python-docx; what that library lacks (real footnotes, page fields, repeated
table heads) is added as XML here.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
from docx import Document as new_word_file
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from .layout import author, footer_lines, page_word, stamp, table_widths
from .source import Block, Document, runs

EXPORT = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
BODY_FONT, HEADING_FONT = "Liberation Serif", "Liberation Sans"
TABLE_STYLE = "Exempelstad tabell"
TEXT_WIDTH = Cm(16)
FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def make_pdf(document: Document, path: Path) -> None:
    word_path = path.with_suffix(".docx")
    write_word_file(document, word_path)
    export(word_path, path)
    settle(document, path)


def export(word_path: Path, path: Path) -> None:
    profile = path.parent / "libreoffice-profile"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", EXPORT]
    run = subprocess.run(
        [*command, "--outdir", str(path.parent), str(word_path)],
        env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=300,
    )
    if run.returncode or not path.exists():
        raise RuntimeError(f"LibreOffice did not make {path.name}: {run.stderr or run.stdout}")


def settle(document: Document, path: Path) -> None:
    """Replaces the clock and the random file id that LibreOffice writes, so that runs agree."""
    date = stamp(document).strftime("D:%Y%m%d%H%M%S+00'00'")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for key in ("/DocChecksum", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        for key in list(pdf.docinfo):
            del pdf.docinfo[key]
        pdf.docinfo.update({"/Title": document.meta["title"], "/Author": author(document), "/CreationDate": date})
        pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)


def write_word_file(document: Document, path: Path) -> None:
    word = new_word_file()
    set_styles(word)
    set_page(word, document)
    for previous, block in zip([None, *document.blocks], document.blocks):
        if block.kind == "pagebreak":
            continue
        first = len(word.element.body)
        add_block(word, block)
        if previous is not None and previous.kind == "pagebreak":
            break_page_before(word, first)
    if document.notes:
        add_footnotes_part(word, document.notes)
    word.core_properties.title = document.meta["title"]
    word.core_properties.author = author(document)
    word.core_properties.language = "sv-SE"
    word.core_properties.created = word.core_properties.modified = stamp(document).replace(tzinfo=None)
    word.save(path)


def set_styles(word) -> None:
    normal = word.styles["Normal"]
    set_font(normal, BODY_FONT, 12)
    normal.paragraph_format.space_after = Pt(8)
    normal.paragraph_format.line_spacing = 1.15
    normal.element.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="sv-SE"/>'))
    for level, size, before in ((1, 18, 6), (2, 14, 16), (3, 12, 12)):
        style = word.styles[f"Heading {level}"]
        set_font(style, HEADING_FONT, size)
        style.font.bold = True
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    cells = word.styles.add_style(TABLE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    set_font(cells, BODY_FONT, 10)
    cells.paragraph_format.space_after = Pt(2)
    cells.paragraph_format.line_spacing = 1.0
    for name in ("Header", "Footer"):
        set_font(word.styles[name], HEADING_FONT, 8.5)
        # the template's own stops would catch the tab before ours
        word.styles[name].paragraph_format.tab_stops.clear_all()


def set_font(style, name: str, size: float) -> None:
    style.font.name = name
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def set_page(word, document: Document) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(3), Cm(2.6)
    header = section.header.paragraphs[0]
    header.paragraph_format.tab_stops.clear_all()
    header.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    first, *rest = document.header_lines
    header.add_run(first + "\t" + page_word(document))
    add_field(header, "PAGE")
    header.add_run(" (")
    add_field(header, "NUMPAGES")
    header.add_run(")")
    for line in rest:
        header.add_run().add_break()
        header.add_run(line)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for number, line in enumerate(footer_lines(document)):
        if number:
            footer.add_run().add_break()
        footer.add_run(line)


def add_field(paragraph, code: str) -> None:
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def break_page_before(word, position: int) -> None:
    """Starts a page at the block that was just added (its elements stand before the section's own)."""
    added = word.element.body[position - 1]
    if added.tag == qn("w:p"):
        Paragraph(added, word).paragraph_format.page_break_before = True
        return
    paragraph = word.add_paragraph()
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    added.addprevious(paragraph._p)


def add_block(container, block: Block) -> None:
    """Adds a block to the body or to a table cell."""
    if block.kind == "table":
        add_table(container, block)
    elif block.kind == "columns":
        add_columns(container, block)
    else:
        add_paragraph(container, block)


def add_paragraph(container, block: Block) -> None:
    paragraph = container.add_paragraph()
    if block.kind == "heading":
        paragraph.style = f"Heading {block.level}"
    elif block.kind in ("bullet", "numbered"):
        # the mark is typed and hung on a tab: automatic lists lose their numbers' text in some exports
        layout = paragraph.paragraph_format
        layout.left_indent, layout.first_line_indent = Cm(1.1), Cm(-0.6)
        layout.tab_stops.add_tab_stop(Cm(1.1))
        layout.space_after = Pt(4)
        paragraph.add_run((block.number if block.kind == "bullet" else f"{block.number}.") + "\t")
    add_runs(paragraph, block.text)


def add_runs(paragraph, text: str, bold: bool = False) -> None:
    for run in runs(text):
        if run.note is not None:
            add_footnote_mark(paragraph, run.note)
            continue
        for number, part in enumerate(run.text.split("\n")):
            if number:
                paragraph.add_run().add_break()
            if part:
                printed = paragraph.add_run(part)
                printed.bold = True if run.bold or bold else None
                printed.italic = True if run.italic else None


def add_table(container, block: Block) -> None:
    table = container.add_table(rows=len(block.rows), cols=len(block.rows[0]))
    if block.ruled:
        table.style = "Table Grid"
    table.autofit = False
    shares = table_widths(block.rows)
    widths = [int(TEXT_WIDTH * share / sum(shares)) for share in shares]
    for number, (row, cells) in enumerate(zip(table.rows, block.rows)):
        head = block.ruled and number == 0
        if head:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, words, width in zip(row.cells, cells, widths):
            cell.width = width
            cell.paragraphs[0].style = TABLE_STYLE
            add_runs(cell.paragraphs[0], words, bold=head)
    for column, width in zip(table.columns, widths):
        column.width = width
    container.add_paragraph().paragraph_format.space_after = Pt(0)


def add_columns(container, block: Block) -> None:
    """Side by side columns are a table without borders, as in most Word minutes."""
    table = container.add_table(rows=1, cols=len(block.columns))
    table.autofit = False
    for cell, blocks in zip(table.rows[0].cells, block.columns):
        cell.width = int(TEXT_WIDTH / len(block.columns))
        for inner in blocks:
            add_block(cell, inner)
        if blocks:
            cell._tc.remove(cell.paragraphs[0]._p)
        for paragraph in cell.paragraphs:
            paragraph.style = TABLE_STYLE
            paragraph.paragraph_format.space_after = Pt(6)


def add_footnote_mark(paragraph, number: int) -> None:
    run = paragraph.add_run()
    run.font.superscript = True
    run._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{number}"/>'))


def add_footnotes_part(word, notes: list[str]) -> None:
    """The two separators that Word expects and a footnote a note, in 9 pt."""
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    size = '<w:sz w:val="18"/>'
    footnotes = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:spacing w:after="40" w:line="240" w:lineRule="auto"/></w:pPr>'
        f'<w:r><w:rPr>{size}<w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:rPr>{size}</w:rPr><w:t xml:space="preserve"> {escape(note)}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, start=1)
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {nsdecls("w")}>{separators}{footnotes}</w:footnotes>'
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES_TYPE, xml.encode("utf-8"), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
