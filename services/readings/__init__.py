"""readings: meters, registers, readings and their life."""
