"""An independent model of the charge of electricity (ПП 354), written from the law and never from billing's code.

`lives` draws households with facts that come in time or late; `points` and `month` charge one month by what is known,
`books` makes the bills of every month by what was billed and what is known, `penalty` what is late. `files` writes the
facts, `play` bills them with the product, `compare` holds it against the model. `python -m tests.support.model --help`
runs any number of households.
"""
