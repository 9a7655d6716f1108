"""Virus scanners for tests: the real clamd, with one signature of our own, and a stand-in.

The stand-in speaks clamd's protocol as its manual describes it and finds EICAR; it is here so
that what a broken scanner says can be tried.
"""

import socket
import socketserver
import struct
import subprocess
import threading
from contextlib import contextmanager, suppress

from casefiles.engines.processes import wait_until

# In two parts, or a scanner would take this file away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 2 * 1024 * 1024


@contextmanager
def real_clamd(folder):
    """clamd with a database of one line, so that no signatures are downloaded; gives its socket."""
    (folder / "database").mkdir()
    (folder / "database" / "own.hdb").write_text("44d88612fea8a8f36de82e1278abb02f:68:Test.Eicar\n")
    path = folder / "s"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}/database\nLocalSocket {path}\nForeground true\n"
        f"StreamMaxLength {LARGEST}\n"
    )
    command = ["clamd", "--config-file", str(folder / "clamd.conf")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(path.exists, seconds=60), "clamd did not start"
        yield str(path)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def stand_in(mood="well"):
    """A protocol server at host:port. Moods: well, error, silent, garbage, hangs up, never finds."""

    class Answer(socketserver.StreamRequestHandler):
        def handle(self):
            command = self.rfile.readline().strip()
            if command == b"nVERSION":
                self.wfile.write(b"Stand-in 1/0/today\n")
            elif command == b"nINSTREAM":
                self.scan()

        def scan(self):
            if mood == "hangs up":
                return
            content = b""
            while size := struct.unpack("!L", self.rfile.read(4))[0]:
                content += self.rfile.read(size)
            answers = {
                "error": b"stream: Can't allocate memory ERROR\n",
                "garbage": b"\xff\xfe what?\n",
                "silent": b"",
            }
            found = b"stream: Test.Eicar FOUND\n" if EICAR in content else b"stream: OK\n"
            self.wfile.write(answers.get(mood, found))

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = allow_reuse_address = True

    with Server(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with suppress(socket.error):
            yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
