"""What callers of the RPC methods read: payments and refunds as the contract shows them, refusals, status texts."""
