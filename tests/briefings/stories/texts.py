"""Short reports of events that never were."""

FERRY = (
    (
        "A ferry with 210 people on board ran aground off the island of Naxos on Tuesday night, the Greek coast guard said. "
        "Passengers of the Aegean Star were taken to the port of Piraeus by fishing boats. "
        "Two crew members were treated for broken ribs."
    ),
    (
        "The Aegean Star, a ferry carrying 210 passengers and crew, hit rocks near Naxos late on Tuesday. "
        "The Greek coast guard said fishing boats brought everyone to safety. "
        "Captain Yannis Petrou has been questioned at Piraeus."
    ),
    (
        "Investigators boarded the stranded ferry Aegean Star off Naxos on Wednesday to find out why it left its course. "
        "Captain Yannis Petrou told the coast guard that the rudder had failed. "
        "All 210 people on board survived."
    ),
)
OTHER_FERRY = (
    (
        "A ferry sank in Lake Victoria on Sunday after a collision with a cargo boat, Ugandan police said. "
        "At least 31 bodies were recovered near Kalangala, and divers were looking for more. "
        "The Nalubaale had been licensed for 40 passengers."
    ),
    (
        "Divers recovered 31 bodies from Lake Victoria after the ferry Nalubaale sank near Kalangala on Sunday. "
        "Ugandan police said that the boat had carried twice the 40 passengers it was licensed for."
    ),
)
ELECTION = (
    (
        "Voters in Slovenia elected Marta Kovač president on Sunday with 53 percent of the vote. "
        "Her rival, the former prime minister Janez Horvat, conceded defeat in Ljubljana before midnight."
    ),
    (
        "Marta Kovač will be the next president of Slovenia after winning 53 percent in Sunday's runoff against Janez Horvat. "
        "She told supporters in Ljubljana that she would visit Zagreb first."
    ),
)
TRANSFER = (
    "Striker Diego Santana has left Valencia for Everton for 41 million euros, both clubs said on Friday. "
    "The Uruguayan scored 19 goals last season."
)
FERRY_FOLLOW_UP = (
    "Greece's shipping minister has suspended the licence of the company that runs the Aegean Star after the accident "
    "off Naxos. Unions say its crews work 14 hours a day."
)
BUDGET = "Slovenia's parliament passed a budget for next year with the votes of the government."
STRANGERS = (
    "Nurses in Leeds walked out for a second day on Tuesday over pay, closing three wards of the city's main hospital.",
    "A teenager from Quito has won the world junior chess title, beating the Indian favourite in 61 moves.",
    "The central bank of Norway left its key rate at 4.25 percent and said a cut was likely before the summer.",
    "Firefighters in Galicia brought a forest fire under control that had burned 900 hectares near Ourense.",
    "Researchers in Kyoto have grown a kidney tissue that filters blood, the journal Cell reported.",
    "The carmaker Velo will build its next electric van in Slovakia, creating 1,800 jobs in Nitra.",
    "A court in Nairobi jailed a former governor for eight years for taking bribes from a road builder.",
    "Actress Lena Duval will play Marie Curie in a television series that starts filming in Warsaw in March.",
    "Heavy snow cut off villages in the north of Pakistan, and soldiers flew food to the valley of Hunza.",
    "The mayor of Montreal wants to close the old port to cars at weekends from next spring.",
    "Hackers stole the data of two million customers of the Danish telephone company Nordtel.",
    "Peru beat Bolivia 2-1 in Lima to keep its hope of the next World Cup alive.",
)
