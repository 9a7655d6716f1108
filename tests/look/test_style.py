"""What keeps the look light, mirrored for right-to-left, and our own."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)|left|right|float\s*:\s*(?:left|right)"
    r"|text-align\s*:\s*(?:left|right))\s*:?"
)
ELSEWHERE = re.compile(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)
# Printed by WeasyPrint, which knows few logical properties, and never sent to a browser.
PRINTED = "dossiers/pdf"


def declarations(sheet: Path) -> list[str]:
    """Property names and values, without comments, selectors and media queries."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [
        part.strip() for block in re.findall(r"\{([^{}]*)\}", text) for part in block.split(";")
    ]


def test_all_sheets_together_are_at_most_20_kilobytes_compressed():
    assert len(gzip.compress(b"".join(sheet.read_bytes() for sheet in SHEETS))) <= 20_000


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_logical_properties(sheet):
    found = [line for line in declarations(sheet) if PHYSICAL.match(line)]
    assert found == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_load_nothing_from_elsewhere(sheet):
    addresses = re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]{0,30})", sheet.read_text())
    assert [address for address in addresses if not address.startswith("data:")] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_inline_style_or_script_and_nothing_from_elsewhere(template):
    text = template.read_text(encoding="utf-8")
    if PRINTED not in str(template):
        assert not re.search(r"<[^>]+\sstyle\s*=", text)
        assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", text)
    assert not ELSEWHERE.search(text)
