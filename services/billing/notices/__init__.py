"""What a debtor is notified of: other debts, restriction notices and their clock, the penalty to come."""
