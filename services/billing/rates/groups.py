"""Tariff groups in words."""

GROUPS = {
    "city_gas": "городское население, газовая плита",
    "city_electric": "городское население, электроплита",
    "rural_or_electric": "сельское население или электроплита (электроотопление)",
    "rural": "сельское население",
}
"""Tariff groups that a bill and the desk name in words."""
