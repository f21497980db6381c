"""What the demo content is described with: purposes, skills, tags, states of its making."""

PURPOSES = {
    "Learning": "Taught in class, or watched before it",
    "Practice": "Solved after a lesson, with help",
    "Homework": "Solved alone until the next lesson",
    "Assessment": "Solved in a test that counts",
    "Revision": "Gone through again before an exam",
}
SKILLS = ("Recall", "Understanding", "Application", "Analysis", "Calculation")
TAGS = {
    "NCERT": "Close to the text of the textbook",
    "Previous year": "In the manner of earlier exam papers",
    "Conceptual": "Understood rather than calculated",
    "Numerical": "The answer is a number",
    "Formula": "Needs a formula by heart",
    "Diagram": "Goes with a picture",
}
DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED = "draft", "in review", "published", "archived"
STATES = (DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED)
