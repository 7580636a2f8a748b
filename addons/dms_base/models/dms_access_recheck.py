from odoo import api, models


class DmsAccessRecheck(models.AbstractModel):
    """Look at the wall again after a write.

    Odoo checks record rules before a write, never after it, and never looks at the
    record that a many2one is pointed to: whoever may write a record can push it over
    the wall, or read a foreign name through a link. Models that stand behind the
    wall inherit this class; every link between two of them is checked from both ends.
    """

    _name = "dms.access.recheck"
    _description = "Access is checked again after a write"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._dms_recheck_needed():
            # all links, since defaults of the context set some that vals_list lacks
            records._dms_check_targets(self._fields)
        return records

    def write(self, vals):
        result = super().write(vals)
        if self and self._dms_recheck_needed():  # core writes to empty sets freely
            self.check_access("write")
            self._dms_check_targets(vals)
        return result

    @api.model
    def _dms_recheck_needed(self):
        """Native models only cost region-bound staff this second look."""
        return not self.env.su and bool(self.env.user.dms_region_ids)

    def _dms_check_targets(self, names):
        """Raise AccessError when a walled record that ``names`` link to is hidden.

        A model that the user may not read at all is no target: nothing of it can be
        shown, and native code links to such models on the user's behalf.
        """
        for name in names:
            field = self._fields.get(name)
            if field is None or field.type != "many2one" or not field.store:
                continue
            model = self.env[field.comodel_name]
            if issubclass(type(model), DmsAccessRecheck) and model.has_access("read"):
                self.sudo()[name].with_env(self.env).check_access("read")
