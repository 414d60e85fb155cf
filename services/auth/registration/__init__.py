"""From the form to an activated cabinet (M3.1, M3.2, M3.7)."""
