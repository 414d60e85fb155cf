"""Appeals: their states, terms, messages and answers, and how they are listed."""
