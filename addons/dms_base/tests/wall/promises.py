"""What each viewer is promised: a wall that hides everything would be none."""

from .findings import REFUSALS

# documents of the own dealer by role; what a role is not named for stays hidden
ROLE_MODELS = {
    "sale.order": {"owner", "buyer", "finance"},
    "sale.order.line": {"owner", "buyer", "finance"},
    "account.move": {"owner", "finance"},
    "account.move.line": {"owner", "finance"},
    "payment.transaction": {"owner", "finance"},
    "stock.picking": {"owner", "buyer", "stock"},
}


class Promises:
    """Checks that every viewer finds what is theirs, and no more of their own dealer."""

    def __init__(self, world, report):
        self.world = world
        self.report = report

    def run(self, viewer, model_name):
        env = self.world.env(user=viewer.user.id, context={"active_test": False})
        model = env[model_name]
        if self.world.is_shared(model_name):
            return
        self.report.probes += 1
        if viewer.role == "staff":
            self._staff_sees_each_owner(viewer, model)
        elif viewer.is_portal and model_name in ROLE_MODELS:
            self._role_decides(viewer, model)
        elif viewer.is_portal and viewer.home and model_name in self.world.own_models:
            self._dealer_sees_own(viewer, model)

    def _found(self, model, owner):
        try:
            return set(model.search([("id", "in", sorted(owner.ids(model._name)))]).ids)
        except REFUSALS:
            return set()

    def _staff_sees_each_owner(self, viewer, model):
        if not model.has_access("read"):
            return
        for key in sorted(viewer.home):
            owner = self.world.owners[key]
            if owner.ids(model._name) and not self._found(model, owner):
                self._broken(viewer, model, f"nothing of {key} is found")

    def _role_decides(self, viewer, model):
        owner = self.world.owners["A"]
        seen = self._found(model, owner)
        allowed = viewer.role in ROLE_MODELS[model._name]
        if seen and not allowed:
            self.report.add(viewer, "role", model._name, f"sees {sorted(seen)}")
        if allowed and not seen and model.has_access("read"):
            self._broken(viewer, model, "nothing of the own dealer is found")

    def _dealer_sees_own(self, viewer, model):
        """Access rights say which roles may read a dealer model: those must find rows.

        Some rows belong to one person; then the person who owns a row must find it.
        """
        if not model.has_access("read"):
            return
        owner = self.world.owners["A"]
        rows = model.sudo().browse(sorted(owner.ids(model._name)))
        if "user_id" in model._fields and model._fields["user_id"].required:
            rows = rows.filtered(lambda row: row.user_id == viewer.user)
        if rows and not self._found(model, owner):
            self._broken(viewer, model, "nothing of the own dealer is found")

    def _broken(self, viewer, model, proof):
        self.report.add(viewer, "promise", model._name, proof)
