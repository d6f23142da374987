"""The names of the networks' parameters in the files of weights/, which are older than those in the code."""

from collections.abc import Mapping

from torch import Tensor, nn

FORECASTER = {"rnn": "memory", "head_in": "look", "head_out": "tell"}  # module here: module in the file
HAZARD_MODEL = {"rnn": "memory", "head": "tell"}


def file_tensors(model: nn.Module, modules: Mapping[str, str], prefix: str) -> dict[str, Tensor]:
    """Return a network's parameters under their names in a file, each after a prefix."""
    return {prefix + _renamed(name, modules): tensor for name, tensor in model.state_dict().items()}


def load_file_tensors(
    model: nn.Module, tensors: Mapping[str, Tensor], modules: Mapping[str, str], prefix: str
) -> None:
    """Load into a network, in place, the tensors of a file whose names begin with a prefix.

    Raises RuntimeError if they aren't the network's.
    """
    back = {in_file: here for here, in_file in modules.items()}
    model.load_state_dict(
        {
            _renamed(name.removeprefix(prefix), back): tensor
            for name, tensor in tensors.items()
            if name.startswith(prefix)
        }
    )


def _renamed(name: str, modules: Mapping[str, str]) -> str:
    """A parameter's name with its outermost module under another name."""
    module, dot, rest = name.partition(".")
    return modules.get(module, module) + dot + rest
