"""The page that people search for an error id is the table's image."""

from __future__ import annotations

from glm_deploy import troubleshooting


def test_the_page_equals_what_the_table_gives() -> None:
    written = troubleshooting.PAGE.read_text(encoding="utf-8")
    assert written == troubleshooting.page(), "run: python -m glm_deploy.troubleshooting (in python/src)"
