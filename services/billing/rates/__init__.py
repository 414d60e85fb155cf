"""Dated data of the law and the region: tariffs, tiers, norms and parameters, put together for one period."""
