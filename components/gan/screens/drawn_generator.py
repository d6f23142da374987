"""The generator as a network of slabs, with the maps of one face."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor, nn

from components import runtime
from components.gan.generator_maps import generator_feature_maps, strongest_channels
from components.gan.images import Images, image_grid, to_uint8
from components.gan.layers import GANLayer, layers_of_generator
from components.gan.model import Generator
from components.gan.screens.checkpoint_state import generator_at
from components.gan.screens.state import FaceSettings, face_key, face_latent
from components.render.colours import Table
from components.render.map_tiles import Pixels, map_tile, picture_tile, tiles_jpeg, vector_tile
from components.ui.theme import diverging_scale
from components.ui.widgets.slabs import Given, Slab, SlabNetwork


@dataclass(frozen=True)
class GeneratedFace:
    """What a generator makes of a latent (z,): the maps (C, h, w) after each layer; and a key for caches."""

    generator: Generator
    latent: Tensor
    maps: Sequence[Tensor]
    key: tuple[str, ...]

    @property
    def picture(self) -> Images:
        """What the last layer's maps are, (64, 64, 3)."""
        picture: Images = to_uint8(self.maps[-1][None])[0]
        return picture


def generated_face(face: FaceSettings, moment: int) -> GeneratedFace:
    """The face, by the generator of a checkpoint."""
    generator, latent = generator_at(moment), face_latent(face)
    key = (*face_key(face), f"checkpoint {moment}")
    maps = runtime.cached(generator_feature_maps, key, generator, latent)
    return GeneratedFace(generator, latent, maps, key)


def drawn_generator(face: GeneratedFace) -> SlabNetwork:
    """The network, with the maps of this face and the picture that they become."""
    signed = diverging_scale()
    about = (*face.key, signed.ground)
    pictures = runtime.cached(_generator_tiles, about, face.latent, face.maps, face.picture, signed.table)
    *layers, last = layers_of_generator(face.generator)
    slabs = [layer_slab(layer, _makes(layer, "batch normalisation, ReLU")) for layer in layers]
    plain = isinstance(face.generator.palette, nn.Identity)
    colours = "" if plain else ", then the avatars’ exact colours"
    slabs.append(layer_slab(last, _makes(last, f"tanh{colours}")))
    parts = ("noise z", "generator G: transposed convolutions", "")
    return SlabNetwork(Given(len(face.latent), 1), slabs, parts, pictures)


def layer_slab(layer: GANLayer, words: str) -> Slab:
    """A layer as a slab, with what is to be said of it."""
    name = f"{layer.side} × {layer.side}, {layer.channels} channels"
    return Slab(name, layer.channels, layer.side, words, layer.sees)


def _makes(layer: GANLayer, end: str) -> str:
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
