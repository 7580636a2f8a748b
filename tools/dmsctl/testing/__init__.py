"""What ``./dms test`` runs, and how results of different runners become one line."""
