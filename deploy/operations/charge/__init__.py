"""The calculator `./cabinet charge`: the rules of billing for anyone with a pipe."""
