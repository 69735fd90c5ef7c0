"""English is told from other languages, and too little to tell is said."""

import pytest

from briefings.sources.languages import asks_in_english, is_english

TEXTS = [
    ("Kim will attend a parade in Beijing next week, China said on Thursday, and it is his first in years.", True),
    (
        "The U.N. chief, who was in Geneva for talks with ministers from 40 countries, said that no deal had been made.",
        True,
    ),
    (
        "Kim wird nächste Woche an einer Parade in Peking teilnehmen, wie China am Donnerstag mitteilte, und das ist neu.",
        False,
    ),
    (
        "Kim assistera la semaine prochaine à un défilé à Pékin, a annoncé la Chine jeudi, et c'est une première pour lui.",
        False,
    ),
    (
        "Kim asistirá la próxima semana a un desfile en Pekín, anunció China el jueves, y es la primera vez en años.",
        False,
    ),
    (
        "Kim participará de um desfile em Pequim na próxima semana, disse a China na quinta, e é a primeira vez em anos.",
        False,
    ),
    (
        "Kim zal volgende week een parade in Peking bijwonen, zei China op donderdag, en het is de eerste keer in jaren.",
        False,
    ),
    (
        "Kim weźmie udział w paradzie w Pekinie w przyszłym tygodniu, podały Chiny w czwartek, i jest to nowość dla nas.",
        False,
    ),
    ("Ким примет участие в параде в Пекине на следующей неделе, заявил в четверг Китай.", False),
    ("中国外交部周四表示，朝鲜领导人金正恩将出席下周在北京举行的阅兵式，这是首次。", False),
    ("قالت الصين يوم الخميس إن كيم سيحضر عرضا عسكريا في بكين الأسبوع المقبل", False),
    ("2019\t12.5\t14.1\n2020\t13.0\t15.2\n2021\t11.1\t9.8\n2022\t10.0\t8.8", None),
    ("Kim arrives", None),
    (
        "Gold China 40 Silver Japan 27 Bronze France 16 Italy 12 Spain 5 Kenya 4 Brazil 3 Cuba 2 Peru 1 Chile 1 Fiji 1",
        None,
    ),
    ("", None),
]


@pytest.mark.parametrize(("text", "english"), TEXTS)
def test_the_language_is_guessed_or_left_open(text: str, english: bool | None) -> None:
    assert is_english(text) is english


def test_a_long_text_is_judged_by_its_beginning() -> None:
    assert is_english("He said that it was the first of its kind in the world. " * 80 + "中国" * 400_000) is True


@pytest.mark.parametrize(
    "question",
    [
        "Wer hat den Hafen geschlossen?",
        "Qui a fermé le port ?",
        "¿Cuándo abre?",
        "Quem fechou o porto?",
        "Chi ha chiuso il porto?",
        "Warum ist der Himmel blau und wer hat das Fenster gestern Abend eigentlich offen gelassen?",
    ],
)
def test_a_question_of_another_language_is_known_by_its_first_word_and_a_small_one(question: str) -> None:
    assert not asks_in_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "who",
        "Ursula von der Leyen",
        "who won La Liga?",
        "was De la Cruz arrested?",
        "how many died in Rio de Janeiro?",
        "Que Sera Sera",
        "Wo Chen of the Die Welt",
        "",
    ],
)
def test_names_do_not_make_a_question_another_language(question: str) -> None:
    assert asks_in_english(question)
