"""Datelines are found where they stand, and nothing else is taken for one."""

from datetime import UTC, datetime

import pytest

from briefings.sources.datelines import find_dateline

FOUND = [
    # opening, what follows, place, source
    ("BEIJING (Reuters) - ", "China said on Thursday.", "BEIJING", "Reuters"),
    ("Nairobi, Kenya- ", "North Korea’s leader will travel — a first.", "Nairobi, Kenya", ""),
    ("PARIS, Aug. 28 (AP) — ", "France said it would.", "PARIS", "Associated Press"),
    ("PARIS, Aug. 28 (AFP) -- ", "France said it would.", "PARIS", "AFP"),
    ("WASHINGTON/BEIJING, Aug 28 (Reuters) - ", "The two sides met.", "WASHINGTON/BEIJING", "Reuters"),
    ("Aug 28 (Reuters) - ", "Kim left by train.", "", "Reuters"),
    ("(Reuters) - ", "Kim left by train.", "", "Reuters"),
    ("SEOUL, South Korea (AP) — ", "“We will see,” he said.", "SEOUL, South Korea", "Associated Press"),
    ("Beijing, China – ", "Xi met his guests.", "Beijing, China", ""),
    ("ABOARD AIR FORCE ONE (AP) — ", "The president said so.", "ABOARD AIR FORCE ONE", "Associated Press"),
    ("KHAN YOUNIS, Gaza Strip — ", "Israeli forces left.", "KHAN YOUNIS, Gaza Strip", ""),
    ("NEW DELHI: ", "India will send its minister.", "NEW DELHI", ""),
    ("Washington, DC, United States: ", "Getting there is hard.", "Washington, DC, United States", ""),
    ("New Delhi, Aug 28 (PTI) ", "The minister will attend.", "New Delhi", "PTI"),
    ("Hong Kong (CNN Business)", "A view of the talks.", "Hong Kong", "CNN"),
    ("Washington CNN — ", "The president said so.", "Washington", "CNN"),
    ("CNN —\n", "The president said so.", "", "CNN"),
    ("(CNN)", "Kim said so.", "", "CNN"),
    ("United Nations (CNN)", "Diplomats met.", "United Nations", "CNN"),
    ("LONDON — ", "British ministers met.", "LONDON", ""),
    ("BUFFALO, N.Y. — ", "Hours before the game.", "BUFFALO, N.Y.", ""),
    ("New York, NY – ", "The firm named a new chief.", "New York, NY", ""),
    ("**BEIJING (Reuters) -** ", "China said so.", "BEIJING", "Reuters"),
    ("BEIJING—", "China said so.", "BEIJING", ""),
    ("BEIJING (Xinhua Daily) — ", "China said so.", "BEIJING", ""),
    ("Washington - ", "President Trump said on Thursday that he would go.", "Washington", ""),
    ("Port-au-Prince, Haiti — ", "“We have no water,” she said.", "Port-au-Prince, Haiti", ""),
    ("KYIV, Ukraine — ", "26 people were hurt.", "KYIV, Ukraine", ""),
    ("TALLAHASSEE, Fla. (AP) — ", "$5 million was paid.", "TALLAHASSEE, Fla.", "Associated Press"),
    ("SAN SALVADOR (AP) _ ", "The bridge was closed on Monday.", "SAN SALVADOR", "Associated Press"),
    ("MANILA, Philippines | ", "The bridge was closed on Monday.", "MANILA, Philippines", ""),
    ("New Delhi (Harbour News) - ", "The bridge was closed on Monday.", "New Delhi", ""),
    ("PORT SUDAN (Harbour News) - ", "The bridge was closed on Monday.", "PORT SUDAN", ""),
    ("DELTA CITY/CAIRO (Harbour News) - ", "The bridge was closed on Monday.", "DELTA CITY/CAIRO", ""),
    ("DELTA CITY (Harbour News) - ", "The bridge was closed on Monday.", "DELTA CITY", ""),
    ("San Pedro Sula — ", "The bridge was closed on Monday, police said.", "San Pedro Sula", ""),
    ("La Paz, Bolivia - ", "Miners went home on Tuesday.", "La Paz, Bolivia", ""),
    (
        "Sao Paulo: ",
        "Brazil's museum of the city's trams reopened on Saturday, six years after a fire, its curator said.",
        "Sao Paulo",
        "",
    ),
    ("Sao Paulo\xa0(Reuters)\xa0-\xa0", "Brazil said so.", "Sao Paulo", "Reuters"),
]

NONE = [
    "Kim - the leader - said he would come.",
    "Washington - long the ally of Tokyo and Seoul - has changed its mind.",
    "Washington - President Trump's seat - has changed its mind again this week.",
    "Nairobi, Kenya - East Africa's hub - has a new airport.",
    "China — Which is the host — said so.",
    "China - The country that hosts the parade said so on Thursday.",
    "NATO - The alliance of 32 countries said so on Thursday.",
    "NASA — The agency said so.",
    "BREAKING — Kim will attend the parade in Beijing next week.",
    "EXCLUSIVE - Kim will attend the parade in Beijing next week.",
    "London (Ontario) - The city council met on Thursday to talk about the parade and its cost.",
    "BEIJING - host of the parade, seat of the ministry - said on Thursday that it was ready for its guests.",
    "LONDON — once the seat of an empire and now the home of nine million people.",
    "PARIS-Roubaix riders were late on Thursday, the organisers of the race said.",
    "Paris - Lyon trains were late on Thursday, the railway said.",
    "Paris - Roubaix riders",
    "Paris-Roubaix riders were late.",
    "Nairobi-based firms were late.",
    "London-Based Firms were late.",
    "Charlotte - The girl who left school in May and never came back.",
    "Kim (left) - The leader - said so.",
    "Beijing: The city that hosts the parade is ready.",
    "Sao Paulo: Museum reopens after fire that destroyed the roof and most of the old wing in May",
    "Moscow: We will answer with all that we have, and nobody should doubt it for a day, the ministry said.",
    "Moscow: “The talks of this week are off, and they will stay off until somebody calls us,” the ministry said.",
    "South Korea — said by analysts to be ready for new sanctions — protested on Friday.",
    "South Korea: The president was sworn in on Friday by the chief justice in front of a thousand guests.",
    "New York — The city's mayor said — has the worst traffic of all.",
    "MARINE CORPS — The force said so on Thursday, and that it would go.",
    "Marine Corps (Harbour News) - The force said so on Thursday, and that it would go.",
    "NASA (National Aeronautics and Space Administration) - The agency said so on Thursday.",
    "PARIS|Roubaix riders were late on Thursday, the organisers of the race said.",
    "LONDON_The city.jpg",
    "Kim Jong Un (AP) said so.",
    "Beijing—Moscow ties are close.",
    "May 3 - The day on which it began.",
    "In Beijing - The city that hosts the parade - all is ready.",
    "North Korea's leader Kim Jong Un will attend a military parade in Beijing next week — his first in years.",
    "On Thursday (Reuters) said so.",
    "",
    "—",
    "北京 — 中国说。",
]


@pytest.mark.parametrize(("opening", "rest", "place", "source"), FOUND)
def test_a_dateline_is_known_with_its_exact_characters(opening: str, rest: str, place: str, source: str) -> None:
    found = find_dateline(opening + rest)
    assert found is not None
    assert (found.text, found.place, found.source) == (opening, place, source)


@pytest.mark.parametrize("text", NONE)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_a_place_that_nobody_knows_is_one_when_the_report_names_it_again() -> None:
    found = find_dateline("DELTA CITY - Dockers in Delta City voted on Friday.")
    assert found is not None
    assert (found.text, found.place) == ("DELTA CITY - ", "DELTA CITY")
    assert find_dateline("BREAKING NEWS - Dockers voted on Friday.") is None


def test_a_whole_date_in_a_dateline_is_the_day_of_the_report() -> None:
    found = find_dateline("BEIJING, Aug. 28, 2025 (Xinhua) -- Xi met his guests.")
    assert found
    assert found.published == datetime(2025, 8, 28, tzinfo=UTC)


def test_a_date_without_a_year_is_not_guessed() -> None:
    found = find_dateline("BEIJING, Aug. 28 (Xinhua) -- Xi met his guests.")
    assert found
    assert found.published is None
