"""What a version of a policy says, as bytes that are the same wherever they are made.

The hash of these bytes is kept with the version and with every confirmation, so that it
can be shown later which text somebody confirmed.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

__all__ = ["canonical_content", "content_hash", "file_hash"]


def file_hash(data: bytes) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def canonical_content(
    *,
    number: int,
    date_start: date,
    date_last: date | None,
    texts: Mapping[str, Mapping[str, str]],
    files: Iterable[tuple[str, str]],
) -> bytes:
    """Return the content as JSON in UTF-8, in one order of keys and of files.

    Args:
        texts: {what: {language: text}}; languages without a text do not count.
        files: (name, hash) of each file, in any order.

    >>> content = canonical_content(
    ...     number=1,
    ...     date_start=date(2026, 1, 1),
    ...     date_last=None,
    ...     texts={"body": {"en_US": "Be fair", "zh_CN": ""}},
    ...     files=[],
    ... )
    >>> json.loads(content)["texts"]
    {'body': {'en_US': 'Be fair'}}
    """
    content = {
        "number": number,
        "first": date_start.isoformat(),
        "last": date_last.isoformat() if date_last else "",
        "texts": {
            what: {language: text for language, text in by_language.items() if text}
            for what, by_language in texts.items()
        },
        "files": sorted(list(pair) for pair in files),
    }
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def content_hash(**content: object) -> str:
    """Return the SHA-256 of `canonical_content`, as hexadecimal digits."""
    return hashlib.sha256(canonical_content(**content)).hexdigest()
