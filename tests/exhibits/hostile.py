"""Files that somebody made to do harm, each made here by code: name → (file name, bytes)."""

import io
import struct
import tarfile
import zipfile
import zlib

from tests.exhibits.samples import pdf, picture


def png_of(width, height, *, rows=b""):
    """A PNG that claims a size; its pixels, all black, compress to next to nothing."""

    def chunk(kind, content):
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def gif_of(width, height, frames=1):
    """A GIF whose canvas is large and whose frames are one pixel each."""
    frame = b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02D\x01\x00"
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + frame * frames + b";"


def tiff_of(width, height):
    """A TIFF with nothing but a head."""
    tags = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, height),
        (279, 1),
    ]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + b"\0" * 4


def webp_of(width, height):
    """A lossless WebP that claims a size."""
    bits = (width - 1) | (height - 1) << 14
    body = b"\x2f" + struct.pack("<I", bits) + b"\0" * 8
    return (
        b"RIFF"
        + struct.pack("<I", len(body) + 12)
        + b"WEBPVP8L"
        + struct.pack("<I", len(body))
        + body
    )


def png_with_text_bomb():
    """A small picture with a comment that unpacks to 200 MB."""
    plain = picture("PNG", size=(30, 30))
    body = b"zTXtComment\0\0" + zlib.compress(bytes(200 * 2**20), 9)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return plain[:33] + chunk + plain[33:]


def zip_of(*entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content, *attributes in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = attributes[0] if attributes else 0o600 << 16
            archive.writestr(info, content)
    return out.getvalue()


def zip_bomb():
    """300 MB of nothing in 300 kB."""
    return zip_of(("nothing", bytes(300 * 2**20)))


def tar_of(**fields):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo(fields.pop("name", "inside"))
        for name, value in fields.items():
            setattr(entry, name, value)
        archive.addfile(entry)
    return out.getvalue()


def tar_bomb():
    """A tar in gzip whose one entry unpacks to 2 GB."""
    out = io.BytesIO()
    packer = zlib.compressobj(9, wbits=31)
    entry = tarfile.TarInfo("nothing")
    entry.size = 2 * 2**30
    out.write(packer.compress(entry.tobuf()))
    out.write(packer.compress(bytes(64 * 2**20)) + packer.flush())
    return out.getvalue()


def endless_pdf():
    """A page that draws millions of filled curves over one another."""
    curves = b"0 0 m 600 900 -600 900 600 0 c 0 600 900 -600 600 600 c f\n" * 400_000
    return pdf(content=curves)


def nested_pdf(depth=3000):
    """Pages within pages within pages, and arrays within arrays."""
    lines = [b"%PDF-1.4", b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj"]
    lines += [
        b"%d 0 obj <</Type/Pages/Count 1/Kids[%d 0 R]>> endobj" % (number, number + 1)
        for number in range(2, depth)
    ]
    lines.append(b"%d 0 obj %s%s endobj" % (depth, b"[" * 100_000, b"]" * 100_000))
    return b"\n".join([*lines, b"trailer <</Root 1 0 R>>", b"%%EOF"])


def playlist(*lines):
    return "\n".join(
        ["#EXTM3U", "#EXT-X-TARGETDURATION:1", "#EXTINF:1,", *lines, "#EXT-X-ENDLIST"]
    ).encode()


DJVU = (  # CVE-2021-22204: exiftool before 12.24 ran what stands in this annotation
    b"(metadata \"\\c${system('touch taken-over')};\")"
)


def djvu():
    annotation = b"ANTa" + struct.pack(">I", len(DJVU)) + DJVU + b"\0" * (len(DJVU) % 2)
    info = b"INFO" + struct.pack(">I", 10) + b"\0\x64\0\x64\x18\0\x2c\x01\x16\x01"
    body = b"DJVU" + info + annotation
    return b"AT&TFORM" + struct.pack(">I", len(body)) + body


SVG = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script>'
    b"<text>&x;</text></svg>"
)
POLYGLOT = b"GIF89a/*\0\0\0*/=1;<script>alert(document.cookie)</script><html><body></body></html>"
LINK = 0o120777 << 16

PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
FORMULA = b'name,sum\nx,"=HYPERLINK(""http://x"",""y"")"\n'


def nearly_too_large():
    """All pixels of it are there: 99.8 million."""
    return png_of(9_990, 9_990, rows=bytes((9_990 * 3 + 1) * 9_990))


# name → (file name, what makes the bytes, kind of look, the one outcome that names it)
CORPUS = {
    "page named as a picture": ("a.jpg", lambda: PAGE, "type", "not_what_it_says"),
    "program named as a report":
        ("a.pdf", lambda: b"MZ\x90\0" + bytes(200), "type", "not_what_it_says"),
    "picture that is a page as well": ("a.gif", lambda: POLYGLOT, "preview", "damaged"),
    "zip bomb": ("a.zip", zip_bomb, "contents", "archive_bomb"),
    "tar bomb": ("a.tar.gz", tar_bomb, "contents", "archive_bomb"),
    "symlink in a zip":
        ("a.zip", lambda: zip_of(("key", b"/etc/passwd", LINK)), "contents", "archive_link"),
    "symlink in a tar":
        ("a.tgz", lambda: tar_of(type=tarfile.SYMTYPE, linkname="/etc"), "contents", "archive_link"),
    "device in a tar": ("a.tgz", lambda: tar_of(type=tarfile.CHRTYPE), "contents", "archive_link"),
    "zip slip": ("a.zip", lambda: zip_of(("../../x", b"1")), "contents", "archive_escape"),
    "zip slip for Windows":
        ("a.zip", lambda: zip_of(("..\\..\\x", b"1")), "contents", "archive_escape"),
    "absolute path in a tar":
        ("a.tgz", lambda: tar_of(name="/etc/cron.d/x"), "contents", "archive_escape"),
    "pixel flood, PNG": ("a.png", lambda: png_of(30_000, 30_000), "preview", "too_many_pixels"),
    "pixel flood, GIF": ("a.gif", lambda: gif_of(30_000, 30_000), "preview", "too_many_pixels"),
    "pixel flood, TIFF": ("a.tif", lambda: tiff_of(30_000, 30_000), "preview", "too_many_pixels"),
    "pixel flood, WebP": ("a.webp", lambda: webp_of(16_000, 16_000), "preview", "too_many_pixels"),
    "just below the limit of pixels": ("a.png", nearly_too_large, "preview", "done"),
    "comment that is a bomb": ("a.png", png_with_text_bomb, "preview", "damaged"),
    "drawing with a script": ("a.svg", lambda: SVG, "preview", "active_content"),
    "formulas": ("a.csv", lambda: FORMULA, "contents", "formulas"),
    "formulas that run programs":
        ("a.csv", lambda: b"name\n+cmd|' /C calc'!A0\n", "contents", "formulas"),
    "endless PDF": ("a.pdf", endless_pdf, "preview", "too_long"),
    "nested PDF": ("a.pdf", nested_pdf, "preview", "damaged"),
    "PDF of five metres": ("a.pdf", lambda: pdf(media_box=(14_400, 14_400)), "preview", "done"),
    "locked PDF": ("a.pdf", lambda: pdf(password="secret"), "preview", "encrypted"),
    "playlist that reads a file":
        ("a.mp4", lambda: playlist("file:///etc/passwd"), "type", "not_what_it_says"),
    "exiftool's DjVu hole": ("a.djvu", djvu, "preview", "unsupported"),
    "cut picture": ("a.jpg", lambda: picture()[:2000], "preview", "damaged"),
}  # fmt: skip
