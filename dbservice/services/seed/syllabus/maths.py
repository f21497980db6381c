"""The chapters of Maths."""

from dbservice.services.seed.syllabus.lesson import Lesson

MATHS = (
    Lesson(11, "Sets", "समुच्चय", ("Operations on sets", "Venn diagrams")),
    Lesson(11, "Relations and Functions", "संबंध एवं फलन", (
        "Cartesian products", "Domain and range",
    )),
    Lesson(11, "Trigonometric Functions", "त्रिकोणमितीय फलन", (
        "Angles in radians", "Sums and differences of angles",
    )),
    Lesson(
        11,
        "Complex Numbers and Quadratic Equations",
        "सम्मिश्र संख्याएँ और द्विघातीय समीकरण",
        ("Modulus and conjugate", "Quadratic equations"),
    ),
    Lesson(11, "Linear Inequalities", "रैखिक असमिकाएँ", (
        "Inequalities in one variable", "Systems of inequalities",
    )),
    Lesson(11, "Permutations and Combinations", "क्रमचय और संचय", (
        "Permutations", "Combinations",
    )),
    Lesson(11, "Binomial Theorem", "द्विपद प्रमेय", ("Binomial expansion", "Pascal's triangle")),
    Lesson(11, "Sequences and Series", "अनुक्रम तथा श्रेणी", (
        "Geometric progressions", "Arithmetic and geometric mean",
    )),
    Lesson(11, "Straight Lines", "सरल रेखाएँ", ("Slope of a line", "Distance from a line")),
    Lesson(11, "Conic Sections", "शंकु परिच्छेद", ("Circle and parabola", "Ellipse and hyperbola")),
    Lesson(
        11,
        "Introduction to Three Dimensional Geometry",
        "त्रिविमीय ज्यामिति का परिचय",
        ("Coordinates in space", "Distance between two points"),
    ),
    Lesson(11, "Limits and Derivatives", "सीमा और अवकलज", ("Limits", "Derivatives")),
    Lesson(11, "Statistics", "सांख्यिकी", ("Mean deviation", "Variance and standard deviation")),
    Lesson(11, "Probability", "प्रायिकता", ("Events", "Axiomatic probability")),
    Lesson(12, "Relations and Functions", "संबंध एवं फलन", (
        "Equivalence relations", "One-one and onto functions",
    )),
    Lesson(12, "Inverse Trigonometric Functions", "प्रतिलोम त्रिकोणमितीय फलन", (
        "Principal values", "Properties of inverse functions",
    )),
    Lesson(12, "Matrices", "आव्यूह", ("Operations on matrices", "Invertible matrices")),
    Lesson(12, "Determinants", "सारणिक", ("Minors and cofactors", "Area of a triangle")),
    Lesson(12, "Continuity and Differentiability", "सांतत्य तथा अवकलनीयता", (
        "Continuity", "The chain rule",
    )),
    Lesson(12, "Application of Derivatives", "अवकलज के अनुप्रयोग", (
        "Rate of change", "Maxima and minima",
    )),
    Lesson(12, "Integrals", "समाकलन", ("Methods of integration", "Definite integrals")),
    Lesson(12, "Application of Integrals", "समाकलनों के अनुप्रयोग", (
        "Area under a curve", "Area between curves",
    )),
    Lesson(12, "Differential Equations", "अवकल समीकरण", (
        "Order and degree", "Separation of variables",
    )),
    Lesson(12, "Vector Algebra", "सदिश बीजगणित", ("Scalar product", "Vector product")),
    Lesson(12, "Three Dimensional Geometry", "त्रिविमीय ज्यामिति", (
        "Direction cosines", "Lines in space",
    )),
    Lesson(12, "Linear Programming", "रैखिक प्रोग्रामन", (
        "Feasible regions", "The corner point method",
    )),
    Lesson(12, "Probability", "प्रायिकता", ("Conditional probability", "Bayes' theorem")),
)  # fmt: skip
