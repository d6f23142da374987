"""What transfer learning gains: 20 photos a class, a new last layer beside the same network from scratch."""

from components.transfer.fashion_mnist import all_garments
from components.transfer.linear_probe import Split
from components.transfer.race import Course, Stopwatch, Task, from_scratch, frozen
from components.vision.backbones import DEFAULT, load_network
from tests.bench.table import Row

PER_CLASS, HELD_OUT = 20, 30
SECONDS = 60


def race_gap() -> Row:
    """Accuracy on the last 30 garments of each class, after a minute at most."""
    album = all_garments()
    places = [place for group in album.groups for place in range(len(group.pictures))]
    last = len(album.groups[0].pictures) - HELD_OUT
    split = Split(
        tuple(index for index, place in enumerate(places) if place < PER_CLASS),
        tuple(index for index, place in enumerate(places) if place >= last),
    )
    task = Task(album, split, load_network(DEFAULT, "cpu"), seed=0)
    ours, reference = (_accuracy(run(task, Stopwatch(SECONDS))) for run in (frozen, from_scratch))
    return Row("race_gap", ours, reference, "accuracy", "report")


def _accuracy(course: Course) -> float:
    *_, last = (lap.point for lap in course if lap.point)
    return last.accuracy
