"""The read side: one function for each screen or report. Nothing here writes."""
