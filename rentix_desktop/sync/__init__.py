"""From records to the portal and back: plan, send, remember, repair.

destination, ports     ports to the service, and to everything else outside
ledger, books          ports to what is kept of an account; `sources.book` is another
planning               what would happen, and what must not be sent now: links that are open, codes of other properties
sending                the engine: intent on disk, send, result on disk
repair                 what failed is corrected and sent again
sources                kept files, brought up to date
comparing              what is on the portal and not as it was sent, and which side wins
telling                what there is to say of a run and of one listing afterwards
agents, agent_meaning  a listing's agent as the service takes it, whatever the file calls him; `people`: profiles in our
                       own terms
follow                 what the service does later with what it accepted
steps                  the one use case of window and console, a step at a time
"""
