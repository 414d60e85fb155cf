"""The mechanism under every service: messages, transactions and processes, without a word of the domain.

Each module has one subject and nothing is re-exported here, so that a process loads only what it uses: the gateway
never imports SQLAlchemy or eventlet, the relay and the operator commands never import nameko or eventlet.
"""
