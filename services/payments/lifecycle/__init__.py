"""The states of payments and refunds, the decision about a bank's reply, and the only place that changes a state."""
