"""A made-up town for demonstrations and measurements: CSV files in the format that the supplier's import reads.

Nothing is drawn at run time from the clock or from hash order: the same seed, size and date give the same files.
"""
