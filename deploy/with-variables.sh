#!/usr/bin/env bash
# Runs a command on this machine with the variables and secrets that the program has in the cloud.
#
#   deploy/with-variables.sh .venv/bin/python manage.py check
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/common.sh
source "$here/common.sh"
tell_usage "$@"

(($# > 0)) || fail "Usage: deploy/with-variables.sh COMMAND ..."
read_config "${CONFIG:-$here/config}"
logged_in >/dev/null

url=$(public_url)
while IFS= read -r line; do
    export "${line?}"
done < <(variables "$url")
names=$(kept_names)
for name in $names; do
    version=$(version_of "$name")
    [[ -z $version ]] || export "$name=$(g secrets versions access "$version" --secret="$(secret_of "$name")")"
done
exec "$@"
