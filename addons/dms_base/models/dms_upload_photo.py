import io
import warnings

# Odoo loads readers of a few kinds alone: the one of WebP makes itself known here
from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401

from odoo import api, models
from odoo.exceptions import UserError

from ..engine.photo import (
    LONGEST_SIDE,
    MAX_PIXELS,
    PHOTO_KINDS,
    PHOTO_LIMITS,
    fits_pixels,
)
from ..engine.upload_guard import sniff_kind
from ..engine.upload_limits import MIB

# what a picture of each kind is read with; no other reader of Pillow is asked
READERS = ("JPEG", "PNG", "WEBP")
QUALITY = 85


class DmsUpload(models.AbstractModel):
    """A photo is looked at, and painted anew before it is kept."""

    _inherit = "dms.upload"

    @api.model
    def _dms_clean_photo(self, data):
        """Return a photo as a JPEG of moderate size that holds nothing but the picture.

        Where and when it was taken, with which phone, and whatever else was in the
        file is left behind: the picture is unpacked, turned upright and written anew.

        Raises:
            UserError: no photo, too large, or broken.
        """
        picture = ImageOps.exif_transpose(self._dms_open_photo(data))
        return self._dms_paint(picture.convert("RGBA"), "JPEG")

    @api.model
    def _dms_clean_signature(self, data):
        """Return a drawn signature as a PNG that holds nothing but the drawing."""
        return self._dms_paint(self._dms_open_photo(data).convert("RGBA"), "PNG")

    @api.model
    def _dms_open_photo(self, data):
        """Return the picture, made smaller; only its bytes say what it is."""
        self._dms_check_photo(data)
        try:
            with warnings.catch_warnings():
                # the size is judged below, by our own ceiling
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                picture = Image.open(io.BytesIO(data), formats=READERS)
            self._dms_check_pixels(picture)
            # unpacks no more of a JPEG than the smaller picture needs
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        except (
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
        ) as error:
            raise UserError(
                self.env._("The photo is damaged. Take it again, or choose another.")
            ) from error
        return picture

    @api.model
    def _dms_check_photo(self, data):
        """Refuse what is no photo, or too large, before it is unpacked."""
        kind = sniff_kind(data) if data else ""
        if kind and kind not in PHOTO_KINDS:
            raise UserError(
                self.env._(
                    "This photo cannot be read here. Send a JPEG, PNG or WebP; on an "
                    "iPhone choose Settings, Camera, Formats, Most Compatible."
                )
            )
        if len(data) > PHOTO_LIMITS.max_bytes:
            raise UserError(
                self.env._(
                    "The photo is larger than %(limit)s MB. Send a smaller one.",
                    limit=PHOTO_LIMITS.max_bytes // MIB,
                )
            )
        self._dms_check_upload(data, PHOTO_KINDS, limits=PHOTO_LIMITS)

    @api.model
    def _dms_check_pixels(self, picture):
        if not fits_pixels(*picture.size):
            raise UserError(
                self.env._(
                    "The photo has more than %(limit)s million pixels. Send a smaller "
                    "one.",
                    limit=MAX_PIXELS // 10**6,
                )
            )

    @api.model
    def _dms_paint(self, picture, reader):
        """Return the bytes of ``picture`` on white paper, without any description."""
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        target = io.BytesIO()
        paper.save(target, reader, quality=QUALITY, optimize=True)
        return target.getvalue()
