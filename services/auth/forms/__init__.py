"""What a person typed: fields cleaned and checked, errors collected. Pure."""
