"""The page that people search for an error id is the table's image."""

from __future__ import annotations

import json

from glm_deploy import troubleshooting
from glm_deploy.errors import CONTRACT_DIR, error_table


def test_the_page_equals_what_the_table_gives() -> None:
    written = troubleshooting.PAGE.read_text(encoding="utf-8")
    assert written == troubleshooting.page(), "run: python -m glm_deploy.troubleshooting (in python/src)"


def test_every_error_id_has_its_sentences_in_chinese() -> None:
    chinese = json.loads((CONTRACT_DIR / "errors-zh-CN.json").read_text(encoding="utf-8"))["errors"]
    assert set(chinese) == set(error_table()), "contract/errors-zh-CN.json: one row for each id of contract/errors"
