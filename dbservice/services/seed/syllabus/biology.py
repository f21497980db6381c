"""The chapters of Biology."""

from dbservice.services.seed.syllabus.lesson import Lesson

BIOLOGY = (
    Lesson(11, "The Living World", "जीव जगत", ("Taxonomic categories", "Binomial nomenclature")),
    Lesson(11, "Biological Classification", "जीव जगत का वर्गीकरण", ("The five kingdoms", "Viruses")),
    Lesson(11, "Plant Kingdom", "वनस्पति जगत", ("Algae and bryophytes", "Seed plants")),
    Lesson(11, "Animal Kingdom", "प्राणि जगत", ("Basis of classification", "Chordates")),
    Lesson(11, "Morphology of Flowering Plants", "पुष्पी पादपों की आकारिकी", (
        "Root, stem and leaf", "Flower and fruit",
    )),
    Lesson(11, "Anatomy of Flowering Plants", "पुष्पी पादपों का शारीर", (
        "Tissue systems", "Monocots and dicots",
    )),
    Lesson(11, "Structural Organisation in Animals", "प्राणियों में संरचनात्मक संगठन", (
        "Animal tissues", "The frog",
    )),
    Lesson(11, "Cell: The Unit of Life", "कोशिका: जीवन की इकाई", (
        "Prokaryotic cells", "Cell organelles",
    )),
    Lesson(11, "Biomolecules", "जैव अणु", ("Proteins", "Enzymes")),
    Lesson(11, "Cell Cycle and Cell Division", "कोशिका चक्र और कोशिका विभाजन", (
        "Mitosis", "Meiosis",
    )),
    Lesson(11, "Photosynthesis in Higher Plants", "उच्च पादपों में प्रकाश-संश्लेषण", (
        "The light reaction", "The Calvin cycle",
    )),
    Lesson(11, "Respiration in Plants", "पादप में श्वसन", ("Glycolysis", "The Krebs cycle")),
    Lesson(11, "Plant Growth and Development", "पादप वृद्धि एवं परिवर्धन", (
        "Phases of growth", "Growth regulators",
    )),
    Lesson(11, "Breathing and Exchange of Gases", "श्वासन और गैसों का विनिमय", (
        "Mechanism of breathing", "Transport of gases",
    )),
    Lesson(11, "Body Fluids and Circulation", "शरीर द्रव तथा परिसंचरण", (
        "Blood groups", "The cardiac cycle",
    )),
    Lesson(
        11,
        "Excretory Products and their Elimination",
        "उत्सर्जी उत्पाद एवं उनका निष्कासन",
        ("Formation of urine", "Regulation of kidney function"),
    ),
    Lesson(11, "Locomotion and Movement", "गमन एवं संचलन", ("Muscle contraction", "Joints")),
    Lesson(11, "Neural Control and Coordination", "तंत्रिकीय नियंत्रण एवं समन्वय", (
        "The nerve impulse", "The central nervous system",
    )),
    Lesson(11, "Chemical Coordination and Integration", "रासायनिक समन्वय तथा एकीकरण", (
        "Endocrine glands", "Mechanism of hormone action",
    )),
    Lesson(12, "Sexual Reproduction in Flowering Plants", "पुष्पी पादपों में लैंगिक प्रजनन", (
        "Pollination", "Double fertilisation",
    )),
    Lesson(12, "Human Reproduction", "मानव जनन", ("Gametogenesis", "Fertilisation")),
    Lesson(12, "Reproductive Health", "जनन स्वास्थ्य", (
        "Contraception", "Assisted reproductive technologies",
    )),
    Lesson(12, "Principles of Inheritance and Variation", "वंशागति तथा विविधता के सिद्धांत", (
        "Mendel's laws", "Linkage and recombination", "Genetic disorders",
    )),
    Lesson(12, "Molecular Basis of Inheritance", "वंशागति के आणविक आधार", (
        "Replication of DNA", "Transcription and translation",
    )),
    Lesson(12, "Evolution", "विकास", ("Natural selection", "The Hardy-Weinberg principle")),
    Lesson(12, "Human Health and Disease", "मानव स्वास्थ्य तथा रोग", (
        "Immunity", "Common diseases",
    )),
    Lesson(12, "Microbes in Human Welfare", "मानव कल्याण में सूक्ष्मजीव", (
        "Microbes in industry", "Sewage treatment",
    )),
    Lesson(
        12,
        "Biotechnology: Principles and Processes",
        "जैव प्रौद्योगिकी: सिद्धांत व प्रक्रम",
        ("Tools of recombinant DNA", "The polymerase chain reaction"),
    ),
    Lesson(12, "Biotechnology and its Applications", "जैव प्रौद्योगिकी एवं उसके उपयोग", (
        "Bt crops", "Gene therapy",
    )),
    Lesson(12, "Organisms and Populations", "जीव और समष्टियाँ", (
        "Population growth", "Interactions of populations",
    )),
    Lesson(12, "Ecosystem", "पारितंत्र", ("Productivity", "Energy flow")),
    Lesson(12, "Biodiversity and Conservation", "जैव विविधता एवं संरक्षण", (
        "Patterns of biodiversity", "Conservation",
    )),
)  # fmt: skip
