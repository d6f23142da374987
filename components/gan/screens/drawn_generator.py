"""The generator as a network of slabs, with the maps of one face."""

from collections.abc import Sequence

from torch import Tensor

from components import runtime
from components.gan.generator_maps import strongest_channels
from components.gan.images import Images, image_grid
from components.gan.layers import GANLayer, layers_of_generator
from components.gan.screens.state import FaceSettings, face_key, face_latent, shared_generator
from components.render.colours import Table
from components.render.map_tiles import Pixels, map_tile, picture_tile, tiles_jpeg, vector_tile
from components.ui.theme import diverging_scale
from components.ui.widgets.slabs import Given, Slab, SlabNetwork


def drawn_generator(face: FaceSettings, maps: Sequence[Tensor], picture: Images) -> SlabNetwork:
    """The network, with the maps of this face and the picture (64, 64, 3) that they become."""
    latent, signed = face_latent(face), diverging_scale()
    about = (*face_key(face), signed.ground)
    pictures = runtime.cached(_generator_tiles, about, latent, maps, picture, signed.table)
    layers = layers_of_generator(shared_generator())
    slabs = [layer_slab(layer, _makes(layer, last=layer is layers[-1])) for layer in layers]
    parts = ("noise z", "generator G: transposed convolutions", "")
    return SlabNetwork(Given(len(latent), 1), slabs, parts, pictures)


def layer_slab(layer: GANLayer, words: str) -> Slab:
    """A layer as a slab, with what is to be said of it."""
    name = f"{layer.side} × {layer.side}, {layer.channels} channels"
    return Slab(name, layer.channels, layer.side, words, layer.sees)


def _makes(layer: GANLayer, *, last: bool) -> str:
    end = "tanh, then the avatars’ exact colours" if last else "batch normalisation, ReLU"
    return (
        f"transposed convolution (kernel {layer.kernel} × {layer.kernel}, stride {layer.stride}), {end}. "
        f"{layer.parameters:,} parameters."
    )


def _generator_tiles(latent: Tensor, maps: Sequence[Tensor], face: Images, diverging: Table) -> bytes:
    inner = [strongest_tile(one, diverging) for one in maps[:-1]]
    return tiles_jpeg([vector_tile(latent, diverging), *inner, picture_tile(image_grid(face[None], 1))])


def strongest_tile(maps: Tensor, diverging: Table) -> Pixels:
    """The map (h, w) of largest mean activation, of maps (C, h, w)."""
    return map_tile(maps[strongest_channels(maps, 1)[0]], diverging)
