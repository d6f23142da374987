from pathlib import Path

import pytest
import torch

from components.weights_file import read_weights, write_weights


def test_tensors_and_what_belongs_to_them_come_back(tmp_path: Path) -> None:
    file = tmp_path / "some.safetensors"
    tensors = {"a": torch.arange(6.0).reshape(2, 3).T, "b.half": torch.ones(2, dtype=torch.float16)}
    write_weights(file, "config", {"width": 8, "names": ["x", "ü"]}, tensors)
    about, found = read_weights(file, "config")
    assert about == {"width": 8, "names": ["x", "ü"]}
    assert {name: one.dtype for name, one in found.items()} == {"a": torch.float32, "b.half": torch.float16}
    assert all(torch.equal(found[name], tensors[name]) for name in tensors)


def test_a_file_that_is_not_there_or_says_nothing_of_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_weights(tmp_path / "none.safetensors", "config")
    file = tmp_path / "other.safetensors"
    write_weights(file, "config", {}, {"a": torch.zeros(1)})
    with pytest.raises(KeyError):
        read_weights(file, "folds")
