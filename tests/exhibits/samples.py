"""Files of every kind, made here; and the inspection of one by its own job."""

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from evidence.exhibits.inspection.asking import key_of
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit
from evidence.exhibits.services import log_exhibit

WHY = "logged by a test"
# A witness's name, in whatever a picture can hold beside what is seen.
PLANTED = "Zeinab Planted"


def attach(case, by, content, name="photo.jpg", **words):
    fields = {"title": "Photograph", "provider_code": "UN", "kind": "photograph", **words}
    files = [NewFile.of_bytes(content, name)]
    return log_exhibit(Exhibit(case=case, **fields), by=by, reason=WHY, files=files).files.get()


def look_into(file, attempt=1):
    """Runs the job that is queued for the file; the file as it is then."""
    job = Job.objects.get(idempotency_key=key_of(file, attempt))
    run_job(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error_code
    return type(file).objects.get(pk=file.pk)


def outcomes(file):
    return {each.kind: str(each.outcome) for each in file.inspections.newest()}


def picture(kind="JPEG", size=(1200, 800), exif=None, **words):
    """A picture with a red upper left corner."""
    made = Image.new("RGB", size, "lightgrey")
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 3, size[1] // 3), fill="red")
    out = io.BytesIO()
    made.save(out, kind, **({"exif": exif} if exif else {}), **words)
    return out.getvalue()


def with_ffmpeg(ending, *source):
    """What ffmpeg makes of a test source: with_ffmpeg("mp4", "testsrc=d=2")."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"made.{ending}"
        inputs = [word for each in source for word in ("-f", "lavfi", "-i", each)]
        subprocess.run(["ffmpeg", "-loglevel", "error", *inputs, path], check=True)
        return path.read_bytes()


def pdf(text="Statement", *, pages=1, media_box=(595, 842), password="", content=None):
    """A PDF with a line of text on each page, made with pikepdf."""
    import pikepdf

    made = pikepdf.Pdf.new()
    name = pikepdf.Name
    font = pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica)
    for _number in range(pages):
        page = made.add_blank_page(page_size=media_box)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        drawn = content or f"BT /F1 48 Tf 60 600 Td ({text}) Tj ET".encode()
        page.Contents = made.make_stream(drawn)
    out = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else None
    made.save(out, encryption=locked) if locked else made.save(out)
    return out.getvalue()


def planted_picture():
    """A JPEG whose EXIF, GPS, XMP, IPTC and comment hold PLANTED."""
    exif = Image.Exif()
    exif[0x013B] = f"{PLANTED} by EXIF"  # Artist
    exif[0x8298] = f"{PLANTED} holds the rights"
    exif.get_ifd(0x8769)[0xA431] = f"{PLANTED} 0123456789"  # serial number of the body
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (32.0, 52.0, 3.0), "E", (13.0, 20.0, 1.0)
    gps[0x1D] = "2019:07:02"
    gps[0x1B] = f"ASCII\0\0\0{PLANTED} by GPS".encode()
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-'
        'syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator><rdf:Seq><rdf:li>{PLANTED} by XMP</rdf:li></rdf:Seq></dc:creator>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return picture(
        size=(640, 480),
        exif=exif.tobytes(),
        xmp=xmp.encode(),
        comment=f"{PLANTED} by comment".encode(),
    )
