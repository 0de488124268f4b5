"""Small files written by hand: bombs that cost a careless reader its memory or time, and odd but lawful corners of PDF."""

WORDS = "Nämnden beslutar att godkänna planen för förskolan".encode("cp1252")
HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def stream(data, more=b""):
    return b"<< /Length %d %s >> stream\n%s\nendstream" % (len(data), more, data)


def pdf(objects, root=1, trailer=b""):
    """A file of numbered objects with a right table."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer << /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, root, trailer, table)
    return bytes(out)


def page(content, fonts=b"/F 5 0 R", more=b"", resources=b"", objects=None):
    """One page with that content; fonts are objects from 5 on, HELVETICA unless others are given."""
    return pdf({
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s"
           b" /Resources << /Font << %s >> %s >> >>" % (more, fonts, resources),
        4: content if content.startswith(b"<<") else stream(content),
        5: HELVETICA,
        **(objects or {}),
    })


def shown(words=WORDS, before=b"", size=12):
    return b"BT /F %d Tf 72 700 Td %s (%s) Tj ET" % (size, before, words)


def bombs(pack):
    """Name and bytes of files that cost too much."""
    zeros = pack(pack(b"\0" * (1 << 28), 9), 9)
    yield "bomb-inflate", page(stream(zeros, b"/Filter [/FlateDecode /FlateDecode]"))
    yield "bomb-operators", page(stream(pack(b"q Q " * 30_000_000), b"/Filter /FlateDecode"))
    yield "bomb-glyphs", page(stream(pack(shown(b"a" * 60) * 300_000), b"/Filter /FlateDecode"))
    yield "bomb-saves", page(stream(pack(b"q " * 5_000_000), b"/Filter /FlateDecode"))
    yield "bomb-arrays", page(b"[" * 2_000_000 + b" (a) Tj")
    yield "bomb-dictionaries", page(shown(), more=b"/A " + b"<< /A " * 200_000)
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << %s >> >>"
    yield "loop-form", page(b"/X Do", resources=b"/XObject << /X 6 0 R >>",
                            objects={6: stream(b"/X Do /X Do", form % b"/X 6 0 R")})
    doubling = {at: stream(b"/X Do " * 10, form % (b"/X %d 0 R" % (at + 1))) for at in range(6, 20)}
    doubling[20] = stream(shown(), form % b"")
    yield "bomb-forms", page(b"/X Do", resources=b"/XObject << /X 6 0 R >>", objects=doubling)
    type3 = (b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97"
             b" /Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 7 0 R >> /Resources << /Font << /F 6 0 R >> >> >>")
    yield "loop-type3", page(shown(b"aaaa"), b"/F 6 0 R", objects={6: type3, 7: stream(b"9 0 d0 BT /F 1 Tf (aa) Tj ET")})
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    yield "loop-pages", pdf({1: catalog, 2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99 >>"})
    yield "loop-parent", pdf({1: catalog, 2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>",
                              3: b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"})
    yield "loop-reference", pdf({1: catalog, 2: b"3 0 R", 3: b"2 0 R"})
    yield "loop-length", page(b"<< /Length 4 0 R >> stream\n(a) Tj\nendstream")
    yield "loop-previous", pdf({1: catalog}, trailer=b"/Prev 9")
    kids = b" ".join(b"3 0 R" for _ in range(200_000))
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    yield "bomb-pages", pdf({1: catalog, 2: b"<< /Type /Pages /Kids [%s] /Count 200000 >>" % kids, 3: leaf})
    image = b"/Type /XObject /Subtype /Image /Width 2000000000 /Height 2000000000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    yield "bomb-image", page(b"/I Do", resources=b"/XObject << /I 6 0 R >>", objects={6: stream(b"a", image)})
    cmap = b"begincmap 1 begincodespacerange <00000000> <ffffffff> endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>"
    yield "bomb-cmap", page(shown(), b"/F 6 0 R", objects={6: font, 7: stream(cmap)})
    widths = (b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2"
              b" /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [0 2000000000 500] >>] >>")
    yield "bomb-widths", page(shown(), b"/F 6 0 R", objects={6: widths})
    yield "empty", b""
    yield "header-only", b"%PDF-1.7\n"


def cmap_of(pairs):
    lines = b"\n".join(b"<%02x> <%s>" % (code, text.encode("utf-16-be").hex().encode()) for code, text in pairs)
    return stream(b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange\n"
                  b"%d beginbfchar\n%s\nendbfchar endcmap" % (len(pairs), lines))


def corners():
    """Name and bytes of odd files with words that can be read."""
    yield from odd_places()
    yield from odd_fonts()
    yield from odd_files()


def odd_places():
    for name, before in [("rise", b"5 Ts"), ("narrow", b"40 Tz"), ("wide", b"250 Tz"), ("spaced", b"3 Tc"),
                         ("apart", b"30 Tw"), ("invisible", b"3 Tr"), ("stroked", b"1 Tr"), ("turned", b"0 1 -1 0 300 300 Tm"),
                         ("upside-down", b"-1 0 0 -1 500 500 Tm"), ("mirrored", b"1 0 0 -1 72 300 Tm"), ("slanted", b"1 0 .4 1 72 300 Tm"),
                         ("aslant", b".7 .7 -.7 .7 100 100 Tm"), ("tiny", b".01 0 0 .01 72 300 Tm"), ("huge", b"9 0 0 9 -900 300 Tm")]:
        yield f"text-{name}", page(shown(before=before))
    letters = b"".join(b"%d 0 Td (%s) Tj " % (7, bytes([c])) for c in WORDS)
    yield "text-letter-by-letter", page(b"BT /F 12 Tf 72 700 Td %s ET" % letters)
    kerned = b" ".join(b"(%s) %d" % (bytes([c]), -20 if c != 32 else -300) for c in WORDS if c != 32)
    yield "text-kerned", page(b"BT /F 12 Tf 72 700 Td [%s] TJ ET" % kerned)
    words = b" ".join(b"(%s) -400" % word for word in WORDS.split())
    yield "text-without-spaces", page(b"BT /F 12 Tf 72 700 Td [%s] TJ ET" % words)
    yield "text-quotes", page(b"BT /F 12 Tf 14 TL 72 700 Td (%s) ' 2 1 (%s) \" ET" % (WORDS, WORDS))
    yield "text-hexadecimal", page(b"BT /F 12 Tf 72 700 Td <%s> Tj ET" % WORDS.hex().encode())
    yield "text-octal", page(b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % b"".join(b"\\%03o" % c for c in WORDS))
    yield "text-twice", page(shown() + b" BT /F 12 Tf 72.3 700 Td (%s) Tj ET" % WORDS)
    yield "text-off-the-page", page(shown() + b" BT /F 12 Tf 2000 700 Td (borta) Tj ET")
    yield "text-unsaved", page(b"Q Q Q " + shown() + b" q q q")
    yield "text-no-end", page(b"BT /F 12 Tf 72 700 Td (%s) Tj" % WORDS)
    yield "text-unknown-operators", page(b"1 2 foo (x) bar " + shown())
    yield "text-inline-image", page(b"BI /W 2 /H 2 /BPC 8 /CS /G ID abEIEI Q EI " + shown())
    for turn in (90, 180, 270, -90, 450):
        yield f"page-turned{turn}", page(shown(), more=b"/Rotate %d" % turn)
    yield "page-cropped", page(shown(), more=b"/CropBox [0 600 595 842]")
    yield "page-far", page(b"1 0 0 1 10000 10000 cm " + shown(), more=b"/MediaBox [10000 10000 10595 10842]")
    yield "page-upside-down-box", page(shown(), more=b"/MediaBox [595 842 0 0]")
    yield "page-unit", page(shown(), more=b"/UserUnit 5")
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [.5 0 0 .5 0 0] /Resources << /Font << /F 5 0 R >> >>"
    yield "form", page(b"q 2 0 0 2 0 0 cm /X Do Q", resources=b"/XObject << /X 6 0 R >>", objects={6: stream(shown(), form)})
    borrowed = form.split(b"/Resources")[0]
    yield "form-without-resources", page(b"/X Do", resources=b"/XObject << /X 6 0 R >>", objects={6: stream(shown(), borrowed)})
    yield "actual-text", page(b"/Span << /ActualText <FEFF0050006C0061006E> >> BDC " + shown(b"Pxxn") + b" EMC")
    note = b"<< /Type /Annot /Subtype /FreeText /Rect [72 600 400 640] /Contents (Anteckning) /DA (/F 12 Tf) /AP << /N 6 0 R >> >>"
    yield "note", page(shown(), more=b"/Annots [%s]" % note, objects={6: stream(shown(b"Anteckning").replace(b"700", b"5"), form)})


def odd_fonts():
    def one(name, font, words=WORDS, **more):
        return f"font-{name}", page(shown(words), b"/F 6 0 R", objects={6: font, **more.get("objects", {})})

    yield "font-missing", page(shown(), b"")
    yield one("standard", b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>", b"Beslut om planen")
    yield one("mac", b"<< /Type /Font /Subtype /TrueType /BaseFont /Arial /Encoding /MacRomanEncoding >>",
              "Nämnden åtgärdar förslaget".encode("mac_roman"))
    yield one("differences", b"<< /Type /Font /Subtype /Type1 /BaseFont /Arial /Encoding << /BaseEncoding /WinAnsiEncoding"
              b" /Differences [1 /aring /adieresis /odieresis /fi /fl 33 /uni0041 /u00042 /Euro] >> >>", b"f\3r \1r \2n !\" pro\4l")
    names = " ".join(f"/g{code}" for code in range(97, 123)).encode()
    yield one("glyph-numbers", b"<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [97 %s] >> >>" % names, b"abc")
    pairs = [(65, "fi"), (66, "\u00e5"), (67, "ord "), (68, "\U0001d400"), (69, "\u00ad"), (70, "\u00a0"), (71, "e\u0301")]
    unicode_font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Arial /ToUnicode 7 0 R /Encoding /WinAnsiEncoding >>"
    yield one("tounicode", unicode_font, b"proAl BtgBrd CC sist", objects={7: cmap_of(pairs)})
    yield one("tounicode-zero", unicode_font, WORDS, objects={7: cmap_of([(code, "\0") for code in range(32, 127)])})
    yield one("tounicode-broken", unicode_font, WORDS, objects={7: stream(b"begincmap 3 beginbfchar <41> << endcmap")})
    composite = (b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /%s /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0"
                 b" /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (%s) /Supplement 2 >> >>] >>")
    for encoding, ordering, codec in [(b"UniJIS-UTF16-H", b"Japan1", "utf-16-be"), (b"90ms-RKSJ-H", b"Japan1", "cp932"),
                                      (b"UniGB-UCS2-H", b"GB1", "utf-16-be"), (b"GBK-EUC-H", b"GB1", "gbk"),
                                      (b"UniCNS-UTF16-H", b"CNS1", "utf-16-be"), (b"UniKS-UTF16-H", b"Korea1", "utf-16-be"),
                                      (b"ETen-B5-H", b"CNS1", "big5"), (b"UniJIS-UCS2-V", b"Japan1", "utf-16-be")]:
        text = "\u4e2d\u6587" if ordering != b"Korea1" else "\ud55c\uad6d"
        data = b"<%s> Tj" % text.encode(codec).hex().encode()
        yield f"font-{encoding.decode()}", page(b"BT /F 12 Tf 72 700 Td %s ET" % data, b"/F 6 0 R",
                                                objects={6: composite % (encoding, ordering)})
    type3 = (b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [.001 0 0 .001 0 0] /FirstChar 97 /LastChar 99"
             b" /Widths [600 600 600] /Encoding << /Differences [97 /a /b /c] >> /CharProcs << /a 7 0 R /b 7 0 R /c 7 0 R >> /Resources << >> >>")
    yield one("type3", type3, b"abc cab", objects={7: stream(b"600 0 d0 0 0 500 700 re f")})


def odd_files():
    good = page(shown())
    yield "file-no-table", good[: good.index(b"xref")]
    yield "file-wrong-table", good.replace(b"startxref\n", b"startxref\n7")
    yield "file-junk-before", b"HTTP/1.1 200 OK\r\n\r\n" + good
    yield "file-junk-after", good + b"\0" * 3000
    yield "file-carriage-returns", good.replace(b"\n", b"\r")
    yield "file-old-header", good.replace(b"%PDF-1.7", b"%PDF-0.0")
    yield "file-no-header", good.replace(b"%PDF-1.7", b"%XXX-1.7")
    yield "file-two-in-one", good + b"\n" + page(shown(b"Den andra filen"))
    yield "file-no-types", good.replace(b"/Type /Page ", b"").replace(b"/Type /Pages ", b"").replace(b"/Type /Catalog ", b"")
    yield "file-wrong-length", good.replace(b"/Length %d" % len(shown()), b"/Length 3")
    yield "file-no-length", good.replace(b"/Length %d" % len(shown()), b"")
    yield "file-no-endobj", good.replace(b"endobj", b"")
    yield "file-contents-in-pieces", page(b"<< >>", more=b"").replace(
        b"/Contents 4 0 R", b"/Contents [6 0 R 7 0 R]") .replace(
        b"4 0 obj\n<< >>\nendobj", b"6 0 obj\n%s\nendobj\n7 0 obj\n%s\nendobj" % (
            stream(b"BT /F 12 Tf 72 700 Td (Delad"), stream(b" str\344ng) Tj ET")))
    yield "file-page-without-box", good.replace(b"/MediaBox [0 0 595 842]", b"")
    yield "file-count-wrong", good.replace(b"/Count 1", b"/Count 7")
    yield "file-kids-direct", good.replace(b"/Kids [3 0 R]", b"/Kids [3 0 R null 99 0 R 3 0 R]")
