"""What a tool that has been taken over can do: nothing that matters."""

import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from casefiles.engines.processes import wait_until
from evidence.exhibits.inspection import confinement, scratch
from evidence.exhibits.inspection.confinement import MIB, Limits, layers, run

SHORT = Limits(seconds=3)


@pytest.fixture
def folder():
    with scratch.private_folder(0) as path:
        yield path


@pytest.fixture
def python(folder):
    """python("code") → how a run of hostile Python ended."""

    def go(code, limits=SHORT):
        command = [sys.executable, "-I", "-c", code]
        return run(command, folder, limits, own_code=True)

    return go


def said(outcome):
    return outcome.said.decode().strip().splitlines()[-1]


def test_this_system_shuts_in_by_every_layer():
    assert layers() == {"filter", "disk", "network"}


def test_a_program_runs_and_gives_its_output(python):
    outcome = python("print('here')")
    assert (outcome.code, outcome.output) == ("ok", b"here\n")


def test_time_is_bounded_and_the_program_is_gone(python, folder):
    outcome = python("import os,time; open('pid','w').write(str(os.getpid())); time.sleep(600)")
    assert outcome.code == "too_long" and 3 <= outcome.seconds < 6
    assert not Path("/proc", (folder / "pid").read_text()).exists()


def test_busy_program_is_ended_as_well(python):
    outcome = python("while True: pass")
    assert outcome.code == "too_long" and outcome.seconds < 6


def test_signals_do_not_save_it(python):
    code = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    assert python(code).code == "too_long"


def test_memory_is_bounded(python):
    outcome = python("held = [bytearray(b'x' * 2**20) for _ in range(4096)]")
    # A process begins with the peak of the one that started it.
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert outcome.code == "too_much_memory" and outcome.peak < max(512 * MIB, own + 64 * MIB)


def test_memory_that_limits_do_not_count_is_refused(python):
    assert "PermissionError" in said(python("import os; os.memfd_create('hog')"))


@pytest.mark.parametrize("code", [
    "import os; os.fork()",
    "import os\nwhile True: os.fork()",
    "import subprocess; subprocess.run(['/bin/true'])",
    "import os; os.posix_spawn('/bin/true', ['true'], {})",
    "import multiprocessing as m; m.Process(target=print).start()",
])  # fmt: skip
def test_it_starts_no_other_process(python, code):
    outcome = python(code)
    assert outcome.code == "failed" and "PermissionError" in said(outcome)


def test_threads_are_allowed_and_bounded_by_memory(python):
    code = (
        "import threading,time\n"
        "for i in range(5000): threading.Thread(target=time.sleep, args=(60,)).start()"
    )
    assert b"can't start new thread" in python(code).said


def test_one_large_file_is_refused(python):
    outcome = python("open('big','wb').write(bytes(200*2**20))")
    assert outcome.code == "too_much_output"


def test_many_small_files_are_refused(python):
    code = "import time\nfor i in range(10**6):\n open(f'{i}','wb').write(bytes(2**20)); time.sleep(.001)"
    outcome = python(code, Limits(seconds=20, disk=32 * MIB))
    assert outcome.code == "too_much_output" and outcome.seconds < 15


def test_output_without_end_is_cut_off(folder):
    outcome = run(["/usr/bin/yes"], folder, Limits(seconds=20, disk=8 * MIB))
    assert outcome.code == "too_much_output" and len(outcome.output) <= 8 * MIB


@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET"])
def test_it_opens_no_socket_of_any_kind(python, family):
    outcome = python(f"import socket; socket.socket(socket.{family})")
    assert outcome.code == "failed" and "not permitted" in said(outcome)


def test_a_listener_of_this_host_hears_nothing(python):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        python(f"import socket; socket.create_connection(('127.0.0.1', {port}), 1)")
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_disk_is_closed_to_it(python, tmp_path, folder):
    secret = tmp_path / "master-key"
    secret.write_text("secret")
    for path in (secret, "/etc/passwd", Path(__file__), "/proc/1/environ", "/proc/self/environ"):
        assert "PermissionError" in said(python(f"open({str(path)!r}).read()"))
    for path in (tmp_path, "/tmp", folder.parent, "/usr"):  # noqa: S108
        assert "PermissionError" in said(python(f"open({str(Path(path) / 'new')!r}, 'w')"))


def test_nothing_of_our_environment_reaches_it(python, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "planted")
    outcome = python("import os; print(dict(os.environ))")
    assert b"planted" not in outcome.output and b"CASEFILES" not in outcome.output


def test_it_cannot_signal_us_nor_raise_its_limits(python):
    assert "PermissionError" in said(python(f"import os; os.kill({os.getpid()}, 0)"))
    code = "import resource as r; r.setrlimit(r.RLIMIT_AS, (-1, -1))"
    assert python(code).code == "failed"
    code = f"import resource as r; r.prlimit({os.getpid()}, r.RLIMIT_CPU, (1, 1))"
    assert "PermissionError" in said(python(code))


def test_what_it_wrote_cannot_be_run(python, folder):
    shutil.copy("/bin/true", folder / "own")
    outcome = run([str(folder / "own")], folder, SHORT)
    assert outcome.code == "tool_missing"
    assert run(["no-such-program"], folder).code == "tool_missing"


def test_without_a_filter_nothing_runs_unless_told(folder, monkeypatch, tmp_path, settings):
    """On an architecture whose calls we do not know."""
    cell = tmp_path / "cell.py"
    cell.write_text(
        confinement.CELL.read_text().replace('"x86_64"', '"a"').replace('"aarch64"', '"b"')
    )
    monkeypatch.setattr(confinement, "CELL", cell)
    assert run(["/bin/echo", "ran"], folder).code == "not_confined"
    settings.UNCONFINED_TOOLS = True
    assert run(["/bin/echo", "ran"], folder).output == b"ran\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_unprivileged_user_is_shut_in_as_well(tmp_path):
    """The engines and containers run as such; Debian's Python, for ours may be out of its reach."""
    words = confinement._in_cell(["layers"], Path("/"), SHORT, own_code=False)
    done = subprocess.run(
        ["/usr/bin/python3", *words[1:]], user=65534, group=65534, extra_groups=[], cwd="/",
        capture_output=True, check=True, env={},
    )  # fmt: skip
    assert b'"filter"' in done.stdout and b'"disk"' in done.stdout


def test_folder_is_private_and_gone_afterwards():
    with scratch.private_folder(0) as folder:
        assert folder.stat().st_mode & 0o777 == 0o700 and not list(folder.iterdir())
        (folder / "deep").mkdir()
        (folder / "deep" / "file").write_bytes(b"plain")
        (folder / "deep").chmod(0)
    assert not folder.exists()


def test_folder_is_gone_after_an_error():
    with pytest.raises(ValueError), scratch.private_folder(0) as folder:
        raise ValueError
    assert not folder.exists()


def test_no_place_with_room_is_said():
    with pytest.raises(scratch.NoRoom), scratch.private_folder(2**60):
        pass


def test_leavings_of_a_killed_worker_are_swept_and_those_of_a_living_one_are_not(
    tmp_path, settings
):
    settings.SCRATCH_DIR = str(tmp_path)
    code = (
        "import sys,time; from django.conf import settings as s; "
        f"s.configure(SCRATCH_DIR={str(tmp_path)!r})\n"
        "from evidence.exhibits.inspection.scratch import private_folder\n"
        "with private_folder(0) as f:\n"
        " (f/'plain').write_text('secret'); print(f, flush=True); time.sleep(600)"
    )
    victim = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    left = Path(victim.stdout.readline().strip())
    old = time.time() - 60
    os.utime(left, (old, old))
    with scratch.private_folder(0):
        assert left.exists()
    victim.kill()
    victim.communicate()
    assert left.exists()
    with scratch.private_folder(0):
        assert not left.exists()


def test_the_tool_dies_with_its_worker(tmp_path):
    code = (
        "from django.conf import settings as s; s.configure(UNCONFINED_TOOLS=False)\n"
        "from pathlib import Path\nimport sys\n"
        "from evidence.exhibits.inspection.confinement import run\n"
        f"run([sys.executable, '-I', '-c', 'import os,time; open(\"pid\",\"w\").write(str(os.getpid())); "
        f"time.sleep(600)'], Path({str(tmp_path)!r}), own_code=True)"
    )
    worker = subprocess.Popen([sys.executable, "-c", code])
    pid = tmp_path / "pid"
    assert wait_until(lambda: pid.exists() and pid.read_text(), seconds=15)
    process = Path("/proc", pid.read_text())
    assert process.exists()
    worker.kill()
    worker.wait()
    assert wait_until(lambda: not process.exists(), seconds=5)


def test_others_go_on_while_a_tool_misbehaves(python):
    """A bomb in one thread; the worker's other threads keep their pace."""
    bomb = threading.Thread(target=python, args=("while True: pass",))
    bomb.start()
    ticks = 0
    while bomb.is_alive():
        time.sleep(0.05)
        ticks += 1
    assert ticks > 20
