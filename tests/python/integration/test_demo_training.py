"""The whole training of the demo model from its fixed seed, as ``glm-deploy demo-model`` runs it."""

import json

from glm_deploy.demo import commands, train


def test_training_from_the_fixed_seed_learns_every_poem(tmp_path, capsys):
    commands.demo_model(tmp_path / "demo", as_json=True)
    facts = json.loads(capsys.readouterr().out)
    assert facts["margin"] > 1.0
    assert facts["steps"] == train.STEPS
    assert 250_000 < facts["parameters"] < 350_000
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == facts["files"]
