"""Problems of Physics."""

from dbservice.services.seed.exercises.exercise import EASY, HARD, MEDIUM, Exercise, Wording

PHYSICS = (
    Exercise(
        "A car that brakes", "PHY-11-02-2", EASY, "Application", "Numerical",
        Wording(
            "A car moves at 20 m/s and brakes with a constant deceleration of 5 m/s²."
            " How far does it go before it stops?",
            ("20 m", "40 m", "80 m", "100 m"),
            "B",
            "From v² = u² - 2as with v = 0: s = u²/(2a) = 400/10 = 40 m.",
        ),
        Wording(
            "एक कार 20 m/s की चाल से चल रही है और 5 m/s² के एकसमान मंदन से रुकती है।"
            " रुकने से पहले वह कितनी दूरी तय करेगी?",
            ("20 m", "40 m", "80 m", "100 m"),
            "B",
            "v² = u² - 2as में v = 0 रखने पर s = u²/(2a) = 400/10 = 40 m।",
        ),
    ),
    Exercise(
        "A stone from a tower", "PHY-11-02-2", MEDIUM, "Calculation", "Numerical",
        Wording(
            "A stone is dropped from rest at a height of 45 m. With g = 10 m/s², after how many"
            " seconds does it reach the ground?",
            (),
            "3",
            "h = gt²/2, so t² = 2 × 45/10 = 9 and t = 3 s.",
        ),
        Wording(
            "45 m की ऊँचाई से एक पत्थर विरामावस्था से गिराया जाता है। g = 10 m/s² लेने पर"
            " वह कितने सेकंड में ज़मीन पर पहुँचेगा?",
            (),
            "3",
            "h = gt²/2, अतः t² = 2 × 45/10 = 9 और t = 3 s।",
        ),
    ),
    Exercise(
        "The farthest throw", "PHY-11-03-2", EASY, "Recall", "Formula",
        Wording(
            "At which angle to the horizontal does a ball thrown over level ground go farthest,"
            " if the air offers no resistance?",
            ("30°", "45°", "60°", "90°"),
            "B",
            "The range is u² sin 2θ/g, which is largest where 2θ = 90°.",
        ),
        Wording(
            "यदि वायु का प्रतिरोध नगण्य हो, तो समतल भूमि पर फेंकी गई गेंद क्षैतिज से किस कोण पर"
            " सबसे अधिक दूरी तक जाएगी?",
            ("30°", "45°", "60°", "90°"),
            "B",
            "परास u² sin 2θ/g है, जो 2θ = 90° होने पर अधिकतम है।",
        ),
    ),
    Exercise(
        "A box on a rough floor", "PHY-11-04-2", MEDIUM, "Analysis", "Conceptual",
        Wording(
            "A box of 10 kg rests on a floor; the coefficient of static friction is 0.5 and"
            " g = 10 m/s². It is pushed with a horizontal force of 30 N. How large is the force"
            " of friction?",
            ("0 N", "30 N", "50 N", "100 N"),
            "B",
            "The most that friction can be is 0.5 × 10 × 10 = 50 N. That is more than 30 N, so"
            " the box stays at rest and friction equals the push.",
        ),
    ),
    Exercise(
        "A wire drawn out", "PHY-12-03-1", HARD, "Analysis", "Conceptual",
        Wording(
            "A wire with a resistance of 4 Ω is drawn out to twice its length. What is its"
            " resistance now?",
            ("4 Ω", "8 Ω", "16 Ω", "32 Ω"),
            "C",
            "The volume stays, so twice the length means half the area: R = ρl/A grows four times.",
        ),
        Wording(
            "4 Ω प्रतिरोध के एक तार को खींचकर उसकी लंबाई दोगुनी कर दी जाती है। अब उसका प्रतिरोध"
            " कितना है?",
            ("4 Ω", "8 Ω", "16 Ω", "32 Ω"),
            "C",
            "आयतन समान रहता है, अतः लंबाई दोगुनी होने पर क्षेत्रफल आधा हो जाता है और R = ρl/A"
            " चार गुना हो जाता है।",
        ),
    ),
    Exercise(
        "Two resistors in parallel", "PHY-12-03-1", EASY, "Calculation", "Numerical",
        Wording(
            "Resistors of 6 Ω and 3 Ω are connected in parallel. What is their resistance"
            " together, in ohms?",
            (),
            "2",
            "1/R = 1/6 + 1/3 = 1/2, so R = 2 Ω.",
        ),
        Wording(
            "6 Ω और 3 Ω के दो प्रतिरोध समांतर क्रम में जुड़े हैं। उनका तुल्य प्रतिरोध ओम में"
            " कितना है?",
            (),
            "2",
            "1/R = 1/6 + 1/3 = 1/2, अतः R = 2 Ω।",
        ),
    ),
    Exercise(
        "Electrons out of a metal", "PHY-12-11-1", MEDIUM, "Application", "Formula",
        Wording(
            "Light with photons of 5 eV falls on a metal whose work function is 2 eV. What is the"
            " largest kinetic energy of the electrons?",
            ("2 eV", "3 eV", "5 eV", "7 eV"),
            "B",
            "What is left after the work function: 5 eV - 2 eV = 3 eV.",
        ),
    ),
)  # fmt: skip
