"""Child processes that never outlive the command that started them."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .console import Failure

PR_SET_CHILD_SUBREAPER = 36
GRACE = 10.0  # seconds between the polite signal and the final one
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """The user (or the system) asked to stop; carries the signal's number."""

    def __init__(self, signum: int):
        super().__init__(signum)
        self.signum = signum


def on_stop_signals() -> None:
    """Turn the stop signals into an exception in the main thread."""

    def handler(signum, _frame):
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(signum)

    for each in STOP_SIGNALS:
        signal.signal(each, handler)


class Children:
    """Starts processes in groups of their own and ends them all at the end.

    Orphaned grandchildren (a browser, a helper that made its own group) are adopted
    by this process, because it declares itself their reaper, and are ended as well.
    """

    def __init__(self):
        self._live: set[subprocess.Popen] = set()
        self._lock = threading.Lock()
        self._closing = False
        self.spared: set[int] = set()  # processes that are meant to stay
        self._die_with_us = _parent_death_prefix()
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def start(self, command: Sequence[object], **options) -> subprocess.Popen:
        """Start a process in its own group; it dies if this process is killed."""
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("start_new_session", True)
        stay = options.pop("stay", False)
        prefix = [] if stay else self._die_with_us
        with self._lock:
            if self._closing and not stay:
                raise Interrupted(signal.SIGTERM)
            child = subprocess.Popen([*prefix, *map(str, command)], **options)
            if stay:
                self.spared.add(child.pid)
            else:
                self._live.add(child)
        return child

    def forget(self, child: subprocess.Popen) -> None:
        with self._lock:
            self._live.discard(child)

    def run(
        self,
        command: Sequence[object],
        *,
        log: Path | None = None,
        on_line: Callable[[str], None] | None = None,
        timeout: float | None = None,
        **options,
    ) -> int:
        """Run to the end, keep the output in ``log``, show each line to ``on_line``.

        A process that takes longer than ``timeout`` seconds is ended.
        """
        child = self.start(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **options,
        )
        _watch(child, timeout)
        try:
            with contextlib.ExitStack() as stack:
                if log:
                    log.parent.mkdir(parents=True, exist_ok=True)
                    stream = stack.enter_context(log.open("w", errors="replace"))
                for line in child.stdout:
                    if log:
                        stream.write(line)
                        stream.flush()
                    if on_line:
                        on_line(line.rstrip("\n"))
            return child.wait()
        finally:
            end_group(child)
            child.stdout.close()
            self.forget(child)

    def output(self, command: Sequence[object], **options) -> tuple[int, str]:
        """Exit code and combined output of a short command."""
        lines: list[str] = []
        code = self.run(command, on_line=lines.append, **options)
        return code, "\n".join(lines)

    def attend(self, command: Sequence[object], **options) -> int:
        """Run in the foreground of the terminal: the user talks to the child."""
        child = subprocess.Popen([*map(str, command)], **options)
        with self._lock:
            self._live.add(child)
        previous = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child's business
        try:
            return child.wait()
        finally:
            signal.signal(signal.SIGINT, previous)
            _end_single(child)
            self.forget(child)

    def end_all(self) -> None:
        """End every child, its group and every orphan below this process."""
        with self._lock:
            self._closing = True
            live = list(self._live)
            self._live.clear()
        for child in live:
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in live:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
            _signal(child, signal.SIGKILL)
        for _round in range(20):
            orphans = list(descendants(os.getpid(), self.spared))
            if not orphans:
                return
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            _reap()
            time.sleep(0.05)


def end_group(child: subprocess.Popen) -> None:
    """End a child politely, then whatever is left of its group."""
    _signal(child, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(GRACE)
    _signal(child, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(GRACE)


def descendants(ancestor: int, spared: set[int]) -> Iterator[int]:
    """All processes below ``ancestor``, without the spared ones and those below."""
    parents: dict[int, list[int]] = {}
    for pid, parent, state in _process_table():
        if state != "Z":
            parents.setdefault(parent, []).append(pid)
    queue = [ancestor]
    while queue:
        for pid in parents.get(queue.pop(), []):
            if pid not in spared:
                queue.append(pid)
                yield pid


def is_alive(pid: int) -> bool:
    return any(pid == row[0] and row[2] != "Z" for row in _process_table())


def start_time(pid: int) -> str:
    """The kernel's start tick of a process; with the pid it names it for good."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return ""


def need(program: str, advice: str) -> str:
    """Path of a program, or a failure that says how to get it."""
    found = shutil.which(program)
    if not found:
        raise Failure(f"The program {program!r} is not on this machine.", advice)
    return found


def _process_table() -> Iterator[tuple[int, int, str]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                yield int(entry.name), int(fields[1]), fields[0]


def _parent_death_prefix() -> list[str]:
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return []
    command = [setpriv, "--pdeathsig", "TERM"]
    probe = subprocess.run([*command, "true"], check=False, capture_output=True)
    return command if probe.returncode == 0 else []


def _signal(child: subprocess.Popen, signum: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.getpgid(child.pid) == child.pid:
            os.killpg(child.pid, signum)
        elif child.poll() is None:
            child.send_signal(signum)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if child.poll() is not None and child.pid != os.getpgrp():
            os.killpg(child.pid, signum)  # the leader is gone, its group may not be


def _watch(child: subprocess.Popen, timeout: float | None) -> None:
    """End what a finished child left behind, lest it keep our pipe open for ever."""

    def close_group():
        try:
            child.wait(timeout)
        except subprocess.TimeoutExpired:
            end_group(child)
        time.sleep(2)
        _signal(child, signal.SIGKILL)

    threading.Thread(target=close_group, daemon=True).start()


def _end_single(child: subprocess.Popen) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
