"""Own photos on the page *Transfer learning*: handed in one by one and as a zip."""

import io
import zipfile

from PIL import Image
from streamlit.testing.v1 import AppTest

from components.transfer.screens.state import OWN, TransferState
from components.transfer.screens.teach_uploads import NEW_CLASSES
from components.ui.text import plain
from components.vision.samples import SAMPLES
from tests.pages.driving import wait

PAGE = "transfer_learning"


def crops(sample: str, count: int) -> list[bytes]:
    """Different photos of one thing, as JPEG files."""
    photo = Image.open(io.BytesIO(SAMPLES[sample].read())).convert("RGB")
    side = min(photo.size) // 2
    files = []
    for number in range(count):
        stream = io.BytesIO()
        place = (10 * number, 7 * number)
        photo.crop((*place, place[0] + side, place[1] + side)).save(stream, "JPEG", quality=90)
        files.append(stream.getvalue())
    return files


def zipped(folders: dict[str, list[bytes]]) -> bytes:
    """A zip with these photos in these folders."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for folder, files in folders.items():
            for number, data in enumerate(files):
                archive.writestr(f"{folder}/{number}.jpg", data)
    return stream.getvalue()


def transfer_state(app: AppTest) -> TransferState:
    """What the visitor has made on the page so far."""
    found: TransferState = app.session_state["transfer state"]
    return found


def counts(app: AppTest) -> dict[str, int]:
    """The number of own photos of each class."""
    classes = transfer_state(app).datasets[OWN].classes
    return {photo_class.name: len(photo_class.photos) for photo_class in classes}


def upload(app: AppTest, into: str, files: list[bytes]) -> AppTest:
    """Choose a class, and hand in photos for it."""
    ids = {photo_class.name: photo_class.id for photo_class in transfer_state(app).datasets[OWN].classes}
    app.selectbox(key="upload class").set_value(ids[into]).run()
    uploader = next(box for box in app.file_uploader if box.label == f"Photos of “{plain(into)}”")
    for number, data in enumerate(files):
        uploader.upload(f"{number}.jpg", data)
    return app.run()


def add_photos(app: AppTest, into: str, files: list[bytes]) -> AppTest:
    """Hand in photos for a class, and wait until they are read."""
    return wait(upload(app, into, files))


def add_zip(app: AppTest, data: bytes) -> AppTest:
    """Hand in a zip with a folder a class, and wait until it is read."""
    app.selectbox(key="upload class").set_value(NEW_CLASSES).run()
    next(box for box in app.file_uploader if box.label.startswith("A zip")).upload("classes.zip", data)
    app.run()
    return wait(app)


def heading(app: AppTest) -> str:
    """The first heading: what came of the training."""
    return str(app.subheader[0].value)
