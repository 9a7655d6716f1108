"""Web addresses in pasted text. Nothing here, or anywhere in the server, opens one."""

import hashlib
import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from django.utils.translation import gettext as _

from casefiles.cases.text import DECEIVING

LONGEST = 2000
FOUND = re.compile(r"https?://[^\s<>\"“”«»|]+", re.IGNORECASE)
# What somebody may have meant as an address: another scheme, www., or host/path.
MEANT = re.compile(
    r"\b[a-z][a-z0-9+.-]*:/+\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE
)
CLOSING = {")": "(", "]": "[", "}": "{"}
AFTER = ".,;:!?'’"
# Parameters that say from where a reader came, not what is shown.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|mc_[ce]id", re.IGNORECASE)
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Link:
    """An address exactly as pasted, with the line it stood in and the words beside it."""

    url: str
    line: int
    words: str


def find_links(text: str) -> tuple[list[Link], list[str]]:
    """Every http(s) address of a text in its order, and what is wrong with the others, by line.

    Lines without anything like an address are words, and are left out.
    """
    links, problems = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        urls = [_trimmed(match) for match in FOUND.findall(line)]
        rest = FOUND.sub(" ", line)
        meant = [_trimmed(match) for match in MEANT.findall(rest)]
        problems += [_at(number, url, _why_not(url)) for url in meant]
        for url in urls:
            if problem := problem_of(url):
                problems.append(_at(number, url, problem))
            else:
                links.append(Link(url, number, _words(rest) if len(urls) == 1 else ""))
    return links, problems


def _why_not(meant: str) -> str:
    """What keeps something that looks like an address from being one."""
    if meant.lower().startswith(("http://", "https://")):
        return problem_of(meant)
    return _("it does not begin with http:// or https://")


def problem_of(url: str) -> str:
    """Why this is no address to keep; empty if it is one."""
    if len(url) > LONGEST:
        return _("it is longer than %d characters") % LONGEST
    if any(letter in DECEIVING or unicodedata.category(letter)[0] == "C" for letter in url):
        return _("it holds an invisible character")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return _("its host or port cannot be read")
    if parts.scheme.lower() not in PORTS:
        return _("it does not begin with http:// or https://")
    if parts.username is not None or parts.password is not None:
        return _("it holds a user name or password before the @: take that out")
    return "" if _is_host(parts.hostname or "") else _("it has no host such as example.org")


def _is_host(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return "." in host.strip(".") and not re.search(r"[\s%/\\]|\.\.", host)


def comparable(url: str) -> str:
    """The same for addresses that lead to the same page; only for comparing, never kept or shown.

    http or https, the case of the host's letters, a default port, an empty path, how a character
    is escaped, tracking parameters and a place within the page make no difference.
    """
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True)
             if not TRACKING.fullmatch(pair[0])]  # fmt: skip
    # #!/… and #/… are pages of their own in some sites; #chapter is a place within one.
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return "|".join([_host(parts), _escaped(parts.path) or "/", urlencode(query), fragment])


def fingerprint(url: str) -> str:
    """SHA-256 of the comparable form; of the text itself where it is no address."""
    try:
        told = comparable(url)
    except ValueError:
        told = url
    return hashlib.sha256(told.encode()).hexdigest()


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        host = host.casefold()
    port = parts.port
    return host if port in (None, PORTS.get(parts.scheme.lower())) else f"{host}:{port}"


def _escaped(path: str) -> str:
    """One spelling of every escape; an escaped slash stays one."""
    return "%2F".join(quote(unquote(piece), safe="/:@!$&'()*+,;=~-._")
                      for piece in re.split(r"%2[fF]", path))  # fmt: skip


def _trimmed(found: str) -> str:
    """Without the full stop or bracket of the sentence around it."""
    while found:
        last = found[-1]
        opening: Any = CLOSING.get(last)
        if last in AFTER or (opening and found.count(last) > found.count(opening)):
            found = found[:-1]
        else:
            break
    return found


def _words(rest: str) -> str:
    return " ".join(rest.split()).strip(" -–—:;,.|·•*#()[]\"“”«»'")


def _at(line: int, url: str, problem: str) -> str:
    shown = url if len(url) <= 60 else f"{url[:57]}…"
    return _("Line %(line)d, “%(url)s”: %(problem)s.") % {
        "line": line, "url": shown, "problem": problem}  # fmt: skip


def title_of(link: Link) -> str:
    """The words that stood beside the address; without any, where it leads."""
    if link.words:
        return link.words[:300]
    parts = urlsplit(link.url)
    path = unquote(parts.path).rstrip("/")
    shown = f"{parts.hostname}{path}"
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
