"""Problems of Maths."""

from dbservice.services.seed.exercises.exercise import EASY, HARD, MEDIUM, Exercise, Wording

MATHS = (
    Exercise(
        "A committee of three", "MAT-11-06-2", EASY, "Application", "Numerical",
        Wording(
            "In how many ways can a committee of 3 be chosen from 7 people?",
            ("21", "35", "42", "210"),
            "B",
            "7!/(3! 4!) = 35.",
        ),
        Wording(
            "7 व्यक्तियों में से 3 की समिति कितने प्रकार से चुनी जा सकती है?",
            ("21", "35", "42", "210"),
            "B",
            "7!/(3! 4!) = 35।",
        ),
    ),
    Exercise(
        "Powers of two", "MAT-11-08-1", EASY, "Calculation", "Formula",
        Wording(
            "What is the sum 1 + 2 + 4 + ... + 512?",
            ("511", "512", "1023", "1024"),
            "C",
            "Ten terms with the ratio 2: 2¹⁰ - 1 = 1023.",
        ),
    ),
    Exercise(
        "A derivative", "MAT-11-12-2", MEDIUM, "Calculation", "NCERT",
        Wording(
            "What is the derivative of x³ - 3x at x = 2?",
            ("2", "6", "9", "12"),
            "C",
            "3x² - 3 at x = 2 is 12 - 3 = 9.",
        ),
        Wording(
            "x = 2 पर x³ - 3x का अवकलज कितना है?",
            ("2", "6", "9", "12"),
            "C",
            "x = 2 पर 3x² - 3 का मान 12 - 3 = 9 है।",
        ),
    ),
    Exercise(
        "Which products exist", "MAT-12-03-1", MEDIUM, "Understanding", "Conceptual",
        Wording(
            "A is a 2 × 3 matrix and B is a 3 × 4 matrix. Which of the products AB and BA exist?",
            ("only AB", "only BA", "both", "neither"),
            "A",
            "AB exists since A has as many columns as B has rows; BA would need 4 = 2.",
        ),
    ),
    Exercise(
        "An area by integration", "MAT-12-07-2", HARD, "Calculation", "Numerical",
        Wording(
            "What is the integral of 3x² from 0 to 2?",
            (),
            "8",
            "x³ is an antiderivative: 2³ - 0³ = 8.",
        ),
        Wording(
            "0 से 2 तक 3x² का समाकल कितना है?",
            (),
            "8",
            "x³ एक प्रतिअवकलज है: 2³ - 0³ = 8।",
        ),
    ),
    Exercise(
        "Two dice", "MAT-12-13-1", HARD, "Analysis", "Previous year",
        Wording(
            "Two dice are thrown and their sum is 8. What is the probability that one of them"
            " shows a 3?",
            ("1/6", "2/5", "1/3", "1/2"),
            "B",
            "The sum is 8 in five cases: 2+6, 3+5, 4+4, 5+3, 6+2. Two of them have a 3.",
        ),
    ),
)  # fmt: skip
