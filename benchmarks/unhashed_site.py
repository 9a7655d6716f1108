"""What granian serves in place of casefiles.config.wsgi where nothing shall be hashed."""

from benchmarks.unhashed import leave_hashes_out
from casefiles.config.wsgi import application

leave_hashes_out()

__all__ = ["application"]
