"""Two cached databases: Odoo with what our add-ons stand on, and our add-ons on top.

Both are keyed by what went into them. A template is built under another name and
renamed when it is complete, so an interrupted build is never taken for a template.
"""

import os
from collections.abc import Callable
from pathlib import Path

from .addons import Addon, content_hash, discover, foreign_depends
from .checklog import Checklog
from .console import Failure, Step
from .databases import Databases
from .layout import Layout
from .odoo import Odoo
from .stamps import Stamps, digest, file_hash

LANGUAGES = "en_US,zh_CN"
# The chart of accounts of the demo brand; Odoo installs it by the company's country.
ALWAYS = ("l10n_cn",)
RECIPE = 2  # raise it when the way a template is built changes
KEEP = 2  # templates of a kind that stay for going back and forth
ASSETS = Path(__file__).parent / "inside" / "assets.py"


class Templates:
    """Builds and finds the template databases of this working copy."""

    def __init__(self, layout: Layout, odoo: Odoo, databases: Databases):
        self.layout = layout
        self.odoo = odoo
        self.databases = databases

    def core(self, step: Step) -> str:
        """Odoo with the union of our add-ons' foreign dependencies."""
        modules = self._core_modules()
        name = f"{self._prefix('core')}{self._core_key(modules)}"
        if name in self.databases.names():
            step.done("cached")
            return name

        def build(part: str) -> None:
            self.databases.drop(part)
            self._install(part, modules, step, "core", f"--load-language={LANGUAGES}")

        self._build("core", name, build)
        step.done(f"{len(modules)} modules and what they need")
        return name

    def with_addons(self, core: str, addons: dict[str, Addon], step: Step) -> str:
        """The core template with the given add-ons installed and assets built."""
        if not addons:
            step.done("no add-ons yet")
            return core
        key = digest(core, content_hash(addons), sorted(addons))
        name = f"{self._prefix('addons')}{key}"
        if name in self.databases.names():
            step.done("cached")
            return name

        def build(part: str) -> None:
            self.databases.clone(core, part)
            self._install(part, sorted(addons), step, "addons")
            step.progress(0.99, "building style and script bundles")
            self._assets(part)

        self._build("addons", name, build)
        step.done(", ".join(addons))
        return name

    def _build(self, kind: str, name: str, build: Callable[[str], None]) -> None:
        part = f"{self._prefix(kind)}part"
        try:
            build(part)
        except BaseException:
            self._drop_quietly(part)
            raise
        self.databases.rename(part, name)
        self.databases.mark(name, f"{self._sequence():08d}")
        self._forget_old(kind)

    def _install(
        self, name: str, modules: list[str], step: Step, kind: str, *options: str
    ) -> None:
        log = self.layout.logs / f"install-{kind}.log"
        checklog = Checklog(self.layout.root)
        code = self.odoo.server(
            name,
            "-i",
            ",".join(modules),
            "--no-http",
            *options,
            log=log,
            step=step,
            on_line=checklog.read,
        )
        if code or checklog.complaints:
            shown = "\n  ".join(checklog.complaints[:10]) or f"exit code {code}"
            raise Failure(
                f"Odoo did not install {kind} cleanly:\n  {shown}",
                f"Read {log}; correct the add-on and run the command again.",
            )

    def _assets(self, name: str) -> None:
        log = self.layout.logs / "assets.log"
        if self.odoo.script(ASSETS, name, log=log):
            raise Failure(
                "The style and script bundles cannot be built.",
                f"Read {log}; usually a JavaScript or SCSS file has an error.",
            )

    def _core_modules(self) -> list[str]:
        wanted = {*foreign_depends(discover(self.layout.addons)), *ALWAYS}
        return sorted(wanted)

    def _core_key(self, modules: list[str]) -> str:
        requirements = file_hash(self.layout.root / "requirements.txt")
        version = self.odoo.tree.version
        return digest(RECIPE, version, requirements, modules, LANGUAGES)

    def _prefix(self, kind: str) -> str:
        """Names are the working copy's own on a server that others use as well."""
        own = f"_{self.layout.short_id}" if os.environ.get("DMS_PG") else ""
        return f"dms{own}_{kind}_"

    def _sequence(self) -> int:
        stamps = Stamps(self.layout.stamps)
        number = int(stamps.get("template-sequence") or 0) + 1
        stamps.set("template-sequence", str(number))
        return number

    def _forget_old(self, kind: str) -> None:
        marks = {
            name: mark
            for name, mark in self.databases.names().items()
            if name.startswith(self._prefix(kind))
        }
        for name in sorted(marks, key=marks.get)[:-KEEP]:
            self.databases.drop(name)

    def _drop_quietly(self, name: str) -> None:
        try:
            self.databases.drop(name)
        except Failure:
            return  # the server is gone; the next build drops it first
