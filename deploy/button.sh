#!/usr/bin/env bash
# Lets the button in README.md open the repository that this folder was cloned from, or the one that is named.
#
#   deploy/button.sh [https://github.com/OWNER/REPOSITORY]
#
# deploy.sh runs it, so that whoever publishes a repository of their own has nothing to look up; commit README.md then.
# A folder that was not cloned from GitHub keeps the button that it has.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/common.sh
source "$here/common.sh"
tell_usage "$@"

readme=$here/../README.md
address=${1:-$(git -C "$here/.." remote get-url origin 2>/dev/null || true)}
# Who clones, and with which key, stands in some addresses and is nobody's business.
[[ $address =~ ^(ssh://)?git@github\.com[:/](.+)$ ]] && address=https://github.com/${BASH_REMATCH[2]}
[[ $address =~ ^https://[^/@]+@github\.com/(.+)$ ]] && address=https://github.com/${BASH_REMATCH[1]}
address=${address%/}
address=${address%.git}
if [[ ! $address =~ ^https://github\.com/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$ ]]; then
    [[ -z ${1:-} ]] || fail "This is no address of a repository: it looks like https://github.com/OWNER/REPOSITORY."
    exit 0
fi

if ! grep -qF "cloudshell_git_repo=$address&" "$readme"; then
    changed=$(awk -v to="cloudshell_git_repo=$address" '/^\[open\]: / { sub(/cloudshell_git_repo=[^&]*/, to) } { print }' "$readme")
    printf '%s\n' "$changed" >"$readme"
    say "The button in README.md opens $address now; commit it, if that is your repository."
fi
