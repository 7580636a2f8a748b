"""What the user sees: numbered steps, a percentage, and failures that help."""

import sys
import threading
import time


class Failure(Exception):
    """Something went wrong in a way that the user can act upon.

    Args:
        what: the sentence that says what happened.
        advice: the sentence that says what to do about it.
    """

    def __init__(self, what: str, advice: str):
        super().__init__(what)
        self.what = what
        self.advice = advice


class Console:
    """Lines on standard output; a percentage redraws its line on a terminal."""

    def __init__(self, stream=None):
        self.stream = stream or sys.stdout
        self.is_terminal = self.stream.isatty()
        self._lock = threading.Lock()
        self._open_line = False

    def say(self, text: str = "") -> None:
        with self._lock:
            if self._open_line:
                self.stream.write("\r\033[K")
                self._open_line = False
            self.stream.write(f"{text}\n")
            self.stream.flush()

    def redraw(self, text: str) -> None:
        with self._lock:
            self.stream.write(f"\r\033[K{text}")
            self.stream.flush()
            self._open_line = True

    def fail(self, failure: Failure) -> None:
        self.say(f"Failed: {failure.what}")
        self.say(f"What to do: {failure.advice}")


class Step:
    """One numbered step of a longer job: ``[3/9] Odoo 19 … 40 %``."""

    def __init__(self, console: Console, number: int, total: int, title: str):
        self.console = console
        self.label = f"[{number}/{total}] {title}"
        self.started = time.monotonic()
        self._shown = -20

    def progress(self, fraction: float, note: str = "") -> None:
        """Show how far the step is; without a terminal only every fifth part."""
        percent = max(0, min(100, round(fraction * 100)))
        text = f"{self.label} … {percent} %" + (f" {note}" if note else "")
        if self.console.is_terminal:
            self.console.redraw(text)
        elif percent >= self._shown + 20:
            self._shown = percent
            self.console.say(text)

    def say(self, note: str) -> None:
        self.console.say(f"{self.label} … {note}")

    def done(self, note: str = "done") -> None:
        seconds = time.monotonic() - self.started
        took = f" ({seconds:.0f} s)" if seconds >= 1 else ""
        self.console.say(f"{self.label}: {note}{took}")
