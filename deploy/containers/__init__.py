"""One-shot jobs of docker-compose.yml: what `deploy/local` does on one machine, for containers."""
