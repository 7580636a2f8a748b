# What of the cancelled lines was delivered before, reckoned without the loader:
#   awk -F, -f derive_returns.awk retail_slice.csv
# Fields are counted from the right, since descriptions may hold commas. A cancelled line
# counts when at least its pieces are left of earlier deliveries of the same article to
# the same customer at the same price.
NR > 1 && $2 ~ /^[0-9][0-9][0-9][0-9][0-9][A-Za-z]*$/ && $(NF-2) + 0 > 0 {
    key = $(NF-1) "|" toupper($2) "|" ($(NF-2) + 0)
    qty = $(NF-4) + 0
    if ($1 !~ /^C/) { left[key] += qty; next }
    if (left[key] < -qty) { unmatched++; next }
    left[key] += qty
    matched++
    pieces -= qty
    pence += int(-qty * $(NF-2) * 100 + 0.5)
    documents[$1] = 1
}
END {
    for (document in documents) count++
    printf "returned lines|%d\nreturned pieces|%d\n", matched, pieces
    printf "credit notes|%d\ncredit total in pence|%d\n", count, pence
    printf "cancelled lines without delivery|%d\n", unmatched
}
