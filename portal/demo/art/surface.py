"""Surfaces: smooth noise, grain, wood, gradients, and textures turned round a pot."""

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageFilter, ImageOps

from portal.demo.art.colours import Colour

Size = tuple[int, int]


def colour_at(image: Image.Image, place: tuple[int, int]) -> Colour:
    """Return the colour of one pixel of an RGB image."""
    pixel = image.getpixel(place)
    if not isinstance(pixel, tuple):
        raise TypeError(f"A colour image is needed, not {image.mode}.")
    return pixel[0], pixel[1], pixel[2]


def noise(*, size: Size, rng: Random, cells: Size) -> Image.Image:
    """Return a soft grey cloud with `cells` (columns, rows) independent blotches."""
    columns, rows = max(2, cells[0]), max(2, cells[1])
    grid = Image.frombytes("L", (columns, rows), rng.randbytes(columns * rows))
    return grid.resize(size, Image.Resampling.BICUBIC)


def clouds(*, size: Size, rng: Random, cells: Size, octaves: int = 3) -> Image.Image:
    """Return noise with detail in it: each octave is twice as fine and half as strong."""
    small = (max(2, size[0] // 4), max(2, size[1] // 4))
    sky = noise(size=small, rng=rng, cells=cells)
    for octave in range(1, octaves):
        finer = noise(size=small, rng=rng, cells=(cells[0] << octave, cells[1] << octave))
        sky = Image.blend(sky, finer, 0.36)
    return ImageOps.autocontrast(sky).resize(size, Image.Resampling.BICUBIC)


def grain(*, size: Size, rng: Random, strength: float, softness: float = 0.6) -> Image.Image:
    """Return speckle around middle grey; `strength` is its largest distance from grey."""
    speckle = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    speckle = speckle.filter(ImageFilter.GaussianBlur(softness))
    return speckle.point([round(128 + (value - 128) * strength / 64) for value in range(256)])


def sprinkle(image: Image.Image, grey: Image.Image) -> Image.Image:
    """Return `image` brightened and darkened by how far `grey` is from middle grey."""
    return ImageChops.add(image, Image.merge("RGB", (grey, grey, grey)), 1, -128)


def levels(grey: Image.Image, low: int, high: int) -> Image.Image:
    """Return `grey` squeezed into the range from `low` to `high`."""
    return grey.point([round(low + (high - low) * value / 255) for value in range(256)])


def threshold(grey: Image.Image, edge: int, softness: int = 6) -> Image.Image:
    """Return a mask that is white where `grey` is above `edge`."""
    return grey.point([min(255, max(0, (value - edge) * 255 // softness + 128)) for value in range(256)])


def ramp(*, size: Size, stops: Sequence[Colour], sideways: bool = False) -> Image.Image:
    """Return a gradient through `stops`, from top to bottom or from left to right."""
    strip = Image.new("RGB", (len(stops), 1) if sideways else (1, len(stops)))
    strip.putdata(list(stops))
    width, height = strip.size
    # Half a cell is cut away at both ends: resizing keeps it flat, and the gradient would start late.
    box = (0.5, 0, width - 0.5, 1) if sideways else (0, 0.5, 1, height - 0.5)
    return strip.resize(size, Image.Resampling.BILINEAR, box=box)


def wood(*, size: Size, rng: Random, colour: tuple[Colour, Colour], sideways: bool = True) -> Image.Image:
    """Return planed wood between two colours, its grain lying down or, with `sideways=False`, standing."""
    length, breadth = size if sideways else size[::-1]
    small = (max(2, length // 3), max(2, breadth // 2))
    broad = noise(size=small, rng=rng, cells=(3, 9))
    rings = broad.point([round(127 + 127 * math.sin(value / 7)) for value in range(256)])
    fibres = noise(size=small, rng=rng, cells=(9, max(20, small[1] // 3)))
    grey = Image.blend(Image.blend(rings, broad, 0.55), fibres, 0.45).resize((length, breadth))
    if not sideways:
        grey = grey.transpose(Image.Transpose.ROTATE_90)
    return ImageOps.colorize(grey, colour[0], colour[1])


def round_off(texture: Image.Image, *, light: float = 0.33) -> Image.Image:
    """Return `texture` shaded as if it went round a cylinder; `light` is where the lamp stands, 0..1."""
    shades = []
    for step in range(64):
        place = step / 63
        edge = math.sqrt(max(0.0, 1 - (2 * place - 1) ** 2))
        lamp = math.exp(-((place - light) ** 2) / 0.09)
        value = min(255, round(80 + 75 * edge + 95 * lamp))
        shades.append((value, value, value))
    shade = ramp(size=texture.size, stops=shades, sideways=True)
    return ImageChops.multiply(texture, shade)


def bend(texture: Image.Image, *, depth: int) -> Image.Image:
    """Return `texture` sagging by `depth` pixels in its middle, as rings on a pot seen from above do."""
    width, height = texture.size
    padded = Image.new("RGB", (width, height + depth))
    padded.paste(texture.resize((width, depth), box=(0, 0, width, 1)), (0, 0))
    padded.paste(texture, (0, depth))
    sag = [depth * math.sqrt(max(0.0, 1 - (step / 16 - 1) ** 2)) for step in range(33)]
    mesh = []
    for step in range(32):
        left, right = width * step // 32, width * (step + 1) // 32
        up, down = sag[step], sag[step + 1]
        quad = (
            left,
            depth - up,
            left,
            depth + height - up,
            right,
            depth + height - down,
            right,
            depth - down,
        )
        mesh.append(((left, 0, right, height), quad))
    return padded.transform(texture.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def turn(texture: Image.Image, *, radius: Callable[[float], float], foot: float) -> Image.Image:
    """Return `texture` wrapped round a turned body, on clear ground.

    `radius(t)` is the half-width in pixels at `t` (0 at the rim, 1 at the foot); the body is as high as the
    texture, and its foot bulges down by `foot` pixels.
    """
    width, height = texture.size
    widest = max(radius(step / 40) for step in range(41))
    body = Image.new("RGBA", (round(2 * widest) + 2, height + round(foot)), (0, 0, 0, 0))
    for row in range(body.height):
        over = max(0, row - height + 1)
        share = math.sqrt(max(0.0, 1 - (over / max(1.0, foot)) ** 2)) if over else 1.0
        half = max(1, round(radius(min(1.0, row / height)) * share))
        source = min(row, height - 1)
        inset = width * (1 - share) / 2
        strip = texture.resize((2 * half, 1), box=(inset, source, max(inset + 1, width - inset), source + 1))
        body.paste(strip, (body.width // 2 - half, row))
    return body
