"""«Поиск»: an account and what is done on it."""
