"""What a change of a case, and Celery's beat, start."""

from uuid import UUID

from celery import shared_task

from evidence.attribution.watching import look_at, overdue_cases


@shared_task
def look_at_case(case_id: str) -> None:
    look_at(UUID(case_id))


@shared_task
def look_at_overdue_cases() -> None:
    for case_id in overdue_cases():
        look_at_case.apply_async((str(case_id),), expires=60)
