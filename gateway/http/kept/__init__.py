"""What was typed outlives an expired session and a stale token: the form comes back filled, never sent by itself."""
