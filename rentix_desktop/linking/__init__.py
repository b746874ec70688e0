"""What is on the portal already: which of its listings are which rows of the file, and which accounts are which agents.

Pure, but for `proposing`, `runs`, `linked`, `people.staff` and `people.sending`, which ask a destination and a ledger. How
listings are paired, from below:

* `spelling`, `words`: one spelling for the sound of a word in Romanian, Russian and bare Latin letters; the words of
  addresses and the streets with several names are files in `resources/linking`.
* `address`, `streets`: addresses taken apart, and how alike two streets are.
* `facts`: what a listing and a row say, in one form. `blocking`: which of them are worth comparing.
* `evidence`: what speaks for and against a pair, as coded facts with weights (logarithms of odds).
* `yards`: where many flats of one project stand, and what has to agree there.
* `assign`, `pairing`: one partner for each so that the whole is best; how sure, and who else claims it.
* `deciding`: what a person decides of the pairs, and takes back; kept with the account (`sync.books.pairs`).
* `linked`: which listings are linked and by which runs, and what a run of links came to.
* `doubles`: one property twice on the portal. `restoring`: links that the portal knows and a lost ledger does not;
  `another`: codes that plainly are another property's there.
* `people`: the same for accounts and agents, and what of an account is edited.

Measured by `python -m tests.benchmarks.linking`.
"""
