from odoo import models
from odoo.exceptions import UserError

from odoo.addons.dms_base.engine.upload_guard import UploadLimits, sniff_kind

# what dealers can open on a phone, and what cannot carry a program
KINDS = ("pdf", "png", "jpeg", "xlsx", "csv")
MIB = 1024 * 1024
LIMITS = UploadLimits(max_bytes=10 * MIB)


class DmsPolicyVersion(models.Model):
    """The files of a version: looked at, private, and its own."""

    _inherit = "dms.policy.version"

    def _dms_adopt_files(self):
        """Look at the files and let them belong to the version, whose rules they follow.

        A file that belongs to another document is not lent: who may read the version
        may not read that document.
        """
        for version in self:
            for file in version.file_ids:
                version._dms_check_file(file)
            new = version.file_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            new.write({"res_model": self._name, "res_id": version.id, "public": False})
            foreign = version.file_ids.filtered(
                lambda file, own=version: (
                    (file.res_model, file.res_id) != (self._name, own.id) or file.public
                )
            )
            if foreign:
                raise UserError(
                    self.env._(
                        "%(name)s belongs to another document. Download it and add it "
                        "here as a file of its own.",
                        name=foreign[0].name,
                    )
                )

    def _dms_check_file(self, file):
        data = file.with_context(bin_size=False).raw or b""
        if not data:
            raise UserError(self.env._("%(name)s is empty.", name=file.name))
        if sniff_kind(data) not in KINDS:
            raise UserError(
                self.env._(
                    "%(name)s cannot be added: dealers get PDF, pictures (PNG, JPEG), "
                    "XLSX and CSV. Save a document as PDF.",
                    name=file.name,
                )
            )
        self.env["dms.upload"]._dms_check_upload(data, KINDS, limits=LIMITS)
