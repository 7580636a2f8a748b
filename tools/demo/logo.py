"""The demo brand's logo: three ridges in a row above its name, drawn here."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

NAME = "YUNLING"
SIZE = (720, 240)
RIDGES = (  # colour, and the corners of a ridge
    ("#c9b6c4", ((190, 150), (300, 50), (420, 150))),
    ("#9a7b92", ((280, 150), (400, 26), (530, 150))),
    ("#714b67", ((230, 150), (345, 74), (470, 150))),
)


def logo() -> bytes:
    """Return a PNG, encoded as Odoo's image fields want it."""
    image = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for colour, corners in RIDGES:
        draw.polygon(corners, fill=colour)
    middle = (SIZE[0] // 2, 196)
    font = ImageFont.load_default(size=58)
    draw.text(middle, NAME, fill=RIDGES[-1][0], font=font, anchor="mm")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
