"""Throw-away engines for a run of pytest that was started without them, and for each worker.

`make test` starts them outside. Where pytest-xdist runs tests in several processes, each has
engines of its own: a test empties the whole queue, and databases are made by name.
DJANGO_SETTINGS_MODULE is set here and not in
pyproject.toml, or pytest-django would read the settings before there is an environment
to read them from.
"""

import os
from contextlib import ExitStack

import pytest

from casefiles.engines.throwaway import throwaway_engines

_engines = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if "CASEFILES_TEST_ADMIN_URL" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
        os.environ.update(_engines.enter_context(throwaway_engines()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casefiles.config.settings")
    if not config.option.help:
        import django

        django.setup()
    if getattr(config.option, "numprocesses", None):
        # A worker that found it here would read the settings before it has its own engines.
        del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _engines.close()
