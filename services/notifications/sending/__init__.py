"""From a row to the mail server: claimed, composed, handed over, settled."""
