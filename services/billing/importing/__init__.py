"""The supplier's CSV files: copied into staging tables, judged and taken over by set-based SQL, whole or not at all."""
