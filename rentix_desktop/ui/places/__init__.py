"""Pages outside the wizard, a package each: `place` is the page, `work` what runs on a worker (no Qt), `words` its
sentences, `state` what outlives the page in `session.notes`. `entries` is what the side lists; `ui.pages` makes them."""
