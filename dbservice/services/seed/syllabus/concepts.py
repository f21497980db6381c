"""The concepts of topics, by the code of the topic: each with what a learner can then do."""

CONCEPTS = {
    "PHY-11-02-2": (
        ("Equations of motion", "Apply the equations of motion to a body that brakes"),
        ("Free fall", "Find the time and the speed of a falling body"),
    ),
    "PHY-11-03-2": (
        ("Range of a projectile", "Find the angle at which a projectile goes farthest"),
        ("Time of flight", "Resolve a velocity into components to find the time of flight"),
    ),
    "PHY-11-04-2": (("Static and kinetic friction", "Tell when a body on a rough floor slips"),),
    "PHY-12-03-1": (
        ("Resistance and resistivity", "Relate the resistance of a wire to its length and area"),
        ("Resistors in parallel", "Find the equivalent of resistors in series and in parallel"),
    ),
    "PHY-12-11-1": (("Work function", "Find the largest kinetic energy of photoelectrons"),),
    "CHE-11-01-1": (
        ("Molar mass", "Convert between mass, moles and number of particles"),
        ("Molarity", "Find the concentration of a solution from the mass of the solute"),
    ),
    "CHE-11-06-2": (("The pH scale", "Find the pH of a strong acid"),),
    "CHE-12-02-2": (("Faraday's laws", "Find the mass deposited by a charge"),),
    "CHE-12-03-1": (("Half-life", "Find how much is left of a first order reactant"),),
    "MAT-11-06-2": (("Choosing a committee", "Count selections where order does not matter"),),
    "MAT-11-08-1": (("Sum of a progression", "Sum a geometric progression"),),
    "MAT-11-12-2": (("Derivative of a polynomial", "Differentiate a polynomial term by term"),),
    "MAT-12-03-1": (("Product of matrices", "Multiply matrices and tell when it is possible"),),
    "MAT-12-07-2": (("The definite integral", "Evaluate the definite integral of a polynomial"),),
    "MAT-12-13-1": (("Dependent events", "Find the probability of an event given another"),),
    "BIO-11-08-2": (("Mitochondria and chloroplasts", "Name the organelle from its function"),),
    "BIO-11-10-2": (("Number of chromosomes", "Tell the number of chromosomes after meiosis"),),
    "BIO-11-15-1": (("ABO groups", "Tell who may give blood to whom"),),
    "BIO-12-04-1": (
        ("Monohybrid cross", "Find the ratios of a cross between heterozygotes"),
        ("Dihybrid cross", "Find the ratios of a cross for two characters"),
    ),
    "BIO-12-05-2": (("The genetic code", "Find the length of a protein from its messenger RNA"),),
}  # fmt: skip
