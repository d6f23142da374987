import torch

# As in the app's pools. With more, every small operation waits for the other cores, which on a busy machine
# makes the tests twenty times slower; and two share out an odd batch differently, so that a picture alone and
# in a batch ends 1e-8 apart.
torch.set_num_threads(1)
