"""The text in an uploaded file's bytes, whichever of the usual encodings it is in."""


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16, marked or not, else Windows-1252, with plain line ends; bytes of no text become odd characters."""
    return _text(data).replace("\r\n", "\n").replace("\r", "\n")


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    sample = data[:2000]
    for places, encoding in ((sample[1::2], "utf-16-le"), (sample[::2], "utf-16-be")):
        if places and places.count(0) > 0.8 * len(places):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
