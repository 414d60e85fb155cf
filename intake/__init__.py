"""Tables that come as CSV files: brought into staging by COPY, judged set by set, taken over with their history.

What the files are and what their columns mean is declared by contracts and services; no domain word is here.
"""
