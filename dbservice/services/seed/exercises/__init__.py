"""The demo problems: made up for the demo, with texts in English and some in Hindi."""
