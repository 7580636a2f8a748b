"""One module per command of ``./dms``; each has ``add`` and ``run``."""
