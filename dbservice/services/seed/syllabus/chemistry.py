"""The chapters of Chemistry."""

from dbservice.services.seed.syllabus.lesson import Lesson

CHEMISTRY = (
    Lesson(11, "Some Basic Concepts of Chemistry", "रसायन विज्ञान की कुछ मूल अवधारणाएँ", (
        "The mole concept", "Stoichiometry",
    )),
    Lesson(11, "Structure of Atom", "परमाणु की संरचना", (
        "Quantum numbers", "Electronic configuration",
    )),
    Lesson(
        11,
        "Classification of Elements and Periodicity in Properties",
        "तत्वों का वर्गीकरण एवं गुणधर्मों में आवर्तिता",
        ("The modern periodic law", "Periodic trends"),
    ),
    Lesson(
        11,
        "Chemical Bonding and Molecular Structure",
        "रासायनिक आबंधन तथा आण्विक संरचना",
        ("VSEPR theory", "Hybridisation", "Molecular orbital theory"),
    ),
    Lesson(11, "Thermodynamics", "ऊष्मागतिकी", ("Enthalpy and Hess's law", "Spontaneity")),
    Lesson(11, "Equilibrium", "साम्यावस्था", (
        "Le Chatelier's principle", "Acids, bases and pH", "Solubility product",
    )),
    Lesson(11, "Redox Reactions", "अपचयोपचय अभिक्रियाएँ", (
        "Oxidation number", "Balancing of redox reactions",
    )),
    Lesson(
        11,
        "Organic Chemistry: Some Basic Principles and Techniques",
        "कार्बनिक रसायन: कुछ आधारभूत सिद्धांत तथा तकनीकें",
        ("IUPAC nomenclature", "Isomerism", "Electronic effects"),
    ),
    Lesson(11, "Hydrocarbons", "हाइड्रोकार्बन", ("Alkanes, alkenes and alkynes", "Benzene")),
    Lesson(12, "Solutions", "विलयन", ("Raoult's law", "Colligative properties")),
    Lesson(12, "Electrochemistry", "वैद्युतरसायन", (
        "Galvanic cells and the Nernst equation", "Electrolysis",
    )),
    Lesson(12, "Chemical Kinetics", "रासायनिक बलगतिकी", (
        "Rate law and order of reaction", "The Arrhenius equation",
    )),
    Lesson(12, "The d- and f-Block Elements", "d- एवं f- ब्लॉक के तत्व", (
        "Transition elements", "Lanthanoids and actinoids",
    )),
    Lesson(12, "Coordination Compounds", "उपसहसंयोजन यौगिक", (
        "Werner's theory", "Crystal field theory",
    )),
    Lesson(12, "Haloalkanes and Haloarenes", "हैलोऐल्केन तथा हैलोऐरीन", (
        "Nucleophilic substitution", "Haloarenes",
    )),
    Lesson(12, "Alcohols, Phenols and Ethers", "ऐल्कोहॉल, फ़ीनॉल एवं ईथर", (
        "Preparation of alcohols", "Acidity of phenols",
    )),
    Lesson(
        12,
        "Aldehydes, Ketones and Carboxylic Acids",
        "ऐल्डिहाइड, कीटोन एवं कार्बोक्सिलिक अम्ल",
        ("Nucleophilic addition", "Carboxylic acids"),
    ),
    Lesson(12, "Amines", "ऐमीन", ("Basicity of amines", "Diazonium salts")),
    Lesson(12, "Biomolecules", "जैव-अणु", ("Carbohydrates", "Proteins and nucleic acids")),
)  # fmt: skip
