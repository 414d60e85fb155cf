"""Who is asking: token and cookie, the visitor behind them, and whom a page admits."""
