#!/usr/bin/env bash
# Prints one secret of the program that somebody else has to be given, and nothing else; look who stands behind you.
#
#   deploy/show-secret.sh MANYCHAT_SECRET [CONFIG]
#   deploy/show-secret.sh ORDERS_SECRET [CONFIG]
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/common.sh
source "$here/common.sh"
tell_usage "$@"

name=${1:-}
[[ $name == MANYCHAT_SECRET || $name == ORDERS_SECRET ]] || fail "Which one: MANYCHAT_SECRET or ORDERS_SECRET?"
[[ $# -le 2 ]] || fail "Usage: deploy/show-secret.sh NAME [CONFIG]"
read_config "${2:-$here/config}"
logged_in >/dev/null

say "$(newest_of "$(secret_value "$name")")"
