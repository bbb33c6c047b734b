#!/usr/bin/env bash
# Removes from the project all that deploy.sh has made; the spreadsheet stays as it is.
#
#   deploy/remove.sh [--yes] [CONFIG]
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/common.sh
source "$here/common.sh"
tell_usage "$@"

sure=no
if [[ ${1:-} == --yes ]]; then
    sure=yes
    shift
fi
[[ ${1:-} != -* && $# -le 1 ]] || fail "Usage: deploy/remove.sh [--yes] [CONFIG]"
config=${1:-$here/config}
read_config "$config"
logged_in >/dev/null

if [[ $sure == no ]]; then
    say "This removes the program from the project $PROJECT, with its secrets: ManyChat is answered no more," \
        "and the links in all letters that were sent are dead, for good. The spreadsheet stays."
    printf 'Type yes to go on: '
    read -r sure || true
    [[ $sure == yes ]] || fail "Nothing was removed."
fi

left=0

# drop WHAT COMMAND…: removes it, if it is there; what cannot be removed does not keep the rest.
drop() {
    local said
    if said=$("${@:2}" 2>&1); then
        say "removed: $1"
    elif grep -qiE 'not[_ ]found|could not be found' <<<"$said"; then
        say "was not there: $1"
    else
        printf '%s\nStill there: %s\n' "$said" "$1" >&2
        left=$((left + 1))
    fi
}

for job in "${JOBS[@]}"; do
    drop "the job $job" g scheduler jobs delete "$job" --location="$REGION"
done
drop "the alarms" "$here/alarms.sh" off "$config"
for metric in "${METRICS[@]}"; do
    drop "the metric $metric" g logging metrics delete "$metric"
done
drop "the service $SERVICE" g run services delete "$SERVICE" --region="$REGION"
drop "its builds" g artifacts packages delete "$SERVICE" --repository="$IMAGES" --location="$REGION"
for name in "${SECRETS[@]}"; do
    drop "the secret $name" g secrets delete "$(secret_of "$name")"
done
drop "the builder's right" g projects remove-iam-policy-binding "$PROJECT" \
    --member="serviceAccount:$(address_of "$BUILDER")" --role=roles/run.builder --condition=None
for account in "$SERVICE" "$BUILDER"; do
    drop "the account $account" g iam service-accounts delete "$(address_of "$account")"
done

((left == 0)) || fail "Not everything is removed: see above, and run this again."
say "All of it is removed. Google's services stay switched on, which costs nothing, and the uploaded sources stay," \
    "a few megabytes: gcloud storage rm --recursive gs://run-sources-$PROJECT-$REGION"
