"""What a page answered, in one line: a template may break its lines anywhere."""

import re
from html import unescape
from typing import Any


def text_of(answer: Any) -> str:
    """Its source, tags and all."""
    return re.sub(r"\s+", " ", answer.content.decode())


def words_of(answer: Any) -> str:
    """What a reader reads, without the tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
