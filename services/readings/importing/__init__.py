"""The supplier's meters, readings and numbers of the rules (`contracts.supply`), loaded whole or not at all."""
