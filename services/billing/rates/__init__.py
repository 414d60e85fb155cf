"""Dated data of the law and the region: tariffs, tiers, norms and parameters, put together for one period.

A tariff has up to three ranges of consumption (диапазоны), because that is what the law knows: two limits a month,
which regions may set lower than the federal ones. Their number is a fact of the files and tables (tier1-3, limit1-2);
the rules themselves split by any number of limits.
"""
