"""What a debtor is told: other debts, restriction notices and their clock, the penalty to come."""
