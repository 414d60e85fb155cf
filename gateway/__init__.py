"""The portal's pages (`web`), the supplier's desk (`staff`), the JSON API (`api`); no state and no database."""
