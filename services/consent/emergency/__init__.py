"""Break-glass: who may read what is shared although no task of theirs says so, for how long, and who looks at it."""
