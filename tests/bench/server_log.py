"""How many database queries a request took, as the server itself counts them."""

import os
import re
import time
from pathlib import Path

# … "POST /my/dealer/order/quote HTTP/1.1" 200 - 31 0.011 0.052
REQUEST = re.compile(
    r'werkzeug: .*"(?:GET|POST) ([^ ?#]+)[^"]*" (\d+) - (\d+) [\d.]+ [\d.]+'
)
PATIENCE = 5  # seconds until the server has written the line


def queries(path, action):
    """Return the queries of the request to ``path`` that ``action`` makes."""
    log = Path(os.environ["DMS_E2E_LOG"])
    seen = log.stat().st_size
    action()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with log.open() as stream:
            stream.seek(seen)
            found = [match for match in map(REQUEST.search, stream) if match]
        for match in found:
            if match[1] == path:
                if match[2] != "200":
                    raise AssertionError(f"{path} answers {match[2]}")
                return int(match[3])
        time.sleep(0.05)
    raise AssertionError(f"{path} is not in {log}")
