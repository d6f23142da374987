"""The ideas behind the views of *Evaluate*, and behind *Predict* and *Export*."""

from components.transfer.race import SCRATCH_PIXELS

CONFUSIONS = r"""
**A confusion matrix** counts the held-out photos, those that were never learned from: each row is a true
class, each column what the classifier said. Right answers lie on the diagonal.

**Next to a photo** stand the taught photos whose features are most like its own (*cosine similarity*: 1 if
two vectors of features point in the same direction). They often show why a photo was taken for another class.

**Fix this label** is for photos that were put into the wrong class. If you use it on held-out photos only
because the classifier got them wrong, the accuracy rises and says less: the test was made to fit the answer.
"""

MAP = r"""
**Features.** The frozen network makes a vector of numbers of each photo (1,280 in MobileNetV2). Photos of one
class are often near each other there; as raw pixels they hardly are. That is why a last layer is enough.

**The map** is a *principal component analysis*: of all planes through the cloud of vectors, the one that
shows most of their spread (*variance*), each axis stretched to the room. How little that often is stands in
the dock; two photos that are near on the map can be far apart in truth. The large photo is the new one.

**The neighbours** are counted among all numbers, not on the map. A photo asks its 5 nearest others, or fewer
if its class has fewer, so that 100 % can always be reached. *By chance* is the share if the classes were
assigned to the photos at random.
"""

RACE = r"""
**Frozen features.** Only the new last layer is trained. It needs few photos and seconds.

**Fine-tuning** ([Yosinski et al., 2014](https://arxiv.org/abs/1411.1792)) also trains the network’s last
block, at a small rate and beginning with what it knows. The features themselves change, for these classes. It
takes longer and helps most where the photos differ from those of ImageNet.

**From scratch** the same network begins with random weights, on photos of {pixels} × {pixels} pixels to be
quick enough. It has to learn edges, textures and parts from these few photos too. With so many weights it
learns the photos by heart instead (*overfitting*), and fails on new ones. An *epoch* is one pass through all
photos.
""".replace("{pixels}", str(SCRATCH_PIXELS))

CURVE = r"""
**A learning curve**: the accuracy on held-out photos against the number of photos that are learned from. Each
point of the frozen features is the mean of several random draws of photos; the bar goes from the worst to the
best draw; the held-out photos stay the same. With few photos it matters much which ones they are.

**From scratch** the same network begins with random weights, on photos of {pixels} × {pixels} pixels to be
quick enough.
""".replace("{pixels}", str(SCRATCH_PIXELS))

NONE = r"""
**A softmax must answer**: its probabilities add up to 1, however strange the photo is. So another measure is
needed for photos of none of the classes (*novelty* or *out-of-distribution detection*).

**The distance** here is the mean *cosine distance* of a photo’s features to those of the three most similar
taught photos: 1 minus the cosine of the angle between the two vectors, 0 for the same direction
([Sun et al., 2022](https://arxiv.org/abs/2204.06507)). Above the threshold the answer is “none of these”.

**The proposed threshold** is the distance below which 95 % of the taught photos lie, each measured to the
other taught photos. A lower one rejects more photos of other things, and more photos that do belong.
"""

PREDICT = r"""
**The answer.** The photo goes through the frozen network once; your last layer turns its features into one
number a class, and a softmax into probabilities. They say which class is likeliest *if it is one of them*.

**None of these.** If the photo’s features are too far from those of every taught photo, no class is named;
how the distance is measured and the threshold found stands under *Evaluate*, *None of these*.

**The heat map** (Grad-CAM) shows what speaks for the class, and can be wrong: on the page CNN, *Heat maps*
tests it.
"""

EXPORT = r"""
**What was learned** is only the last layer: a table of weights. The zip holds it together with the frozen
network, in a format that other programs read (*ONNX*), and the same code that prepares photos on this page.

**The check.** Before you get it, **predict.py** is run in its own process on photos that were held out, from
their original bytes. Its probabilities and distances must be this page’s, to five decimals.

**None of these.** As on *Predict*, a photo is none of the classes if its distance to what was taught is above
the threshold, which is changed on *Evaluate*.
"""
