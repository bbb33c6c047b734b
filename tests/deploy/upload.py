"""What gcloud uploads of a folder: it reads .gcloudignore as git reads .gitignore (gcloud topic gcloudignore)."""

import os
from pathlib import Path

from pathspec import GitIgnoreSpec


def uploaded(folder: Path) -> list[str]:
    """The files that leave this machine, as paths inside the folder, sorted."""
    ignored = GitIgnoreSpec.from_lines((folder / ".gcloudignore").read_text(encoding="utf-8").splitlines())
    found = list[str]()
    for place, folders, files in os.walk(folder):
        inside = Path(place).relative_to(folder)
        folders[:] = [name for name in folders if not ignored.match_file(f"{(inside / name).as_posix()}/")]
        found += [path for name in files if not ignored.match_file(path := (inside / name).as_posix())]
    return sorted(found)
