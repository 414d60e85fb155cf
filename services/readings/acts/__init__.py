"""Acts of meters: replacement, reprogramming, removal, installation, failure, sealing, with their readings."""
