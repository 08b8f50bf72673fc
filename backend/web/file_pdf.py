"""PDFs rewritten: no metadata; refused where they would run, launch or carry something."""

from io import BytesIO

import pikepdf

from backend.web.refusals import FileDamaged, FileRefused

#: What any one stream of a document may unpack to while it is read: tables of its objects, mostly.
#: Pictures in it are not unpacked. Said once, for the whole process, before anything is opened.
_MOST_UNPACKED = 32 * 1024 * 1024
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=_MOST_UNPACKED,
    run_length_max_memory=_MOST_UNPACKED,
    png_max_memory=_MOST_UNPACKED,
    tiff_max_memory=_MOST_UNPACKED,
    dct_max_memory=_MOST_UNPACKED,
    max_stream_filters=4,
    parser_max_container_size=1_000_000,
)
_RUNS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/RichMedia"}
_CARRIES = {"/JS", "/EmbeddedFiles", "/EmbeddedFile", "/XFA", "/AA", "/OpenAction"}
_REMOVED = {"/AA", "/OpenAction"}
_SUBTYPES = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D", "/Sound"}


class PdfRuns(FileRefused):
    """It holds a program, another file, or something that opens by itself."""

    code = "pdf_runs"


class PdfLocked(FileRefused):
    code = "pdf_locked"


def pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as opened:
            if opened.is_encrypted:
                raise PdfLocked
            for thing in opened.objects:
                _check(thing)
            _remove_metadata(opened)
            out = BytesIO()
            opened.save(out, deterministic_id=True)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise PdfLocked from error
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError) as error:
        raise FileDamaged from error


def _check(thing: object, depth: int = 0) -> None:
    """PdfRuns for an active part anywhere inside; indirect parts are visited on their own."""
    if depth > 100:  # noqa: PLR2004  deeper than any honest document nests direct values
        raise FileDamaged
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            _visit(part, depth)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        holder = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        _check_keys(holder)
        for key in list(holder.keys()):
            _visit(holder[key], depth)


def _visit(part: object, depth: int) -> None:
    if isinstance(part, pikepdf.Object) and not part.is_indirect:
        _check(part, depth + 1)


def _check_keys(holder: pikepdf.Object) -> None:
    for key in _REMOVED & set(holder.keys()):
        # A document may open at a page; what it may run is visited before it is dropped.
        _check(holder[key])
        del holder[key]
    named = {str(holder[key]) for key in ("/S", "/Subtype", "/Type") if key in holder}
    if named & (_RUNS | _SUBTYPES | {"/EmbeddedFile"}) or (_CARRIES - _REMOVED) & set(
        holder.keys()
    ):
        raise PdfRuns


def _remove_metadata(opened: pikepdf.Pdf) -> None:
    for thing in opened.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            for key in ("/Metadata", "/PieceInfo", "/LastModified"):
                if key in thing:
                    del thing[key]
    if "/Info" in opened.trailer:
        del opened.trailer["/Info"]
