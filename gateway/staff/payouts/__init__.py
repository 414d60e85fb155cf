"""«Возврат переплаты»: money that goes back to a bank account by application."""
