"""What Chromium's fake camera shows: pictures held up and taken away again, as the MJPEG file it plays in a loop."""

import io

from PIL import Image

SIZE = (1280, 720)
PER_SECOND = 30
ARGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def film(*scenes: tuple[Image.Image | None, float]) -> bytes:
    """Each scene is a picture (None: nobody stands there) and its seconds."""
    return b"".join(_frame(picture) * round(seconds * PER_SECOND) for picture, seconds in scenes)


def camera_args(path) -> list[str]:
    return [*ARGS, f"--use-file-for-fake-video-capture={path}"]


def _frame(picture: Image.Image | None) -> bytes:
    scene = Image.new("RGB", SIZE, "#20242f")
    if picture is not None:
        held = picture.convert("RGB")
        held.thumbnail((SIZE[0] - 40, SIZE[1] - 40))
        scene.paste(held, ((SIZE[0] - held.width) // 2, (SIZE[1] - held.height) // 2))
    jpeg = io.BytesIO()
    scene.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()
