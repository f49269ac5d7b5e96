"""What Chromium's fake camera shows: pictures held up and taken away again, as the Y4M file it plays in a loop."""

from pathlib import Path

from PIL import Image

SIZE = (1280, 720)
PER_SECOND = 4  # every frame is drawn and searched for codes: of thirty a second most would be the one before
ARGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def film(folder: Path, *scenes: tuple[Image.Image | None, float]) -> list[str]:
    """What Chromium is started with to see them; each scene is a picture (None: nobody stands there) and its seconds."""
    path = folder / "camera.y4m"
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for picture, seconds in scenes:
            file.write((b"FRAME\n" + _frame(picture)) * round(seconds * PER_SECOND))
    return [*ARGS, f"--use-file-for-fake-video-capture={path}"]


def scene_of(picture: Image.Image | None) -> Image.Image:
    """What the camera sees of it."""
    scene = Image.new("RGB", SIZE, "#20242f")
    if picture is not None:
        held = picture.convert("RGB")
        held.thumbnail((SIZE[0] - 40, SIZE[1] - 40))
        scene.paste(held, ((SIZE[0] - held.width) // 2, (SIZE[1] - held.height) // 2))
    return scene


def _frame(picture: Image.Image | None) -> bytes:
    brightness, *colours = scene_of(picture).convert("YCbCr").split()
    return b"".join(plane.tobytes() for plane in (brightness, *(colour.reduce(2) for colour in colours)))
