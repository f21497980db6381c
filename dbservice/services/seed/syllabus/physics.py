"""The chapters of Physics."""

from dbservice.services.seed.syllabus.lesson import Lesson

PHYSICS = (
    Lesson(11, "Units and Measurements", "मात्रक और मापन", (
        "The international system of units", "Dimensional analysis",
    )),
    Lesson(11, "Motion in a Straight Line", "सरल रेखा में गति", (
        "Velocity and acceleration", "Uniformly accelerated motion",
    )),
    Lesson(11, "Motion in a Plane", "समतल में गति", (
        "Vectors and their components", "Projectile motion", "Uniform circular motion",
    )),
    Lesson(11, "Laws of Motion", "गति के नियम", ("Newton's laws", "Friction")),
    Lesson(11, "Work, Energy and Power", "कार्य, ऊर्जा और शक्ति", (
        "The work-energy theorem", "Collisions",
    )),
    Lesson(11, "System of Particles and Rotational Motion", "कणों के निकाय तथा घूर्णी गति", (
        "Centre of mass", "Torque and angular momentum", "Moment of inertia",
    )),
    Lesson(11, "Gravitation", "गुरुत्वाकर्षण", ("Kepler's laws", "Satellites and escape speed")),
    Lesson(11, "Mechanical Properties of Solids", "ठोसों के यांत्रिक गुण", (
        "Stress and strain", "Hooke's law and elastic moduli",
    )),
    Lesson(11, "Mechanical Properties of Fluids", "तरलों के यांत्रिक गुण", (
        "Pressure and Pascal's law", "Bernoulli's principle", "Surface tension and viscosity",
    )),
    Lesson(11, "Thermal Properties of Matter", "द्रव्य के तापीय गुण", (
        "Thermal expansion", "Calorimetry and heat transfer",
    )),
    Lesson(11, "Thermodynamics", "ऊष्मागतिकी", (
        "The first law of thermodynamics", "The second law of thermodynamics",
    )),
    Lesson(11, "Kinetic Theory", "अणुगति सिद्धांत", ("The ideal gas", "Equipartition of energy")),
    Lesson(11, "Oscillations", "दोलन", ("Simple harmonic motion", "The simple pendulum")),
    Lesson(11, "Waves", "तरंगें", ("Travelling waves", "Standing waves and beats")),
    Lesson(12, "Electric Charges and Fields", "वैद्युत आवेश तथा क्षेत्र", (
        "Coulomb's law", "Gauss's law",
    )),
    Lesson(12, "Electrostatic Potential and Capacitance", "स्थिरवैद्युत विभव तथा धारिता", (
        "Electrostatic potential", "Capacitors",
    )),
    Lesson(12, "Current Electricity", "विद्युत धारा", (
        "Ohm's law and resistance", "Kirchhoff's rules", "The Wheatstone bridge",
    )),
    Lesson(12, "Moving Charges and Magnetism", "गतिमान आवेश और चुंबकत्व", (
        "The Lorentz force", "The Biot-Savart law", "The moving coil galvanometer",
    )),
    Lesson(12, "Magnetism and Matter", "चुंबकत्व एवं द्रव्य", (
        "The bar magnet", "Magnetic properties of materials",
    )),
    Lesson(12, "Electromagnetic Induction", "वैद्युतचुंबकीय प्रेरण", (
        "Faraday's and Lenz's laws", "Inductance",
    )),
    Lesson(12, "Alternating Current", "प्रत्यावर्ती धारा", (
        "The series LCR circuit", "Transformers",
    )),
    Lesson(12, "Electromagnetic Waves", "वैद्युतचुंबकीय तरंगें", (
        "Displacement current", "The electromagnetic spectrum",
    )),
    Lesson(12, "Ray Optics and Optical Instruments", "किरण प्रकाशिकी एवं प्रकाशिक यंत्र", (
        "Reflection by spherical mirrors", "Refraction and lenses", "Microscopes and telescopes",
    )),
    Lesson(12, "Wave Optics", "तरंग प्रकाशिकी", (
        "Huygens' principle", "Interference and Young's experiment",
    )),
    Lesson(12, "Dual Nature of Radiation and Matter", "विकिरण तथा द्रव्य की द्वैत प्रकृति", (
        "The photoelectric effect", "Matter waves",
    )),
    Lesson(12, "Atoms", "परमाणु", ("Rutherford's model", "Bohr's model of hydrogen")),
    Lesson(12, "Nuclei", "नाभिक", ("Binding energy", "Fission and fusion")),
    Lesson(
        12,
        "Semiconductor Electronics: Materials, Devices and Simple Circuits",
        "अर्धचालक इलेक्ट्रॉनिकी: पदार्थ, युक्तियाँ तथा सरल परिपथ",
        ("Intrinsic and extrinsic semiconductors", "The p-n junction diode"),
    ),
)  # fmt: skip
