"""Sberbank: both generations of its REST protocol, its codes, its fiscal cart and the checksum of its callbacks."""
