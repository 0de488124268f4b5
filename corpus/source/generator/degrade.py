"""Makes a typeset PDF worse in ways that archives do: scanned, badly recognised, or cut off.

Everything random is seeded by the document's id and the page, so a run gives the same bytes again.
"""

from __future__ import annotations

import io
import os
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy
import pikepdf
from PIL import Image, ImageFilter

from .layout import stamp
from .source import Document


@dataclass(frozen=True)
class Wear:
    """How bad a scan is. `stored_dpi` and `quality` only decide how small the kept image is."""

    noise: float
    blur: float
    tilt: float
    contrast: float
    specks: int
    stored_dpi: int = 110
    quality: int = 26


SCAN_DPI = 200
WEAR = {
    "eng": Wear(noise=9, blur=0.7, tilt=0.15, contrast=0.95, specks=30),
    "eng-worn": Wear(noise=20, blur=1.15, tilt=0.6, contrast=0.72, specks=500),
    "image": Wear(noise=9, blur=0.7, tilt=0.4, contrast=0.9, specks=60, stored_dpi=150),
}


def scan(document: Document, path: Path) -> None:
    """Replaces the pages by pictures; unless `image`, with the text that an English OCR reads in them."""
    kind = document.meta["scan"]
    pictures = [wear_page(document, n, page, WEAR[kind]) for n, page in enumerate(rasterise(path), start=1)]
    with pikepdf.new() as joined:
        for number, picture in enumerate(pictures, start=1):
            add_page(joined, picture, WEAR[kind], None if kind == "image" else recognise(picture, path, number))
        joined.docinfo["/CreationDate"] = stamp(document).strftime("D:%Y%m%d%H%M%S+00'00'")
        joined.docinfo["/Producer"] = "Exempelstad Scan 2.1"
        joined.save(path, deterministic_id=True)


def rasterise(path: Path) -> list[Image.Image]:
    stem = path.with_suffix("")
    for old in stem.parent.glob(f"{stem.name}-page-*.pgm"):
        old.unlink()
    subprocess.run(["pdftoppm", "-r", str(SCAN_DPI), "-gray", str(path), f"{stem}-page"], check=True)
    files = sorted(stem.parent.glob(f"{stem.name}-page-*.pgm"))
    return [Image.open(file).convert("L") for file in files]


def wear_page(document: Document, number: int, page: Image.Image, wear: Wear) -> Image.Image:
    random = numpy.random.default_rng(zlib.crc32(f"{document.id}/{number}".encode()))
    page = page.rotate(random.uniform(-wear.tilt, wear.tilt), resample=Image.Resampling.BICUBIC, fillcolor=255)
    pixels = numpy.asarray(page.filter(ImageFilter.GaussianBlur(wear.blur)), dtype=numpy.float64)
    pixels = 250 - (255 - pixels) * wear.contrast + random.normal(0, wear.noise, pixels.shape)
    for y, x in zip(random.integers(0, pixels.shape[0] - 2, wear.specks), random.integers(0, pixels.shape[1] - 2, wear.specks)):
        pixels[y : y + 2, x : x + 2] = random.integers(40, 160)
    return Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8))


def recognise(picture: Image.Image, path: Path, number: int) -> Path:
    """Runs tesseract with a model that knows no å, ä, ö; gives a PDF page with invisible text only."""
    image = path.with_name(f"{path.stem}-ocr-{number:02d}.png")
    picture.save(image, dpi=(SCAN_DPI, SCAN_DPI))
    command = ["tesseract", str(image), str(image.with_suffix("")), "-l", "eng", "-c", "textonly_pdf=1", "pdf"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})
    return image.with_suffix(".pdf")


def add_page(joined: pikepdf.Pdf, picture: Image.Image, wear: Wear, text_layer: Path | None) -> None:
    width, height = (side * 72 / SCAN_DPI for side in picture.size)
    if text_layer is None:
        joined.add_blank_page(page_size=(width, height))
    else:
        with pikepdf.open(text_layer) as layer:
            joined.pages.extend(layer.pages)
    page = joined.pages[-1]
    name = page.add_resource(picture_object(joined, picture, wear), pikepdf.Name.XObject, pikepdf.Name("/Scan"))
    box = [float(value) for value in page.mediabox]
    draw = f"q {box[2]:.2f} 0 0 {box[3]:.2f} 0 0 cm {name} Do Q\n"
    page.contents_add(draw.encode(), prepend=True)


def picture_object(joined: pikepdf.Pdf, picture: Image.Image, wear: Wear) -> pikepdf.Stream:
    scale = wear.stored_dpi / SCAN_DPI
    small = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    # a light smoothing keeps the scanner's grain from eating the file size
    small = small.filter(ImageFilter.GaussianBlur(0.4))
    data = io.BytesIO()
    small.save(data, "JPEG", quality=wear.quality, optimize=True)
    return pikepdf.Stream(
        joined, data.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=small.width, Height=small.height,
        ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )


def cut_xref(path: Path) -> None:
    """Takes the cross-reference table and `startxref` out, so that readers must look for the objects."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    data = path.read_bytes()
    table, trailer, start = data.rindex(b"\nxref\n"), data.rindex(b"trailer"), data.rindex(b"startxref")
    path.write_bytes(data[: table + 1] + data[trailer:start])
