"""How messages travel, how processes live: the mechanism under every service, without a word of the domain.

Each module has one subject and nothing is re-exported here, so that a process loads only what it uses: the gateway
never imports SQLAlchemy or eventlet, the relay never imports nameko.
"""
