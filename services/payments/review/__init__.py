"""What staff resolve by hand: payments and refunds in manual review, orphaned bank orders."""
