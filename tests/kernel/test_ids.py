"""Outside ids: of the right letters, each as likely as the other, and never twice."""

from collections import Counter

from kernel.ids import ALPHABET, LENGTH, new_public_id

MANY = 20_000


def test_ids_are_long_enough_and_never_the_same():
    ids = [new_public_id() for _ in range(MANY)]
    assert {len(one) for one in ids} == {LENGTH}
    assert len(set(ids)) == MANY


def test_every_letter_is_as_likely():
    counts = Counter("".join(new_public_id() for _ in range(MANY)))
    expected = MANY * LENGTH / len(ALPHABET)
    assert set(counts) == set(ALPHABET)
    squares = sum((count - expected) ** 2 / expected for count in counts.values())
    assert squares < 90  # chi-squared of 30 degrees: once in ten million runs; bytes taken without a limit give 900
