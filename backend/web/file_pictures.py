"""Pictures drawn anew, so that place, camera and everything hidden beside them is gone."""

import struct
import warnings
from contextlib import suppress
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


def _set_upright(opened: Image.Image) -> None:
    """In place: a second picture of that size would be sixty megabytes more."""
    # Broken metadata is thrown away like any other.
    with suppress(OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error):
        ImageOps.exif_transpose(opened, in_place=True)


def _encoded(opened: Image.Image, expected: str) -> bytes:
    _set_upright(opened)
    has_alpha = expected != "JPEG" and (
        opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info
    )
    mode = "RGBA" if has_alpha else "RGB"
    bare = opened if opened.mode == mode else opened.convert(mode)
    # What an encoder would write beside the points it reads from here.
    bare.info.clear()
    out = BytesIO()
    bare.save(out, expected, quality=88)
    return out.getvalue()
