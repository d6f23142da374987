import hashlib, io
from dataclasses import dataclass
from PIL import Image
ACCEPTED="x"
class IntakeError(ValueError): pass
@dataclass(frozen=True)
class Photo:
    image: Image.Image
    digest: str
def read_photo(data: bytes) -> Photo:
    return Photo(Image.open(io.BytesIO(data)).convert("RGB"), hashlib.sha256(data).hexdigest())
MAX_BYTES = 20 * 2**20
