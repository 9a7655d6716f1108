"""Shuts itself in and becomes another program. Run as `python -I -S cell.py JSON PROGRAM …`.

Standard library only, and no import of ours: it runs alone, before a hostile file is opened.
What it puts on stays on across exec and cannot be taken off:

- limits of time, memory, size of a file and open files;
- no new privileges; a seccomp filter without sockets of any family (a network namespace alone
  would leave the sockets of our own engines on the disk), other processes, signals to others,
  or memory that the limits do not count;
- Landlock: nothing of the disk but programs and libraries to read, and one folder to write;
- where the kernel allows it to this user, an empty network of its own.

The filter is what the word "confined" stands on; without it this exits with NOT_CONFINED and
runs nothing, unless it was told to go on.
"""

import ctypes
import json
import os
import platform
import resource
import signal
import struct
import sys

NOT_CONFINED = 125
NOT_FOUND = 127

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER = 2
CLONE_THREAD, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = 0x10000, 0x8000000, 0x10000000, 0x40000000

# Numbers of the calls, by architecture: (audit number, new process, refused).
MACHINES = {
    "x86_64": (0xC000003E, {"clone": 56, "clone3": 435, "prlimit": 302}, (
        41, 53, 57, 58, 62, 101, 129, 155, 161, 165, 166, 200, 234, 240, 248, 249, 250, 272, 297,
        298, 303, 304, 308, 310, 311, 319, 321, 323, 424, 425, 426, 427, 428, 429, 430, 434, 438,
        442, 29, 64, 68)),
    "aarch64": (0xC00000B7, {"clone": 220, "clone3": 435, "prlimit": 261}, (
        198, 199, 129, 117, 138, 41, 51, 40, 39, 130, 131, 180, 217, 218, 219, 97, 240, 241, 264,
        265, 268, 270, 271, 279, 280, 282, 424, 425, 426, 427, 428, 429, 430, 434, 438, 442, 194,
        190, 186)),
}  # fmt: skip
# socket socketpair fork vfork kill ptrace rt_sigqueueinfo pivot_root chroot mount umount2 tkill
# tgkill mq_open add_key request_key keyctl unshare rt_tgsigqueueinfo perf_event_open
# name_to_handle_at open_by_handle_at setns process_vm_readv process_vm_writev memfd_create bpf
# userfaultfd pidfd_send_signal io_uring_setup io_uring_enter io_uring_register open_tree
# move_mount fsopen pidfd_open pidfd_getfd mount_setattr shmget semget msgget
# (aarch64 has no fork and no vfork).

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
READ_FILE, READ_DIR, EXECUTE = 1 << 2, 1 << 3, 1 << 0
# What each version of Landlock handles: 13 kinds of access, then refer, truncate, ioctl.
HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
ON_FILES = EXECUTE | READ_FILE | 1 << 1 | 1 << 14  # of these a rule for a file may speak

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    wishes, command = json.loads(sys.argv[1]), sys.argv[2:]
    os.chdir(wishes["folder"])
    limit(wishes["limits"])
    layers = shut_in(wishes["folder"], wishes["readable"], parent=wishes["parent"])
    if "filter" not in layers and not wishes["anyway"]:
        sys.stderr.write("this system offers no way to shut a program in\n")
        os._exit(NOT_CONFINED)
    if command == ["layers"]:
        sys.stdout.write(json.dumps(sorted(layers)))
        return
    try:
        os.execve(command[0], command, wishes["environment"])  # noqa: S606
    except OSError:
        os._exit(NOT_FOUND)


def limit(limits: dict[str, int]) -> None:
    for name, value in {**limits, "RLIMIT_CORE": 0}.items():
        resource.setrlimit(getattr(resource, name), (value, value))


def shut_in(folder: str, readable: list[str], *, parent: int) -> set[str]:
    """Puts on what this system offers; gives the names of it."""
    layers = set()
    if own_network():
        layers.add("network")
    # After the namespace: a change of credentials would take this off again.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(NOT_CONFINED)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return layers
    if own_folder(folder, readable):
        layers.add("disk")
    if no_calls():
        layers.add("filter")
    return layers


def own_network() -> bool:
    return libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0


def own_folder(folder: str, readable: list[str]) -> bool:
    """Landlock: `folder` to do anything in, `readable` to read and run, nothing else at all."""
    version = libc.syscall(LANDLOCK_CREATE, None, 0, 1)
    if version < 1:
        return False
    handled = HANDLED[min(version, max(HANDLED))]
    rules = libc.syscall(LANDLOCK_CREATE, struct.pack("=Q", handled), ctypes.c_size_t(8), 0)
    if rules < 0:
        return False
    for path in readable:
        allow(rules, path, (READ_FILE | READ_DIR | EXECUTE) & handled)
    for path in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"):
        allow(rules, path, (READ_FILE | 1 << 1) & handled)
    allow(rules, folder, handled & ~EXECUTE)
    return libc.syscall(LANDLOCK_RESTRICT, rules, 0) == 0


def allow(rules: int, path: str, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # not on this system
    if not os.path.isdir(path):  # noqa: PTH112
        access &= ON_FILES
    libc.syscall(LANDLOCK_ADD, rules, 1, struct.pack("=Qi", access, place), 0)
    os.close(place)


def no_calls() -> bool:
    """seccomp: the calls above fail, and so does every way to start another process."""
    if platform.machine() not in MACHINES:
        return False
    program = b"".join(filter_for(*MACHINES[platform.machine()]))
    buffer = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    return libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, described, 0, 0) == 0


def filter_for(machine: int, special: dict[str, int], refused: tuple[int, ...]) -> list[bytes]:
    """Instructions of the packet filter over (call, machine, arguments)."""

    def step(code: int, yes: int, no: int, value: int) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    load, equal, at_least, any_bit, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    allowed, killed, not_allowed, not_known = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
    steps = [
        step(load, 0, 0, 4), step(equal, 1, 0, machine), step(answer, 0, 0, killed),
        step(load, 0, 0, 0),
        # Calls of the x32 kind would go round the numbers; so would what is yet to be invented.
        step(at_least, 0, 1, 500), step(answer, 0, 0, not_known),
        # glibc then takes clone, whose flags can be read.
        step(equal, 0, 1, special["clone3"]), step(answer, 0, 0, not_known),
        step(equal, 0, 4, special["clone"]), step(load, 0, 0, 16),
        step(any_bit, 1, 0, CLONE_THREAD), step(answer, 0, 0, not_allowed),
        step(answer, 0, 0, allowed),
        # Limits of another process are not ours to set.
        step(equal, 0, 4, special["prlimit"]), step(load, 0, 0, 16),
        step(equal, 1, 0, 0), step(answer, 0, 0, not_allowed), step(answer, 0, 0, allowed),
    ]  # fmt: skip
    for number in refused:
        steps += [step(equal, 0, 1, number), step(answer, 0, 0, not_allowed)]
    return [*steps, step(answer, 0, 0, allowed)]


if __name__ == "__main__":
    main()
