"""The steps of an upload, a page each. `flow` decides, without Qt; what works off the window's thread has no Qt either."""
