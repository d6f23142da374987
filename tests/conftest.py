import torch

# As in the app's lanes. With more, every small operation waits for the other cores, which on a busy machine
# makes the tests twenty times slower.
torch.set_num_threads(1)
