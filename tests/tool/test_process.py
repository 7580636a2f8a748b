"""Whatever way the command ends, no process of it stays behind."""

import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from dmsctl.process import Children, is_alive

TOOLS = Path(__file__).resolve().parents[2] / "tools"
# A command with a child, a grandchild in the same group, and one that ran away into a
# group of its own and ignores polite signals.
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from dmsctl.process import Children, is_alive, Interrupted, on_stop_signals
children = Children()
on_stop_signals()
try:
    children.run(
        ["bash", "-c",
         "sleep 300 & setsid bash -c 'trap \\"\\" TERM INT; sleep 300; sleep 300' &"
         " echo up; wait"],
        on_line=lambda line: print(line, flush=True))
except Interrupted as stopped:
    sys.exit(128 + stopped.signum)
finally:
    children.end_all()
"""


def marked(mark):
    """Processes whose environment carries the mark; zombies have none."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if (
                entry.name.isdigit()
                and mark.encode() in (entry / "environ").read_bytes()
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture
def command():
    mark = f"DMS_TEST_{uuid.uuid4().hex}"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, TOOLS],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, mark: "1"},
    )
    assert process.stdout.readline() == "up\n"
    yield process, mark
    process.stdout.close()
    for pid in marked(mark):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_children_and_orphans(command, signum):
    process, mark = command
    time.sleep(0.3)
    assert len(marked(mark)) >= 4  # the command, bash, sleep, the runaway
    process.send_signal(signum)
    assert process.wait(20) == 128 + signum
    assert marked(mark) == []


def test_a_second_signal_does_not_stop_the_cleaning(command):
    process, mark = command
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.wait(20)
    assert marked(mark) == []


def test_a_killed_command_takes_its_child_along(command):
    """Nobody can clean up after SIGKILL but the kernel, and it ends the child."""
    process, _mark = command
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    [child] = map(int, children.split())
    process.kill()
    process.wait(5)
    deadline = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(child)  # a zombie waits for its reaper, it does nothing


def test_a_slow_process_is_ended(tmp_path):
    started = time.monotonic()
    code = Children().run(["sleep", "60"], timeout=0.5, log=tmp_path / "log")
    assert code != 0
    assert time.monotonic() - started < 10
