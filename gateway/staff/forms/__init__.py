"""What the desk's forms share."""
