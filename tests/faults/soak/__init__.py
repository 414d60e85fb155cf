"""A long run of random faults under load, drawn from a seed: the same seed gives the same plan."""
