"""Short reports of events that never were: two ferry accidents, an election in its turns, a transfer, and a storm."""

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
