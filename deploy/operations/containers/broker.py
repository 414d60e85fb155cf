"""`docker compose run --rm topology deploy.operations.containers.broker ACTION`: `./cabinet broker` for containers."""

import sys

from deploy.operations.containers.bus import management
from deploy.provisioning import cluster

if __name__ == "__main__":
    sys.exit(cluster.act("".join(sys.argv[1:2]) or "status", management()))
