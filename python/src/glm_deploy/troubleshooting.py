"""``python -m glm_deploy.troubleshooting``: writes ``docs/troubleshooting.md`` from the error table, so that neither can drift."""

from __future__ import annotations

from glm_deploy import files
from glm_deploy.errors import PROJECT_ROOT, error_table, exit_table

PAGE = PROJECT_ROOT / "docs" / "troubleshooting.md"
SYMPTOMS = PROJECT_ROOT / "docs" / "symptoms.md"


def page() -> str:
    """The whole page: the symptoms as written by hand, then every error id by exit class."""
    lines = [SYMPTOMS.read_text(encoding="utf-8").rstrip(), "", "## Every error id", ""]
    lines += ["Generated from `contract/errors` and `contract/exit-codes.json` by `python -m glm_deploy.troubleshooting`."]
    by_class: dict[str, list[str]] = {}
    for error_id, entry in sorted(error_table().items()):
        by_class.setdefault(entry.exit, []).append(f"| `{error_id}` | {entry.why} | {entry.action} |")
    for name, row in exit_table().items():
        if name not in by_class:
            continue
        lines += ["", f"### {row['meaning']}: exit code {row['windows']} on Windows, {row['python']} elsewhere", ""]
        lines += ["| id | why it matters | what to do |", "| --- | --- | --- |", *by_class[name]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    files.write_atomic(PAGE, page().encode("utf-8"))
