"""The wall's knocks at what the code checks, small enough to be repeated one by one."""

from dataclasses import dataclass
from functools import partial

from . import methods
from .client import Client
from .doors_http import HttpDoors
from .doors_orm import Reader
from .doors_write import Writer
from .entrance import Entrance
from .reserved import check_reserved

ENTERING = ("dealer buyer", "dealer finance", "dealer stock", "dealer colleague")


@dataclass(frozen=True)
class Probe:
    """One knock: a name, and ``run(report)``, which leaves nothing behind."""

    name: str
    run: object


class Probes:
    """Yields the probes of a world; what they need is made once and kept."""

    def __init__(self, case, world, routes):
        self.case = case
        self.world = world
        self.routes = routes
        self._clients = {}
        self._callers = {}

    def all(self):
        """Yield those of the ORM first: a page that is opened may leave a trace."""
        yield from self._of_models()
        yield from self._of_methods()
        for route in self.routes:
            yield from self.of_route(route)

    def of_route(self, route):
        """Yield who enters, then what the owner gets of others."""
        for name in ENTERING:
            yield Probe(f"{name} enters {route.url}", partial(self._enter, name, route))
        yield Probe(f"owner opens {route.url}", partial(self._open, route))

    def _of_models(self):
        manager = self.world.viewer("north manager")
        for name in self.world.models:
            for door in (Writer, Reader):
                run = partial(self._at_model, door, manager, name)
                yield Probe(f"{door.__name__} of {name}", run)
        for name in ("national user", "national manager"):
            viewer = self.world.viewer(name)
            for model in {place.rpartition(".")[0] for place in self._reserved}:
                run = partial(check_reserved, self.world, viewer, only_model=model)
                yield Probe(f"{name} changes {model}", run)

    @property
    def _reserved(self):
        return sorted(self.world.papers.reserved)

    def _of_methods(self):
        names = {*self.world.models, *methods.models_with_methods(self.world)}
        for viewer in self.world.viewers:
            if viewer.name.startswith("national"):
                continue
            for model in sorted(names):
                for method in methods.refused_to(self.world, viewer, model):
                    run = partial(self._call, viewer, "on_own", model, method)
                    yield Probe(f"{viewer.name} calls {model}.{method}", run)
                if viewer.name in methods.CALLERS:
                    for method in methods.of_ours(self.world, model):
                        run = partial(self._call, viewer, "on_others", model, method)
                        yield Probe(f"{viewer.name} tries {model}.{method}", run)

    def _at_model(self, door, viewer, model_name, report):
        door(self.world, viewer, report).run(model_name)

    def _call(self, viewer, door, model_name, method, report):
        if viewer.name not in self._callers:
            self._callers[viewer.name] = methods.Caller(self.world, viewer, report)
        caller = self._callers[viewer.name]
        caller.report = report
        getattr(caller, door)(model_name, method)

    def _enter(self, name, route, report):
        Entrance(self.world, self._client(name, report), report).check(route)

    def _open(self, route, report):
        HttpDoors(self.world, self._client("dealer owner", report), report).get_route(
            route
        )

    def _client(self, name, report):
        self.case.report = report
        if name not in self._clients:
            self._clients[name] = Client(self.case, self.world.viewer(name))
        return self._clients[name]
