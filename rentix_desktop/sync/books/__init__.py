"""Ports to what is kept of an account beside its runs: agents, pairs, links, conflicts of codes, the history. The ledger
implements them."""
