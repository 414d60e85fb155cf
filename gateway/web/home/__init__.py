"""«Главная»: cards, paying, sending readings, the debt clock."""
