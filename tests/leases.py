"""What half a minute does to a job whose worker was killed, without waiting for it.

Only the clock is left out: beat, its sweep, the queue and the second worker stay real. The dossier
of tests/dossiers/test_faults.py waits until its lease has run out by itself.
"""

from django.utils import timezone

from casefiles.jobs.models import Job


def run_out() -> None:
    """The lease of whatever runs is over. Call it once the worker is dead: a living one renews."""
    assert Job.objects.filter(state=Job.State.RUNNING).update(lease_until=timezone.now())
