"""The services behind the gateway: RPC calls and what is composed of their answers."""
