"""Services that records can be sent to, one package each."""
