#!/usr/bin/env bash
# The alarms: `count` makes the metrics they rest on, `set` the alarms themselves, if the config file has an ALARM_EMAIL,
# `off` takes them away.
#
#   deploy/alarms.sh count|set|off [CONFIG]
#
# deploy.sh runs the first two, with the build between them: Google takes minutes until it knows of a new metric.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/common.sh
source "$here/common.sh"
tell_usage "$@"

count_answers() {
    local metric verb
    for metric in "${METRICS[@]}"; do
        verb=create
        g logging metrics describe "$metric" >/dev/null 2>&1 && verb=update
        g logging metrics "$verb" "$metric" --config-from-file="$here/alarms/$metric.json" --format=none
    done
}

channel() {
    g beta monitoring channels list --format='value(displayName,name)' | named_in "$CHANNEL"
}

policy() {
    g monitoring policies list --format='value(displayName,name)' | named_in "$1"
}

# The channel that writes to ALARM_EMAIL: a new one when the address is another.
owners_channel() {
    local name
    name=$(channel)
    if [[ -n $name && $(g beta monitoring channels describe "$name" --format='value(labels.email_address)') != "$ALARM_EMAIL" ]]; then
        g beta monitoring channels delete "$name" --force >&2
        name=''
    fi
    [[ -n $name ]] || name=$(g beta monitoring channels create --display-name="$CHANNEL" --type=email \
        --channel-labels="email_address=$ALARM_EMAIL" --format='value(name)')
    printf %s "$name"
}

set_alarms() {
    local alarm name to
    to=$(owners_channel)
    for alarm in "${ALARMS[@]}"; do
        name=$(policy "$alarm")
        if [[ -n $name ]]; then
            g monitoring policies update "$name" --policy-from-file="$here/alarms/$alarm.json" \
                --set-notification-channels="$to" --format=none
        else
            patiently 20 g monitoring policies create --policy-from-file="$here/alarms/$alarm.json" \
                --notification-channels="$to" --format=none
        fi
    done
}

no_alarms() {
    local alarm name
    for alarm in "${ALARMS[@]}"; do
        name=$(policy "$alarm")
        [[ -z $name ]] || g monitoring policies delete "$name"
    done
    name=$(channel)
    [[ -z $name ]] || g beta monitoring channels delete "$name" --force
}

read_config "${2:-$here/config}"
case ${1:-} in
count) [[ -z $ALARM_EMAIL ]] || count_answers ;;
set) if [[ -n $ALARM_EMAIL ]]; then set_alarms; else no_alarms; fi ;;
off) no_alarms ;;
*) fail "Usage: deploy/alarms.sh count|set|off [CONFIG]" ;;
esac
