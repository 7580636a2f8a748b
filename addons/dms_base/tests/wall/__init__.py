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
promises.py        what everybody must find: a wall that hides everything is none
snapshot.py        what dealers read and write, frozen
doors_orm.py       reading: search, group, export, names, paths through relations
doors_write.py     writing: write, delete, copy, create for others, re-parent
states.py          searching again with all rows in every state they can be in
observe.py         everything at once, before and after one more dealer is there
reserved.py        fields that only managers, or nobody, may change
methods.py         public methods, which are an API for everybody who can sign in
client.py          a browser and an API client for one viewer
entrance.py        who may enter a route, and that others are refused at the door
doors_http.py      foreign rows over HTTP: routes, reports, files, chatter, calls
mutants.py         every access check in the code, to be switched off in turn
bites.py           looks for what a switched-off rule, guard or check lets through
=================  ==================================================================

A later add-on is covered without being named: it only hands in its papers.
"""
