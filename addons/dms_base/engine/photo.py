"""How large a photo may be, before anything of it is unpacked."""

from .upload_limits import MIB, UploadLimits

PHOTO_KINDS = ("jpeg", "png", "webp")
PHOTO_LIMITS = UploadLimits(max_bytes=12 * MIB)
MAX_PIXELS = 50_000_000  # the finest that phone cameras take
LONGEST_SIDE = 1920


def fits_pixels(width: int, height: int) -> bool:
    """Whether a picture of this size may be unpacked.

    >>> fits_pixels(8000, 6000), fits_pixels(60_000, 60_000), fits_pixels(0, 10)
    (True, False, False)
    """
    return 0 < width * height <= MAX_PIXELS
