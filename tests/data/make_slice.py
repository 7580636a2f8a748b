"""Cut ``retail_slice.csv`` out of the first year of Online Retail II.

    python make_slice.py online_retail_2009_2010.csv.gz > retail_slice.csv

Whole documents only: the small ones of every 13th customer number until the end of May
2010, the longest document of the file, and a few documents with rare faults.
"""

import csv
import gzip
import sys
from collections import Counter

EVERY = 13
BEFORE = "2010-06-01"
SMALL = 17
LONGEST = "500356"  # 270 lines
RARE = {
    "490625",  # one article at two prices
    "491045",  # the same
    "492581",  # the same
    "489825",  # a line of price zero
    "490961",  # two of them
}


def main(path: str) -> None:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header, rows = next(reader), list(reader)
    sizes = Counter(row[0] for row in rows)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        regular = (
            int(row[6]) % EVERY == 0 and row[4] < BEFORE and sizes[row[0]] <= SMALL
        )
        if regular or row[0] == LONGEST or row[0] in RARE:
            writer.writerow(row)


if __name__ == "__main__":
    main(sys.argv[1])
