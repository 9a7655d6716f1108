"""Makes the pictures that are shown. Runs confined, over a picture that may be hostile.

`python -I picture.py MAX_PIXELS` reads `plain` (or `drawn.png`, what another tool drew) and
writes view.webp, thumb.webp and veil.webp: new pictures with nothing of the old file but what
is seen, turned as EXIF says. Prints JSON: {"code": …} and, if "ok", the two sizes. This file
imports nothing of ours.
"""

import json
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

# Not among them: formats that are programs (EPS) or are drawn by others (SVG, HEIC).
FORMATS = ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "JPEG2000", "ICO"]
SIZES = {"view": 1600, "thumb": 360}
VEIL = 10


def main() -> dict[str, object]:
    limit = int(sys.argv[1])
    Image.init()
    Image.MAX_IMAGE_PIXELS = limit
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    drawn = Path("drawn.png")
    try:
        with Image.open(drawn if drawn.exists() else "plain", formats=FORMATS) as picture:
            if picture.width * picture.height > limit:
                return {"code": "too_many_pixels"}
            return {"code": "ok", "sizes": make(picture)}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"code": "too_many_pixels"}
    except MemoryError:
        return {"code": "too_much_memory"}
    except UnidentifiedImageError:
        return {"code": "damaged"}
    except Exception:  # noqa: BLE001 - a decoder may raise anything over hostile bytes
        return {"code": "damaged"}


def make(picture: Image.Image) -> dict[str, tuple[int, int]]:
    side = SIZES["view"]
    picture.thumbnail((side, side), reducing_gap=2.0)
    seen = plain(ImageOps.exif_transpose(picture))
    sizes = {}
    for name, side in SIZES.items():
        small = seen.copy()
        small.thumbnail((side, side))
        small.save(f"{name}.webp", "WEBP", quality=80)
        sizes[name] = small.size
    veil = seen.copy()
    veil.thumbnail((VEIL, VEIL))
    veil.filter(ImageFilter.GaussianBlur(1)).save("veil.webp", "WEBP", quality=40)
    return sizes


def plain(picture: Image.Image) -> Image.Image:
    """Red, green and blue on white, and nothing else: no comment, no profile, no transparency."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    coloured = picture.convert("RGBA")
    page = Image.new("RGB", coloured.size, "white")
    page.paste(coloured, mask=coloured.getchannel("A"))
    return page


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
