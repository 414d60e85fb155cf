"""What a refusal, a silent service or a bug looks like from outside."""
