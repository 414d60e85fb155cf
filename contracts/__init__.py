"""What goes over the wire: RPC methods, events and refusals of the six services, as typed plain data.

A service implements the Protocol of its module, the gateway calls the service through the same Protocol, and the
chassis decodes by it. This package imports none of our code.
"""
