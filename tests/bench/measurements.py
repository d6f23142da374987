"""All that is measured, in the order of the table in docs/measured.md."""

from tests.bench import (
    cnn,
    dreams,
    export,
    gan_latent_sliders,
    gan_quality,
    heatmap,
    lab,
    lab_train,
    pages,
    race,
    switch,
    teach,
    teaching,
    toy_gan,
)
from tests.bench.runner import Measurement

GAN_QUALITY = ("gan_ladder", "gan_precision", "gan_recall", "gan_precision_offered", "gan_recall_offered")

MEASUREMENTS = (
    Measurement(("heatmap",), heatmap.speed),
    Measurement(("heatmap_threads",), heatmap.truth_under_threads),
    Measurement(("classify_page",), pages.classify_page),
    Measurement(("screen_switch",), switch.screen_switch),
    Measurement(("start",), pages.start),
    Measurement(("teach_100",), teach.teach_100),
    Measurement(("retrain_100",), teach.retrain_100),
    Measurement(("few_shot_5",), teaching.few_shot_5),
    Measurement(("export_diff",), export.export_diff),
    Measurement(("race_gap",), race.race_gap),
    Measurement(("maps_all_stages",), cnn.maps_all_stages),
    Measurement(("channel_click",), cnn.channel_click),
    Measurement(("what_if",), cnn.what_if),
    Measurement(("arithmetic_follow",), cnn.arithmetic_follow),
    Measurement(("cam_strip",), cnn.cam_strip),
    Measurement(("deletion",), cnn.deletion_area),
    Measurement(("feature_vis_seconds",), dreams.feature_vis_seconds),
    Measurement(("feature_vis_class",), dreams.feature_vis_class),
    Measurement(("lab_skill", "lab_skill_1to4", "lab_vs_boosting", "lab_coverage"), lab.lab_forecasts),
    Measurement(("lab_edit",), lab.lab_edit),
    Measurement(("lab_train",), lab_train.lab_train),
    Measurement(("lab_gates",), lab.lab_gates),
    Measurement(("slide_fps", "slide_follow", "release_exact"), gan_latent_sliders.slide_drag),
    Measurement(("slide_ready",), gan_latent_sliders.slide_ready),
    Measurement(GAN_QUALITY, gan_quality.gan_quality),
    Measurement(("direction_flip", "direction_side_effect"), gan_quality.gan_directions),
    Measurement(("fashion_class",), gan_quality.fashion_class),
    Measurement(("battle_steps",), toy_gan.battle_steps),
)
