"""What `manage.py doctor` says of the inspection of files."""

import shutil

from django.conf import settings

from casefiles.jobs.doctor import CHECKS, Verdict
from evidence.exhibits.inspection import scanning
from evidence.exhibits.inspection.confinement import layers
from evidence.exhibits.inspection.tools import TOOLS

LAYERS = {
    "filter": "calls filtered",
    "disk": "disk closed (Landlock)",
    "network": "network of its own",
}


def inspection_tools() -> Verdict:
    missing = [tool for tool in TOOLS if shutil.which(tool.program) is None]
    if missing:
        packages = " ".join(sorted({tool.package for tool in missing}))
        found = f"no {', no '.join(tool.program for tool in missing)}"
        return Verdict("inspection", found, f"install Debian's {packages}; files stay downloadable")
    return Verdict("inspection", ", ".join(tool.program for tool in TOOLS))


def confinement() -> Verdict:
    """How tools that open evidence are shut in; asked of whoever runs this command."""
    layered = layers()
    found = ", ".join(words if name in layered else f"NO {words}" for name, words in LAYERS.items())
    if "filter" in layered:
        return Verdict("confinement", found)
    if settings.UNCONFINED_TOOLS:
        advice = "unset CASEFILES_UNCONFINED_TOOLS: tools open hostile files with your rights"
        return Verdict("confinement", found, advice)
    advice = "use Linux with seccomp on x86-64 or arm64: until then no previews are made"
    return Verdict("confinement", found, advice)


def virus_scanner() -> Verdict:
    """None is no fault; one that is set up and silent holds back every file that comes in."""
    if not scanning.is_configured():
        return Verdict("virus scanner", "none set up: files are not scanned (CASEFILES_CLAMD)")
    version = scanning.answers()
    if version:
        return Verdict("virus scanner", version)
    advice = "start clamd, or let CASEFILES_CLAMD name its socket or host:port; new files are held"
    return Verdict("virus scanner", f"no answer at {settings.CLAMD}", advice)


CHECKS += [inspection_tools, confinement, virus_scanner]
