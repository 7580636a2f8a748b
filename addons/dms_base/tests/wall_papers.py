"""What this add-on opens on purpose; see wall/papers.py for what the names mean."""
METHODS = {}
ROUTES = {}
FIELDS = {}
UNSEEDED = {}
IDLE = {}
OPEN = {}
