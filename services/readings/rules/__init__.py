"""What a reading must be and what becomes of it: pure, without database, clock or network."""
