"""From records to the portal and back: plan, send, remember, repair.

plan, engine, repair, undo    what is to be sent, sending it, sending again what failed, taking it back
ledger, history, agent_book, pair_book
                              ports to what is kept of an account; `sources.book` is another
destination, ports            ports to the service, and to everything else outside
sources                       kept files, brought up to date
unsettled, conflict_book      rows that are held: their links are open, or another property has their codes
compare, drift, siding        what is on the portal and not as it was sent, and which side wins
hide_run                      listings of the portal that a person chose to hide, as a run
agents, people                a listing's agent as the service takes it; profiles in our own terms
life                          what happened to one listing
"""
