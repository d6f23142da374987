"""The twenty-seven networks of the chart, in its order, and two that came after it.

The idea, the selection and the kinds of cells are those of F. van Veen, "A mostly complete chart of neural
networks" (The Asimov Institute, 2016); drawings and texts are our own. Papers are named as first sources.
"""

from dataclasses import dataclass

from components.zoo.chart.graphs import Graph, apart, layered, linked, local, reservoir, ring, skipping


@dataclass(frozen=True)
class Portrait:
    """One network of the chart: what it is called, whose idea it is, how it is drawn, what it is for."""

    short: str
    name: str
    paper: str
    graph: Graph
    purpose: str  # two sentences


@dataclass(frozen=True)
class Correction:
    """What the chart simplifies in one drawing, and a drawing that doesn't."""

    graph: Graph
    says: str


PERCEPTRON = Portrait(
    "P",
    "Perceptron",
    "Rosenblatt, 1958",
    layered("II", "O"),
    "One cell adds up its inputs, each times a weight, and answers yes or no. It can draw a straight line "
    "between two classes, and nothing else.",
)
FEED_FORWARD = Portrait(
    "FF",
    "Feed forward",
    "Rumelhart, Hinton and Williams, 1986",
    layered("II", "HH", "O"),
    "One layer of hidden cells between input and output. With enough of them it can follow any border "
    "between classes.",
)
RADIAL_BASIS = Portrait(
    "RBF",
    "Radial basis network",
    "Broomhead and Lowe, 1988",
    layered("II", "HH", "O"),
    "Each hidden cell has a centre and answers the more, the nearer the input lies to it. It suits smooth "
    "functions and data in clusters.",
)
DEEP_FEED_FORWARD = Portrait(
    "DFF",
    "Deep feed forward",
    "Ivakhnenko and Lapa, 1965; Rumelhart, Hinton and Williams, 1986",
    layered("III", "HHHH", "HHHH", "OO"),
    "Several hidden layers, each building on the one before. What a wide layer has to learn case by case, a "
    "deep network can put together from parts.",
)
PLAIN_RECURRENT = Portrait(
    "RNN",
    "Recurrent neural network",
    "Elman, 1990",
    layered("III", "RRR", "RRR", "OOO"),
    "It reads a sequence step by step and passes its hidden state on to the next step. It is made for text, "
    "speech and time series, but forgets soon.",
)
LONG_SHORT_TERM = Portrait(
    "LSTM",
    "Long short-term memory",
    "Hochreiter and Schmidhuber, 1997",
    layered("III", "MMM", "MMM", "OOO"),
    "A recurrent network whose cells keep a value until a gate lets go of it. So it can learn from what lies "
    "many steps back.",
)
GATED = Portrait(
    "GRU",
    "Gated recurrent unit",
    "Cho and others, 2014",
    layered("III", "DDD", "DDD", "OOO"),
    "Like an LSTM, with two gates instead of three and no separate cell state. It has fewer weights and "
    "often learns as well.",
)
AUTOENCODER = Portrait(
    "AE",
    "Autoencoder",
    "Bourlard and Kamp, 1988; Hinton and Salakhutdinov, 2006",
    layered("IIII", "HH", "EEEE"),
    "It is trained to give back its own input through a narrow middle, the code. The code is a short "
    "description of the input.",
)
VARIATIONAL = Portrait(
    "VAE",
    "Variational autoencoder",
    "Kingma and Welling, 2014",
    layered("IIII", "PP", "EEEE"),
    "An autoencoder whose code is drawn at random near a mean, and kept close to a normal distribution. So "
    "new codes can be drawn, and give new pictures.",
)
DENOISING = Portrait(
    "DAE",
    "Denoising autoencoder",
    "Vincent and others, 2008",
    layered("NNNN", "HH", "EEEE"),
    "It gets a picture with noise on it and is trained to give back the clean one. So it has to learn what "
    "pictures look like, not only to copy.",
)
SPARSE = Portrait(
    "SAE",
    "Sparse autoencoder",
    "Ranzato and others, 2006",
    layered("II", "HHHH", "EE"),
    "Its code is long, but only few of its cells may be active at once. Each of them comes to stand for one "
    "part that pictures are made of.",
)
MARKOV_CHAIN = Portrait(
    "MC",
    "Markov chain",
    "Markov, 1906",
    ring("PPPPPP"),
    "From each state it goes to the next one at random, with probabilities that depend on the present state "
    "alone. It isn't a network that learns, but the ground that Boltzmann machines stand on.",
)
HOPFIELD = Portrait(
    "HN",
    "Hopfield network",
    "Hopfield, 1982",
    ring("BBBBBB"),
    "Every cell is linked with every other, and they change until they agree. It remembers a few patterns, "
    "and finds one again from a part of it.",
)
BOLTZMANN = Portrait(
    "BM",
    "Boltzmann machine",
    "Ackley, Hinton and Sejnowski, 1985",
    ring("BBBPPP"),
    "A Hopfield network with hidden cells, whose cells change at random. It learns how probable "
    "each input is.",
)
RESTRICTED_BOLTZMANN = Portrait(
    "RBM",
    "Restricted Boltzmann machine",
    "Smolensky, 1986; Hinton, 2002",
    layered("BBB", "PPPP"),
    "A Boltzmann machine without links inside a layer, so a whole layer can be drawn at once. That made "
    "training it fast enough to be used.",
)
DEEP_BELIEF = Portrait(
    "DBN",
    "Deep belief network",
    "Hinton, Osindero and Teh, 2006",
    layered("BBBB", "PPP", "PPP", "EEEE"),
    "Restricted Boltzmann machines on top of each other, trained one after the other. In 2006 this was the "
    "first way to train many layers well.",
)
CONVOLUTIONAL = Portrait(
    "CNN",
    "Deep convolutional network (DCN)",
    "LeCun and others, 1998",
    local("IIIII", "KKKK", "CCC", "HHH", "OO"),
    "Small kernels slide over the picture and find the same pattern wherever it is. It is the usual network "
    "for pictures.",
)
DECONVOLUTIONAL = Portrait(
    "DN",
    "Deconvolutional network",
    "Zeiler and others, 2010",
    local("II", "HHH", "CCC", "KKKK", "OOOOO"),
    "A convolutional network turned round: from a few features to a picture. Generators are built like this.",
)
INVERSE_GRAPHICS = Portrait(
    "DCIGN",
    "Deep convolutional inverse graphics network",
    "Kulkarni and others, 2015",
    local("IIIII", "KKKK", "CCC", "PPP", "CCC", "KKKK", "OOOOO"),
    "A variational autoencoder made of convolutions, whose code is to say how an object is turned and lit. "
    "Changing one number of the code then turns the object in the picture.",
)
ADVERSARIAL = Portrait(
    "GAN",
    "Generative adversarial network",
    "Goodfellow and others, 2014",
    layered("BB", "HHH", "EEE", "HHH", "EE"),
    "A generator makes pictures from random numbers, and a discriminator tells them from real ones. Each "
    "learns from the other, until the generated ones look real.",
)
LIQUID_STATE = Portrait(
    "LSM",
    "Liquid state machine",
    "Maass, Natschläger and Markram, 2002",
    reservoir("III", "SSSSSSSSS", "OO", seed=2),
    "Spiking cells, linked at random, are stirred by the input like water by a stone. Only the cells that "
    "read the waves are trained.",
)
EXTREME_LEARNING = Portrait(
    "ELM",
    "Extreme learning machine",
    "Huang, Zhu and Siew, 2006",
    reservoir("III", "HHHHHHHHH", "OO", seed=3),
    "The weights of its hidden cells are drawn at random and never change. Only the last layer is fitted, "
    "in one step.",
)
ECHO_STATE = Portrait(
    "ESN",
    "Echo state network",
    "Jaeger, 2001",
    reservoir("III", "RRRRRRRRR", "OO", seed=4),
    "A recurrent network with random weights in which the input echoes for a while. Only the cells that read "
    "it are trained.",
)
RESIDUAL = Portrait(
    "DRN",
    "Deep residual network",
    "He and others, 2016",
    skipping("III", "HHH", "HHH", "HHH", "HHH", "OOO"),
    "Links that skip layers carry the input past them, so each layer only has to learn what to change. So "
    "networks of a hundred layers and more can be trained.",
)
KOHONEN = Portrait(
    "KN",
    "Kohonen network",
    "Kohonen, 1982",
    layered("II", "HHH", "HHH", "HHH"),
    "Cells on a map compete for each input, and the winner and its neighbours move towards it. Similar "
    "inputs end up near each other on the map.",
)
SUPPORT_VECTOR = Portrait(
    "SVM",
    "Support vector machine",
    "Cortes and Vapnik, 1995",
    layered("II", "HHH", "HHH", "O"),
    "It draws the border between two classes that keeps the widest distance to both. It isn't a network in "
    "the usual sense, though it can be drawn as one.",
)
TURING_MACHINE = Portrait(
    "NTM",
    "Neural Turing machine",
    "Graves, Wayne and Danihelka, 2014",
    layered("II", "HHH", "MMM", "HHH", "OO"),
    "A network that reads from a memory beside it and writes into it. It can learn simple programs, such as "
    "copying and sorting.",
)

POSTER = (
    *(PERCEPTRON, FEED_FORWARD, RADIAL_BASIS, DEEP_FEED_FORWARD, PLAIN_RECURRENT, LONG_SHORT_TERM, GATED),
    *(AUTOENCODER, VARIATIONAL, DENOISING, SPARSE, MARKOV_CHAIN, HOPFIELD, BOLTZMANN, RESTRICTED_BOLTZMANN),
    *(DEEP_BELIEF, CONVOLUTIONAL, DECONVOLUTIONAL, INVERSE_GRAPHICS, ADVERSARIAL, LIQUID_STATE),
    *(EXTREME_LEARNING, ECHO_STATE, RESIDUAL, KOHONEN, SUPPORT_VECTOR, TURING_MACHINE),
)
CAME_AFTER = (
    Portrait(
        "TF",
        "Transformer",
        "Vaswani and others, 2017",
        skipping("IIII", "HHHH", "HHHH", "HHHH", "OOOO"),
        "Each place of a sequence looks at all others and decides which of them matter (attention). It has "
        "taken the place of recurrent networks for text, and speaks, writes and translates today.",
    ),
    Portrait(
        "DM",
        "Diffusion model",
        "Sohl-Dickstein and others, 2015; Ho, Jain and Abbeel, 2020",
        apart(layered("NNNN", "HHH", "EEEE"), layered("NNNN", "HHH", "EEEE")),
        "It is trained to take a little noise off a picture, and then begins with noise alone and does so "
        "again and again. It has taken the place of GANs for pictures from words.",
    ),
)
# By the short name of the network whose drawing it puts right.
CORRECTIONS = {
    "GAN": Correction(
        apart(layered("II", "HHH", "OOO"), layered("III", "HHH", "O")),
        "A GAN is two networks, not one. The generator makes a picture from random numbers; the "
        "discriminator gets that picture or a real one, and has one output.",
    ),
    "VAE": Correction(
        layered("IIII", "HHH", "PP", "HHH", "EEEE"),
        "The chance sits in the code alone. Encoder and decoder around it are ordinary hidden layers; the "
        "encoder gives a mean and a variance, and the code is drawn there.",
    ),
    "RNN": Correction(
        linked(
            layered("II", "RRR", "RRR", "OO"),
            *[(a, b) for s in (2, 5) for a in range(s, s + 3) for b in range(s, s + 3) if a != b],
        ),
        "In a recurrent layer each cell gets what all cells of its layer gave one step earlier, not only its "
        "own value. In a deep recurrent network each layer has such links of its own.",
    ),
    "DCIGN": Correction(
        local("IIIII", "KKKK", "CCC", "HHH", "PP", "HHH", "CCC", "KKKK", "EEEEE"),
        "It is a variational autoencoder: what comes out is trained to equal the input, and the chance sits "
        "in the code alone.",
    ),
    "SVM": Correction(
        layered("II", "HHHH", "O"),
        "A support vector machine has no layers that learn one from another. Each “hidden cell” compares the "
        "input with one example of the training data, a support vector, and their weighted sum decides.",
    ),
    "KN": Correction(
        layered("II", "HHHHHH"),
        "A Kohonen network has one layer, whose cells lie on a map. They aren’t fed one by another; "
        "neighbours on the map only learn together.",
    ),
}
BY_SHORT = {portrait.short: portrait for portrait in (*POSTER, *CAME_AFTER)}
# The lecture's ten, in its order: a route through the chart.
ROUTE = ("FF", "DFF", "RBF", "RNN", "LSTM", "GRU", "AE", "VAE", "DAE", "SAE")
