#!/usr/bin/env python3
"""Makes hostile PDFs: mutants of good ones, rewritten ones, bombs, and small files that use odd corners of the format.

    make_hostile.py OUT COUNT SEED FOLDER...

Needs `pip install pymupdf`. The same arguments make the same files, but for identifiers that MuPDF draws.
"""

import pathlib
import random
import re
import sys
import zlib

import pymupdf

import odd_files


def flip(data, dice):
    for _ in range(dice.choice([1, 5, 50, 500])):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def truncate(data, dice):
    del data[dice.randrange(1, len(data)):]


def cut_out(data, dice):
    start = dice.randrange(len(data))
    del data[start : start + dice.randrange(1, len(data) // 4)]


def repeat(data, dice):
    start = dice.randrange(len(data))
    data[start:start] = data[start : start + dice.randrange(1, len(data) // 3)]


def digits(data, dice):
    places = [at for at, byte in enumerate(data) if 48 <= byte < 58]
    for _ in range(dice.choice([3, 30, 300])):
        data[dice.choice(places)] = 48 + dice.randrange(10)


def swap_words(data, dice):
    """Other names, lengths and types where the format's own words stand."""
    words = [rb"/Length \d+", rb"/FlateDecode", rb"endobj", rb"endstream", rb"/Type ?/Page\b", rb"/ToUnicode", rb"/Kids",
             rb"/Widths", rb"/Encoding", rb"/FontFile2", rb"startxref\s+\d+", rb"/Parent", rb"/Contents", rb"/Resources"]
    others = [b"/Length 0", b"/Length 99999999", b"/LZWDecode", b"endobj endobj", b"null", b"/Prev 0", b"[ ]", b"<< >>"]
    for _ in range(dice.choice([1, 2, 6])):
        found = [match.span() for match in re.finditer(dice.choice(words), data)]
        if found:
            start, end = dice.choice(found)
            data[start:end] = dice.choice(others)


def junk_around(data, dice):
    data[:0] = dice.randbytes(dice.choice([1, 100, 900]))
    data.extend(dice.randbytes(dice.choice([1, 100, 5000])))


def line_ends(data, _dice):
    data[:] = data.replace(b"\n", b"\r\n")


def no_table(data, _dice):
    data[:] = re.sub(rb"startxref\s+\d+\s+%%EOF", b"", data)


DAMAGES = [flip, truncate, cut_out, repeat, digits, swap_words, junk_around, line_ends, no_table]


def rewritten(data, dice):
    """The same document in another dress: packed, unpacked, encrypted without a password to open, turned, cropped."""
    document = pymupdf.open("pdf", data)
    for page in document:
        if dice.random() < 0.2:
            page.set_rotation(dice.choice([90, 180, 270]))
    ways = [{"garbage": 4}, {"use_objstms": 1, "garbage": 3}, {"expand": 255}, {"deflate": True, "clean": True},
            {"encryption": pymupdf.PDF_ENCRYPT_AES_256, "owner_pw": "x"}, {"encryption": pymupdf.PDF_ENCRYPT_RC4_128, "owner_pw": "x"},
            {"encryption": pymupdf.PDF_ENCRYPT_AES_128, "owner_pw": "x"}, {"ascii": True, "expand": 255}]
    return document.tobytes(**dice.choice(ways))


def made(at, seeds, dice):
    data = bytearray(dice.choice(seeds))
    if at % 4 == 0:
        return rewritten(bytes(data), dice)
    if at % 4 == 1:
        data = bytearray(rewritten(bytes(data), dice))
    dice.choice(DAMAGES)(data, dice)
    if dice.random() < 0.2 and len(data) > 8:
        dice.choice(DAMAGES)(data, dice)
    return bytes(data)


def main():
    out, count, seed, folders = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    out.mkdir(parents=True, exist_ok=True)
    pymupdf.TOOLS.mupdf_display_errors(False)
    seeds = [path.read_bytes() for folder in folders for path in sorted(pathlib.Path(folder).glob("*.pdf"))]
    files = list(odd_files.bombs(zlib.compress)) + list(odd_files.corners())
    for name, data in files:
        (out / f"{name}.pdf").write_bytes(data)
    dice = random.Random(seed)
    for at in range(count - len(files)):
        (out / f"m{at:04}.pdf").write_bytes(made(at, seeds, dice))


if __name__ == "__main__":
    main()
