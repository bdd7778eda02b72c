"""Decode the text of an uploaded file in any usual encoding."""


def decoded(data: bytes) -> str:
    """Decode UTF-8 or UTF-16, with or without a mark, else Windows-1252, with plain line ends. Never raises."""
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
