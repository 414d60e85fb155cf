"""One-shot jobs of docker-compose.yml: what `deploy/launcher` does on one machine, for containers."""
