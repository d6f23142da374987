"""Feature visualisation: images optimised by gradient ascent to activate one channel or one class.

After Olah, Mordvintsev and Schubert: Feature Visualization, Distill 2017 (https://doi.org/10.23915/distill.00007);
split as in the library lucid: objectives, parameterizations, transforms, and the optimisation itself.
"""
