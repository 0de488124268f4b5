#!/usr/bin/env python3
"""Makes the sample corpus of Exempelstad: PDFs, truth tables and manifest from the sources beside this file.

    python3 make.py                 everything
    python3 make.py --only ID ...   some PDFs (the truth is always written for the whole corpus)
    python3 make.py --truth         only the truth, no PDFs
    python3 make.py --check         only looks at the labels

Needs the packages in requirements.txt, and the programs soffice (LibreOffice), tesseract with `eng`, and
pdftoppm, with the Liberation fonts. Exit code 1 means that something is wrong with the sources.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import sys
import tempfile
from pathlib import Path

from generator.check import check
from generator.source import Document, SourceError, read
from generator.truth import write_truth

SOURCES = Path(__file__).resolve().parent
CORPUS = SOURCES.parent
NOTES = SOURCES / "what-it-tests.csv"


def main() -> int:
    arguments = parse_arguments()
    try:
        documents = [read(path) for path in sorted(SOURCES.glob("*.md"))]
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    points = {mark.attributes["id"]: mark for d in documents for mark in d.marks if mark.kind == "point" and "id" in mark.attributes}
    complaints = check(documents, points)
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if arguments.check or complaints:
        print(f"{len(documents)} documents, {len(points)} points, {len(complaints)} complaints")
        return 1 if complaints else 0
    write_truth(documents, CORPUS / "truth")
    if arguments.truth:
        return 0
    make_pdfs(choose(documents, arguments.only), arguments.work)
    write_manifest(documents)
    return 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="ID", help="make only these documents")
    parser.add_argument("--check", action="store_true", help="only check the labels")
    parser.add_argument("--truth", action="store_true", help="only write the truth")
    parser.add_argument("--work", type=Path, help="folder for intermediate files (default: a temporary one)")
    return parser.parse_args()


def choose(documents: list[Document], only: list[str] | None) -> list[Document]:
    unknown = set(only or []) - {document.id for document in documents}
    if unknown:
        sys.exit(f"no such document: {', '.join(sorted(unknown))}")
    return [document for document in documents if only is None or document.id in only]


def make_pdfs(documents: list[Document], work: Path | None) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = (work or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for document in documents:
            path = folder / f"{document.id}.pdf"
            make_pdf(document, path)
            (CORPUS / path.name).write_bytes(path.read_bytes())
            print(f"{path.name}: {path.stat().st_size // 1024} kB", flush=True)


def make_pdf(document: Document, path: Path) -> None:
    # imported late: checking labels must work without the typesetters
    from generator import degrade, typeset_typst, typeset_word

    typesetter = typeset_word if document.meta["layout"] == "word" else typeset_typst
    typesetter.make_pdf(document, path)
    if document.meta["scan"] != "none":
        degrade.scan(document, path)
    if document.meta["break"] == "xref":
        degrade.cut_xref(path)


def write_manifest(documents: list[Document]) -> None:
    with NOTES.open(encoding="utf-8", newline="") as file:
        notes = {row["id"]: row["tests"] for row in csv.DictReader(file)}
    with (CORPUS / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["id", "file", "sha256", "pages", "layout", "scan", "break", "tests"])
        for document in documents:
            path = CORPUS / f"{document.id}.pdf"
            if path.exists():
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                fixed = [document.meta[key] for key in ("layout", "scan", "break")]
                writer.writerow([document.id, path.name, digest, count_pages(path), *fixed, notes.get(document.id, "")])


def count_pages(path: Path) -> int:
    import pikepdf

    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


if __name__ == "__main__":
    sys.exit(main())
