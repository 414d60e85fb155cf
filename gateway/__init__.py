"""The portal's face: pages (`web`), JSON API (`api`), the bank's callback. It keeps no state and no database."""
