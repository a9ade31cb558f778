"""What is typed into the forms that stand in the scenes of the rooms: a room adds its scene here and nowhere else."""

from typing import Any

from tests.integration.hostile import (
    agreeing_scene,
    clocks_scene,
    directory_scene,
    disposal_scene,
    engagement_scene,
    joint_scene,
    ndtms,
    own_scene,
    packs_scene,
    paper_scene,
    policy_scene,
    referral_scene,
    required_scene,
    scrutiny_scene,
    transfer_scene,
)

SCENES = (
    *(
        agreeing_scene,
        directory_scene,
        disposal_scene,
        engagement_scene,
        joint_scene,
        own_scene,
        paper_scene,
        policy_scene,
        required_scene,
    ),
    *(ndtms, packs_scene, referral_scene, scrutiny_scene, clocks_scene, transfer_scene),
)
WRITES: dict[str, Any] = {endpoint: typed for scene in SCENES for endpoint, typed in scene.WRITES.items()}
