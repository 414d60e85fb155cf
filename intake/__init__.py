"""Loads CSV files of the supplier's system: staged by COPY, checked set by set, applied with their history.

Contracts and services declare the files and the meaning of their columns.
"""
