"""Problems of Chemistry."""

from dbservice.services.seed.exercises.exercise import EASY, HARD, MEDIUM, Exercise, Wording

CHEMISTRY = (
    Exercise(
        "Moles of water", "CHE-11-01-1", EASY, "Calculation", "Numerical",
        Wording(
            "How many moles are there in 36 g of water? (H = 1, O = 16)",
            ("1", "2", "3", "18"),
            "B",
            "The molar mass is 18 g/mol: 36/18 = 2 mol.",
        ),
        Wording(
            "36 g जल में कितने मोल होते हैं? (H = 1, O = 16)",
            ("1", "2", "3", "18"),
            "B",
            "मोलर द्रव्यमान 18 g/mol है: 36/18 = 2 mol।",
        ),
    ),
    Exercise(
        "Salt solution", "CHE-11-01-1", MEDIUM, "Calculation", "NCERT",
        Wording(
            "4 g of sodium hydroxide are dissolved in water to make 250 mL of solution. What is"
            " its molarity? (Na = 23, O = 16, H = 1)",
            ("0.1 M", "0.2 M", "0.4 M", "1.0 M"),
            "C",
            "4/40 = 0.1 mol in 0.25 L: 0.1/0.25 = 0.4 M.",
        ),
    ),
    Exercise(
        "The pH of an acid", "CHE-11-06-2", EASY, "Application", "Formula",
        Wording(
            "What is the pH of 0.01 M hydrochloric acid at 25 °C?",
            ("1", "2", "7", "12"),
            "B",
            "The acid is strong, so [H⁺] = 10⁻² M and the pH is 2.",
        ),
        Wording(
            "25 °C पर 0.01 M हाइड्रोक्लोरिक अम्ल का pH कितना है?",
            ("1", "2", "7", "12"),
            "B",
            "यह प्रबल अम्ल है, अतः [H⁺] = 10⁻² M और pH 2 है।",
        ),
    ),
    Exercise(
        "Silver from a solution", "CHE-12-02-2", HARD, "Application", "Previous year",
        Wording(
            "How many grams of silver does a charge of one faraday deposit from a solution of"
            " silver nitrate? (Ag = 108)",
            (),
            "108",
            "Ag⁺ + e⁻ → Ag: one mole of electrons deposits one mole of silver, 108 g.",
        ),
    ),
    Exercise(
        "Three half-lives", "CHE-12-03-1", MEDIUM, "Understanding", "Conceptual",
        Wording(
            "What part of the reactant is left of a first order reaction after three half-lives?",
            ("1/3", "1/6", "1/8", "1/9"),
            "C",
            "Each half-life leaves half: 1/2 × 1/2 × 1/2 = 1/8.",
        ),
        Wording(
            "प्रथम कोटि की अभिक्रिया में तीन अर्धायु के बाद अभिकारक का कितना भाग शेष रहता है?",
            ("1/3", "1/6", "1/8", "1/9"),
            "C",
            "प्रत्येक अर्धायु में आधा भाग शेष रहता है: 1/2 × 1/2 × 1/2 = 1/8।",
        ),
    ),
)  # fmt: skip
