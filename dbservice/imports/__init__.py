"""Bulk imports: the types of sheet, where sheets come from, and the engine that runs them."""
