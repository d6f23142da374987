"""The calls of one forward pass in their order: what a network computes, told by the network itself.

A private copy on the device “meta”, which has shapes and no numbers, runs once and is thrown away. A
TorchFunctionMode, which holds for this thread alone, sees the functions that it calls; hooks on the copy's
modules tell where. So the shared network is only read. (torch.fx does as much, but patches nn.Module.__call__
for the whole process while it traces: other visitors' passes would run through its wrapper.)
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode


@dataclass(frozen=True)
class Slot:
    """A tensor among the arguments of a call: 0 is the network's input, i the result of call i (from 1)."""

    number: int


@dataclass(frozen=True)
class Visit:
    """A module that the pass has entered, one of the shared network, and the how manieth entry that was."""

    number: int
    module: nn.Module


@dataclass(frozen=True)
class Call:
    """A call of a module that has no children, or of a function outside of any such module."""

    target: Callable[..., Any]
    arguments: tuple[Any, ...]  # slots in the place of tensors; parameters are the shared network's own
    keywords: Mapping[str, Any]
    within: tuple[Visit, ...]  # from the outermost; the module itself is the last
    dimensions: int  # of the result


def record(network: nn.Module, shape: tuple[int, ...]) -> tuple[Call, ...]:
    """Return the calls of a forward pass for an input of that shape.

    Raises ValueError if tensors go ways that can't be followed, and whatever the pass itself raises.
    """
    private = _without_numbers(network)
    recorder = _Recorder(network, private)
    pixels = torch.empty(shape, device="meta")
    recorder.number(pixels)
    with torch.inference_mode(), recorder:
        private(pixels)
    return tuple(recorder.calls)


def _without_numbers(network: nn.Module) -> nn.Module:
    """Return a copy whose parameters and buffers have no numbers; none are copied on the way."""
    empty: dict[int, Any] = {}
    for parameter in network.parameters():
        empty[id(parameter)] = nn.Parameter(torch.empty_like(parameter, device="meta"), requires_grad=False)
    for buffer in network.buffers():
        empty[id(buffer)] = torch.empty_like(buffer, device="meta")
    return deepcopy(network, empty)


class _Recorder(TorchFunctionMode):
    def __init__(self, shared: nn.Module, private: nn.Module) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self._within: list[Visit] = []
        self._visits = 0
        self._numbers: dict[int, int] = {}  # of tensors, by their id
        self._alive: list[Tensor] = []  # so that no id comes back
        pairs = zip(_tensors(private), _tensors(shared), strict=True)
        self._own = {id(copied): original for copied, original in pairs}
        for copied, original in zip(private.modules(), shared.modules(), strict=True):
            self._watch(copied, original)

    def number(self, tensor: Tensor) -> None:
        """Let the tensor be known by the number of the newest call; one changed in place, from now on."""
        self._numbers[id(tensor)] = len(self.calls)
        self._alive.append(tensor)

    def _watch(self, copied: nn.Module, original: nn.Module) -> None:
        def enter(_module: nn.Module, _arguments: tuple[Any, ...]) -> None:
            self._visits += 1
            self._within.append(Visit(self._visits, original))

        def leave(_module: nn.Module, arguments: tuple[Any, ...], result: object) -> None:
            if _childless(original):
                self._add(original, arguments, {}, result)
            self._within.pop()

        copied.register_forward_pre_hook(enter)
        copied.register_forward_hook(leave)

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:  # noqa: ANN401 -- whatever the function returns
        result = func(*args, **(kwargs or {}))
        if self._open and isinstance(result, Tensor):
            self._add(func, args, kwargs or {}, result)
        return result

    @property
    def _open(self) -> bool:
        """Whether no childless module is being run, which is one call by itself."""
        return not (self._within and _childless(self._within[-1].module))

    def _add(
        self,
        target: Callable[..., Any],
        arguments: tuple[Any, ...],
        keywords: Mapping[str, Any],
        result: object,
    ) -> None:
        if not isinstance(result, Tensor):
            raise ValueError("Something else than one tensor comes out of a module.")
        within, slots = tuple(self._within), self._slots(arguments)
        self.calls.append(Call(target, slots, self._slots(keywords), within, result.dim()))
        self.number(result)

    def _slots(self, argument: Any) -> Any:  # noqa: ANN401 -- arguments of any function
        if isinstance(argument, Tensor):
            return self._slot(argument)
        if isinstance(argument, (tuple, list)):
            return type(argument)(self._slots(one) for one in argument)
        if isinstance(argument, Mapping):
            return {name: self._slots(one) for name, one in argument.items()}
        return argument

    def _slot(self, tensor: Tensor) -> Slot | Tensor:
        if id(tensor) in self._own:
            return self._own[id(tensor)]
        if id(tensor) not in self._numbers:
            raise ValueError("A tensor comes from where it can't be followed.")
        return Slot(self._numbers[id(tensor)])


def _tensors(module: nn.Module) -> list[Tensor]:
    return list(chain(module.parameters(), module.buffers()))


def _childless(module: nn.Module) -> bool:
    return next(module.children(), None) is None
