from components.session import MOST_GUESSES, Guess, Visitor


def test_of_too_many_guesses_those_made_first_are_forgotten() -> None:
    visitor = Visitor()
    for number in range(MOST_GUESSES + 1):
        visitor.guesses[number] = Guess("yes", right=True)
    assert len(visitor.guesses) == MOST_GUESSES
    assert 0 not in visitor.guesses
    assert visitor.guesses[MOST_GUESSES].choice == "yes"
