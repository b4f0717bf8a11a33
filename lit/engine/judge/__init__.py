"""From meaning to verdict: attack, prove, run, and keep what was found."""
