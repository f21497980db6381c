"""Whether the rows of a database agree with each other, and repairs of what is unambiguous."""
