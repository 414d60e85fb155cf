"""What is done for every request: headers, limits, maintenance, probes and metrics."""
