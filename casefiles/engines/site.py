"""`make run`: engines, database, demonstration, web server, worker and beat, in one go."""

import os

from casefiles.engines import services
from casefiles.engines.folders import private_folder
from casefiles.engines.preparation import prepare
from casefiles.engines.stack import Stack, noted, stack
from casefiles.engines.supervisor import Supervisor, interruptible

DEFAULT_PORT = 8000


def run_site() -> int:
    """Run until Ctrl-C or SIGTERM; everything is stopped, in order, however it ends."""
    with stack() as site:
        supervisor = Supervisor(say)
        try:
            with interruptible():
                _greet(site)
                supervisor.start(site.engines)
                prepare(site, say)
                with noted(site):
                    _serve(site, supervisor)
                    supervisor.watch()
        except KeyboardInterrupt:
            say("Stopping.")
        finally:
            supervisor.stop()
    say("Stopped. Everything is kept in " + str(site.data))
    return 0


def say(words: str) -> None:
    print(f"casefiles: {words}", flush=True)


def _greet(site: Stack) -> None:
    say(f"data in {site.data}; starting {', '.join(e.name for e in site.engines) or 'no engine'}")
    if os.geteuid() == 0 and site.identity.uid == 0:
        say(
            "web server and worker run as root, because no other user can read this folder "
            "or its Python; put the repository and Python where others can, e.g. under /srv."
        )


def _serve(site: Stack, supervisor: Supervisor) -> None:
    """Start web server, worker and beat, and say where to look."""
    wish = int(site.env.get("CASEFILES_PORT", DEFAULT_PORT))
    port = services.free_port(wish)
    if port != wish:
        say(f"port {wish} is taken by another program, so Casefiles takes port {port}")
    clock = private_folder(site.data / "beat", site.identity, deep=True)
    programs = [
        services.web_server(port, identity=site.identity, env=site.env),
        services.worker(identity=site.identity, env=site.env),
        services.beat(clock, identity=site.identity, env=site.env),
    ]
    supervisor.start(programs)
    _announce(site, port)


def _announce(site: Stack, port: int) -> None:
    accounts = site.data / "demo-accounts.txt"
    if site.embedded and accounts.exists():
        print(f"\nDemonstration accounts, kept in {accounts}:\n{accounts.read_text()}")
    say(f"open http://127.0.0.1:{port}/ — Ctrl-C stops everything")
