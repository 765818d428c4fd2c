"""Deploy-GLM without PowerShell: ``python3 python/deploy.py --profile demo``.

The file itself parses under any Python 3, so that an old interpreter gets a sentence instead of a syntax error.
"""

import os
import sys

FLOOR = (3, 11)

if __name__ == "__main__":
    if sys.version_info[:2] < FLOOR:
        seen = "%d.%d" % sys.version_info[:2]  # noqa: UP031
        sys.stderr.write(
            "Deploy-GLM needs Python 3.11 or newer; this is Python " + seen + " (" + sys.executable + ").\n"
            "What to do: run it with a newer one, for example: python3.12 python/deploy.py --profile demo\n"
            "Error id: python-too-old\n"
        )
        sys.exit(16)
    sys.dont_write_bytecode = True  # The project's folder may be read-only, or somebody else's.
    # Modules of the user's own must not stand in for the standard library's.
    foreign = {os.path.abspath(entry) for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry}  # noqa: PTH100
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) not in foreign]  # noqa: PTH100
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "src"))  # noqa: PTH100, PTH120
    from glm_deploy.host.launcher import main

    sys.exit(main(sys.argv[1:]))
