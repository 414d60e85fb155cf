"""The names of the fields in which readings are typed, by tariff zone."""

from gateway.words.zones import ORDER

READINGS = {zone: f"reading_{zone}" for zone in ORDER}
