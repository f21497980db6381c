"""Problems of Biology; two of them ask about one passage."""

from dbservice.services.seed.exercises.exercise import EASY, HARD, MEDIUM, Exercise, Wording

PEAS = (
    "A gardener crosses two tall pea plants with round seeds. Both are heterozygous for height"
    " (T, t) and for the shape of the seed (R, r); tall and round are dominant, and the two genes"
    " assort independently."
)
BIOLOGY = (
    Exercise(
        "The powerhouse", "BIO-11-08-2", EASY, "Recall", "NCERT",
        Wording(
            "In which organelle of a eukaryotic cell is most ATP made by aerobic respiration?",
            ("Ribosome", "Golgi apparatus", "Mitochondrion", "Lysosome"),
            "C",
            "The Krebs cycle and the electron transport system work in the mitochondrion.",
        ),
        Wording(
            "यूकैरियोटिक कोशिका के किस कोशिकांग में वायवीय श्वसन से सर्वाधिक ATP बनता है?",
            ("राइबोसोम", "गॉल्जी उपकरण", "माइटोकॉन्ड्रिया", "लाइसोसोम"),
            "C",
            "क्रेब्स चक्र तथा इलेक्ट्रॉन परिवहन तंत्र माइटोकॉन्ड्रिया में कार्य करते हैं।",
        ),
    ),
    Exercise(
        "Chromosomes after meiosis", "BIO-11-10-2", EASY, "Understanding", "Numerical",
        Wording(
            "A cell with 46 chromosomes goes through meiosis. How many chromosomes does each of"
            " the cells have that come of it?",
            (),
            "23",
            "Meiosis halves the number of chromosomes.",
        ),
        Wording(
            "46 गुणसूत्रों वाली एक कोशिका में अर्धसूत्री विभाजन होता है। इससे बनी प्रत्येक कोशिका"
            " में कितने गुणसूत्र होते हैं?",
            (),
            "23",
            "अर्धसूत्री विभाजन में गुणसूत्रों की संख्या आधी हो जाती है।",
        ),
    ),
    Exercise(
        "Who may receive", "BIO-11-15-1", MEDIUM, "Application", "Conceptual",
        Wording(
            "From which blood groups may a person of group A receive red cells, as far as ABO is"
            " concerned?",
            ("A only", "A and O", "A and AB", "all"),
            "B",
            "The plasma holds antibodies against B; cells of A and O carry no B antigen.",
        ),
    ),
    Exercise(
        "Short plants of the cross", "BIO-12-04-1", MEDIUM, "Calculation", "Previous year",
        Wording(
            "Which part of the offspring is expected to be short?",
            ("1/4", "1/2", "3/4", "9/16"),
            "A",
            "Tt × Tt gives tt in one of four cases.",
        ),
        passage=PEAS,
    ),
    Exercise(
        "Short plants with wrinkled seeds", "BIO-12-04-1", HARD, "Calculation", "Previous year",
        Wording(
            "Which part of the offspring is expected to be short and to have wrinkled seeds?",
            ("1/16", "3/16", "1/4", "9/16"),
            "A",
            "tt in 1/4 and rr in 1/4 of the cases, independently: 1/16.",
        ),
        passage=PEAS,
    ),
    Exercise(
        "From codons to a protein", "BIO-12-05-2", MEDIUM, "Application", "Numerical",
        Wording(
            "The coding part of a messenger RNA has 303 nucleotides with the stop codon among"
            " them. How many amino acids does the protein have?",
            (),
            "100",
            "303/3 = 101 codons, of which the last one stops and stands for no amino acid.",
        ),
    ),
)  # fmt: skip
