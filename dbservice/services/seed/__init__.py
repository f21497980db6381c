"""A demo: schools, batches, teachers and students of a made-up organisation, always the same."""
