"""Pictures drawn anew, so that place, camera and everything hidden beside them is gone."""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from backend.web.refusals import FileDamaged, FileDoesNotMatch, FileTooLarge

MOST_PIXELS = 20_000_000


class PictureTooLarge(FileTooLarge):
    code = "too_many_pixels"


def picture(content: bytes, expected: str) -> bytes:
    """The same picture, re-encoded. The size is read from the header before decoding."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warning about size; ours is the smaller limit
        try:
            # Only the expected decoder is tried: none that we do not need ever sees a byte.
            with Image.open(BytesIO(content), formats=[expected]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PictureTooLarge
                opened.load()
                return _encoded(opened, expected)
        except Image.DecompressionBombError as error:
            raise PictureTooLarge from error
        except (UnidentifiedImageError, SyntaxError) as error:
            raise FileDoesNotMatch from error
        except (OSError, ValueError, EOFError, IndexError, TypeError, KeyError) as error:
            raise FileDamaged from error


def _upright(opened: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(opened)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error):
        return opened  # broken metadata is thrown away like any other


def _encoded(opened: Image.Image, expected: str) -> bytes:
    upright = _upright(opened)
    has_alpha = (
        expected != "JPEG"
        and "A" in upright.convert("RGBA").getbands()
        and (upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info)
    )
    drawn = upright.convert("RGBA" if has_alpha else "RGB")
    bare = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    out = BytesIO()
    bare.save(out, expected, quality=88)
    return out.getvalue()
