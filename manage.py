#!/usr/bin/env python
import os
import sys

# The application role cannot change tables; this one works as the role that owns them.
OWNER_COMMANDS = {"migrate"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casefiles.config.settings")
    if OWNER_COMMANDS.intersection(sys.argv[1:2]):
        os.environ["CASEFILES_DB_ROLE"] = "owner"
    # Beside a running `make run`, a bare `python manage.py …` speaks to its engines.
    from casefiles.engines.stack import adopt_running

    adopt_running()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
