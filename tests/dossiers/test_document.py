"""The PDF itself, made by the real renderer and read back by programs that are not ours."""

import io
import json
import re
import subprocess

import pikepdf

from casefiles.audit.canonical import canonical_json, digest
from casefiles.audit.services import record
from reports.dossiers.contents import freeze
from reports.dossiers.rendering.document import render
from reports.dossiers.rendering.reading import everything_in
from reports.dossiers.rendering.sections import ANNEXES, BODY, STEPS
from tests.dossiers.casework import ARABIC, CANARY, SHA256, WHY


def nothing(step, steps, code):
    pass


def as_laid_out(pdf):
    """The text with its places kept: what stands beside what."""
    command = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def test_exhibits_stand_in_the_margin_of_what_rests_on_them(pdf):
    assert re.search(r"About 616 migrants .* in the centre\.\s+TAJ-UN-0001", as_laid_out(pdf))


def test_chapters_stand_in_the_order_of_a_united_nations_report(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
    chapters = [f"{number} {title}" for number, title in enumerate(BODY.values(), start=1)]
    annexes = [
        f"Annex {letter} {title}" for letter, title in zip("ABCDEF", ANNEXES.values(), strict=True)
    ]
    assert titles == chapters + annexes


def test_it_says_what_the_case_says(pdf, words):
    text = words(pdf)
    finding = (
        "An aircraft of a foreign State, identity withheld, likely carried out the second strike. "
        "Standard of proof: reasonable grounds to believe. Confidence in the analysis: moderate. "
        "Under whose command it flew is undetermined. "
        "No exhibit in this file distinguishes H1 from H2."
    )
    assert text.count(finding) == 2  # in the summary and in the analysis, in the same words
    assert text.count("NOT APPROVED") == 7  # each hypothesis, and the finding twice
    assert SHA256 in text
    for words_of_the_case in (
        "reasonable grounds to believe (this case)",
        "An armed group refused the team entry.",
        "About 616 migrants and refugees were held in the centre.",
        "Foreign State (identity withheld)",
        "accuses another (LNA)",
        "Why TAJ-POE-0004 is I with H3.",
        "may amount to",
        "Which State is STATE-X?",
        "Investigate independently.",
        "1 statement is left out: a witness did not consent to this use.",
    ):
        assert words_of_the_case in text


def test_figures_of_different_sources_stand_side_by_side(pdf):
    layout = as_laid_out(pdf)
    assert re.search(r"^\s*at least 130\s+87\s*$", layout, re.MULTILINE)
    assert re.search(r"^\s*PRESS\s+UN\s*$", layout, re.MULTILINE)
    # No average and no sum; a digest may hold such figures by chance.
    assert not re.search(r"\b10[89]\b", layout)


def test_every_page_is_numbered_and_names_its_classification(pdf):
    pages = as_laid_out(pdf).split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "UNDER SEAL" in page


def test_table_of_contents_gives_the_right_pages_and_leads_there(pdf):
    listed = as_laid_out(pdf).split("\f")[1]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        pages = {page.obj.objgen: number for number, page in enumerate(opened.pages, start=1)}
        targets = [pages[link.Dest[0].objgen] for link in opened.pages[1].Annots]
        with opened.open_outline() as outline:
            items = [entry for item in outline.root for entry in (item, *item.children)]
            headings = [(item.title, pages[item.destination[0].objgen]) for item in items]
    assert targets == [page for _title, page in headings]
    for title, page in headings:
        assert re.search(rf"{re.escape(title)}\s+{page}$", listed, re.MULTILINE)


def test_no_link_leads_out_of_the_document(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        links = [link for page in opened.pages for link in page.obj.get("/Annots", [])]
        assert links and all("/A" not in link for link in links)
        assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})


def test_it_describes_itself(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        title = "TAJ-2019 · Dossier 7: Airstrikes on the Daman building complex"
        assert str(opened.docinfo.Title) == title
        assert str(opened.Root.Lang) == "en"
        with opened.open_metadata() as xmp:
            assert xmp["dc:title"] == title


def test_qpdf_finds_no_fault(pdf, tmp_path):
    path = tmp_path / "dossier.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_same_contents_are_the_same_bytes(frozen):
    contents, digest = frozen()
    first, second = render(contents, digest, nothing), render(contents, digest, nothing)
    assert first.pdf == second.pdf and first.pages == second.pages


def test_sealed_name_is_nowhere_in_the_file(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        plain = io.BytesIO()
        opened.save(plain, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all,
                    object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    for raw in (pdf, plain.getvalue()):
        for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
            assert CANARY.encode(encoding) not in raw
    assert not [piece for piece in everything_in(pdf) if CANARY.casefold() in piece.casefold()]


def test_our_reader_sees_what_another_sees(pdf, words):
    pieces = everything_in(pdf)
    ours, backwards = next(pieces), next(pieces)

    def tokens(text):
        return set(re.findall(r"[A-Za-z0-9]{4,}", text))

    assert tokens(words(pdf)) <= tokens(" ".join(ours.split()))
    assert all(word in "".join(backwards.split()) for word in ("حظيرة", "محتجزين"))


def test_progress_names_every_part(frozen):
    contents, digest = frozen()
    told = []
    made = render(contents, digest, lambda *step: told.append(step))
    assert [step for step, _steps, _code in told] == list(range(len(told)))
    assert {steps for _step, steps, _code in told} == {made.steps} == {len(told) + 2}
    assert {code for _step, _steps, code in told} <= set(STEPS)


HOSTILE = [
    '<img src="file:///etc/hostname"><script>x</script></p></div>&amp;',
    "x" * 4000,
    "a\u200fb " * 50 + ARABIC * 30,
    "{{ settings.SECRET_KEY }}{% debug %}",
    "\u0301" * 300 + " 𓂀 🜚 \ufffd",
]


def test_hostile_text_is_printed_as_text(work, typeset, amina):
    work.case.summary = "\n\n".join(HOSTILE)
    work.case.title = "W" * 200
    record(work.case, by=amina, reason=WHY)
    work.visit.title = HOSTILE[0] * 4
    record(work.visit, by=amina, reason=WHY)
    found = next(everything_in(typeset())).replace(" ", "").replace("\n", "")
    assert "AnnexF" in found and found.count("<imgsrc") >= 5
    assert all(text.replace(" ", "")[:60] in found for text in HOSTILE if text.isascii())


def test_right_to_left_text_is_set_from_the_right(pdf):
    assert re.search(r" {20,}\W*[\u0600-\u06ff]", as_laid_out(pdf))


def test_an_empty_case_is_a_document_that_says_so(case, amina, words):
    contents = freeze(case, "internal", by=amina, number=1, why="To see.")
    plain = json.loads(canonical_json(contents))
    text = words(render(plain, digest(contents), nothing).pdf)
    assert "The case file records no obstacle to access." in text
    assert "No hypothesis of this case is approved." in text
