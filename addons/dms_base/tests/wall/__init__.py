"""The wall test: proof, from outside, that one dealer never meets another.

It knows no names of models, routes or methods. What is installed is *discovered*,
two dealers are *built*, everything is *seeded* for both, and then every viewer tries
every *door* and an *oracle* judges what came back.

Read in this order:

=================  ==================================================================
discovery.py       what belongs to the dealer add-ons: models, routes, methods, rules
papers.py          what is allowed in writing, each add-on its own ``wall_papers.py``
network.py         two regions, two companies, dealers, and the people who look
documents.py       an order that was confirmed, delivered, invoiced and paid
seed.py            one record of every dealer model, by introspection
world.py           all of the above put together: who owns which row
findings.py        the oracles: canary tokens, foreign ids, fingerprints of rows
doors_orm.py       reading: search, group, export, names, paths through relations
doors_write.py     writing: write, delete, copy, create for others, re-parent
methods.py         public methods, which are an API for everybody who can sign in
doors_http.py      the same over HTTP: keys, sessions, routes, reports, attachments
mutants.py         switches off one access check at a time, so the test proves itself
=================  ==================================================================

A later add-on is covered without being named: it only hands in its papers.
"""
