"""«Акты»: documents about an account and its meters, each with its day, number and readings."""
