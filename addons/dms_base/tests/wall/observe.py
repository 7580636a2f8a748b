"""All that a viewer can observe, to compare: another dealer must make no difference."""

from functools import partial

from .doors_orm import (
    GROUPABLE,
    SUMMABLE,
    Reader,
    asked,
    readable,
    readable_fields,
)

CONTEXT = 60  # characters told around a difference


def observe(world, viewer, report):
    """Return {place: what is seen there} for one viewer over all models."""
    seen = {}
    reader = Reader(world, viewer, report)
    for model_name in [*world.models, "product.product", "res.company"]:
        _observe_model(reader, model_name, seen)
    return seen


def _observe_model(reader, model_name, seen):
    model = reader.env[model_name]

    def look(door, call):
        seen[f"{model_name} {door}"] = repr(reader._look(model_name, door, call))

    look("search", lambda: model.search([]).ids)
    look("search_count", partial(model.search_count, []))
    look("name_search", lambda: model.name_search("", limit=None))
    fresh = [("id", ">", reader.world.floor.get(model_name, 0))]
    names = readable_fields(model)
    look("read", partial(model.search_read, fresh, names, order="id"))
    if seen[f"{model_name} read"] == "None":
        for name in (fld.name for fld in asked(model) if fld.name in names):
            # one that cannot be read must not hide the rest
            look(f"read {name}", partial(model.search_read, fresh, [name], order="id"))
    stored = [fld for fld in asked(model) if fld.store and readable(model, fld)]
    for fld in stored:
        if fld.type in GROUPABLE:
            by = f"{fld.name}:month" if fld.type.startswith("date") else fld.name
            group = partial(model.formatted_read_group, [], [by], ["__count"])
            look(f"group by {by}", group)
        if fld.type in SUMMABLE and fld.aggregator:
            spec = [f"{fld.name}:sum"]
            look(spec[0], partial(model.formatted_read_group, [], [], spec))


def difference(old, new):
    """Return where two observations begin to differ, with what stands around it."""
    old, new = str(old), str(new)
    start = next(
        (
            at
            for at, both in enumerate(zip(old, new, strict=False))
            if both[0] != both[1]
        ),
        min(len(old), len(new)),
    )
    begin, end = max(0, start - CONTEXT), start + CONTEXT
    return f"{old[begin:end]!r} became {new[begin:end]!r}"
