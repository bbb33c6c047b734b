#!/usr/bin/env bash
# Puts the program into the owner's Google Cloud project, and puts a newer version there when it is run again.
#
#   deploy/deploy.sh [CONFIG]                 with deploy/config, made from deploy/config.example
#   deploy/deploy.sh --new NAME [CONFIG]      replaces one secret, such as MANYCHAT_SECRET, SMTP_URL or MANYCHAT_TOKEN
#   deploy/deploy.sh --new NAME --until 2027-01-31 [CONFIG]
#
# What MANYCHAT_SECRET, ORDERS_SECRET or ORDER_LINK_KEY was before works for two weeks more, or to the end of the day
# after --until, in UTC. Was it seen by somebody, take a day that is over. No secret is printed: deploy/show-secret.sh does.
# It asks for SMTP_URL and MANYCHAT_TOKEN once, unless they are in the environment, and keeps them in Secret Manager.
# What manage.py connect-shopify and its like have put into shop-secrets beside CONFIG goes there, too: secrets into
# Secret Manager, the shop's address into CONFIG, and the file is deleted.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/common.sh
source "$here/common.sh"
tell_usage "$@"

new='' until=''
if [[ ${1:-} == --new ]]; then
    new=${2:-}
    [[ $new != LINK_KEY ]] || fail "LINK_KEY never changes: the links in all letters that were sent would be dead."
    [[ -n $new && " ${SECRETS[*]} " == *" $new "* ]] || fail "After --new comes one of ${SECRETS[*]}."
    shift 2
    if [[ ${1:-} == --until ]]; then
        until=${2:-}
        [[ " ${MADE[*]} " == *" $new "* ]] || fail "$new has no last day: it is replaced at once."
        is_day "$until" || fail "After --until comes the last day of the secret before, such as 2027-01-31."
        shift 2
    fi
fi
[[ ${1:-} != -* && $# -le 1 ]] || fail "Usage: deploy/deploy.sh [--new NAME [--until DAY]] [CONFIG]"
config=${1:-$here/config}
waiting=$(dirname "$config")/shop-secrets

work=$(mktemp -d)
step=''
trap 'ended $?' EXIT

ended() {
    rm -rf "$work"
    if (($1 != 0)) && [[ -n $step ]]; then
        say "Stopped while $step. Put right what stands above, then run this again: what is done stays done." >&2
    fi
}

begin() {
    step=$1
    say "* $step"
}

by_chance() {
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# keep NAME VALUE: a secret's new value. It goes in by a pipe, where no list of processes and no log shows it.
keep() {
    printf %s "$2" | g secrets versions add "$(secret_of "$1")" --data-file=-
    say "  $1: new"
}

# The secret's place, with the one right that anybody has: the service may read it.
place() {
    local secret
    secret=$(secret_of "$1")
    g secrets describe "$secret" >/dev/null 2>&1 || g secrets create "$secret" --replication-policy=automatic
    patiently 10 g secrets add-iam-policy-binding "$secret" --member="serviceAccount:$account" \
        --role=roles/secretmanager.secretAccessor --format=none
}

# What is typed, which the terminal does not show.
typed() {
    local value
    IFS= read -rs -p "$1"$'\n> ' value || true
    printf '\n' >&2
    trimmed "$value"
}

made() {
    local before
    place "$1"
    before=$(version_of "$1")
    if [[ -z $before ]]; then
        keep "$1" "$(by_chance)"
    elif [[ $new == "$1" ]]; then
        before=$(newest_of "$(secret_value "$1")")
        until=${until:-$(in_two_weeks)}
        keep "$1" "$(by_chance),$before@$until"
        say "  the one before opens the door to the end of $until, in UTC"
    fi
}

# asked NAME needed|optional SENTENCE PATTERN FORM: kept until another is given; what may be left out is asked for once.
asked() {
    local value before known=no
    value=$(trimmed "${!1:-}")
    g secrets describe "$(secret_of "$1")" >/dev/null 2>&1 && known=yes
    place "$1"
    before=$(version_of "$1")
    if [[ -z $value && -t 0 && ($new == "$1" || -z $before && ($2 == needed || $known == no)) ]]; then
        value=$(typed "$3")
    fi
    if [[ -z $value ]]; then
        [[ $new != "$1" && (-n $before || $2 == optional) ]] && return
        fail "$1 is missing: run this in a terminal, which asks for it, or set it in the environment."
    fi
    [[ $value =~ $4 ]] || fail "$1 cannot be used: it looks like $5."
    [[ -n $before && $value == "$(secret_value "$1")" ]] || keep "$1" "$value"
}

# waits NAME: what the file of manage.py connect-… says for it, blank for nothing.
waits() {
    [[ ! -f $waiting ]] ||
        awk -v name="$1" 'index($0, name "=") == 1 { value = substr($0, length(name) + 2) } END { print value }' "$waiting"
}

# The addresses of shops that wait in the file become lines of the config file.
take_shop_settings() {
    local name value
    for name in "${SHOP_SETTINGS[@]}"; do
        value=$(waits "$name")
        [[ -n $value ]] || continue
        { grep -v "^[[:space:]]*${name}[[:space:]]*=" "$config" || true; } >"$work/config"
        printf '%s=%s\n' "$name" "$value" >>"$work/config"
        printf '%s\n' "$(<"$work/config")" >"$config"
    done
}

# shop_secret NAME: kept once somebody gives it; no secret of a shop is ever asked for unless after --new.
shop_secret() {
    local value before
    value=$(trimmed "${!1:-}")
    if [[ $new == "$1" ]]; then
        [[ -n $value || ! -t 0 ]] || value=$(typed "The new $1, or two with a comma between while the old one is in use? (not shown)")
        [[ -n $value ]] || fail "$1 is missing: run this in a terminal, which asks for it, or set it in the environment."
    else
        before=$(waits "$1")
        value=${before:-$value}
    fi
    [[ -n $value ]] || return 0
    [[ $value =~ ^[!-~]+$ ]] || fail "$1 cannot be used: it has no blanks, only plain letters, digits and punctuation."
    place "$1"
    before=$(version_of "$1")
    [[ -n $before && $value == "$(secret_value "$1")" ]] || keep "$1" "$value"
}

account_for() {
    g iam service-accounts describe "$(address_of "$1")" >/dev/null 2>&1 ||
        g iam service-accounts create "$1" --display-name="$2"
}

variable() {
    local value=${2//\\/\\\\}
    printf '%s: "%s"\n' "$1" "${value//\"/\\\"}"
}

run_deploy() {
    g run deploy "$SERVICE" --source="$here/.." --function=loyalty --base-image=python313 --region="$REGION" \
        --service-account="$account" \
        --build-service-account="projects/$PROJECT/serviceAccounts/$(address_of "$BUILDER")" \
        --no-invoker-iam-check --ingress=all \
        --concurrency=500 --min-instances="$MIN_INSTANCES" --max-instances="$MAX_INSTANCES" \
        --cpu=1 --memory=512Mi --cpu-boost --timeout=540 \
        --startup-probe=httpGet.path=/,httpGet.port=8080,periodSeconds=1,timeoutSeconds=1,failureThreshold=60 \
        --env-vars-file="$work/variables.yaml" --set-secrets="$secrets"
}

# job NAME SCHEDULE TASK: made or brought up to date.
job() {
    local verb=create
    g scheduler jobs describe "$1" --location="$REGION" >/dev/null 2>&1 && verb=update
    patiently 10 g scheduler jobs "$verb" http "$1" --location="$REGION" --schedule="$2" --time-zone="$TIME_ZONE" \
        --uri="$url/tasks/$3" --http-method=post --attempt-deadline=540s \
        --max-retry-attempts=2 --min-backoff=300s \
        --oidc-service-account-email="$account" --oidc-token-audience="$url" --format=none
}

forget_older_versions() {
    local secret version
    for secret in $names; do
        for version in $(g secrets versions list "$(secret_of "$secret")" --filter=state=ENABLED \
            --format='value(name.basename())' | tail -n +2); do
            g secrets versions destroy "$version" --secret="$(secret_of "$secret")"
        done
    done
}

[[ ! -f $config || ! -f $waiting ]] || take_shop_settings
read_config "$config"
operator=$(logged_in)

begin "looking at the project $PROJECT"
url=$(public_url) ||
    fail "There is no project $PROJECT, or $operator may not see it: correct PROJECT, or make it at https://console.cloud.google.com/projectcreate."
g services enable cloudbilling.googleapis.com
if [[ $(g billing projects describe "$PROJECT" --format='value(billingEnabled)') != True ]]; then
    fail "The project $PROJECT has no billing account, without which Google runs nothing, not even what is free:" \
        "link one at https://console.cloud.google.com/billing/linkedaccount?project=$PROJECT and run this again."
fi
account=$(address_of "$SERVICE")

begin "switching on Google's services"
g services enable run.googleapis.com cloudbuild.googleapis.com artifactregistry.googleapis.com \
    secretmanager.googleapis.com cloudscheduler.googleapis.com sheets.googleapis.com iam.googleapis.com \
    iamcredentials.googleapis.com logging.googleapis.com monitoring.googleapis.com

begin "making the accounts: one that runs the program and may do nothing else, one that builds it"
account_for "$SERVICE" "Regulars, the loyalty program"
account_for "$BUILDER" "Regulars, builds the program"
patiently 10 g projects add-iam-policy-binding "$PROJECT" --member="serviceAccount:$(address_of "$BUILDER")" \
    --role=roles/run.builder --condition=None --format=none

begin "letting $operator act as the program, for manage.py setup and check"
kind=user
[[ $operator == *.gserviceaccount.com ]] && kind=serviceAccount
patiently 10 g iam service-accounts add-iam-policy-binding "$account" --member="$kind:$operator" \
    --role=roles/iam.serviceAccountTokenCreator --format=none

begin "keeping the secrets"
for name in "${MADE[@]}"; do
    made "$name"
done
asked SMTP_URL needed "How do letters leave? smtp://user:password@host:587 (it is not shown)" \
    '^smtps?://[^[:space:]]+$' "smtp://user:password@host:587 or smtps://user:password@host:465"
asked MANYCHAT_TOKEN optional "The key of ManyChat's API, for letters by chat? (not shown; Enter for none)" \
    '^[0-9]+:[!-~]+$' "123456:0a1b2c3d4e5f"
for name in "${SHOP_SECRETS[@]}"; do
    shop_secret "$name"
done
if [[ -f $waiting ]]; then
    rm -f "$waiting"
    say "  what waited in $waiting is kept; the file is deleted"
fi
secrets='' names=$(kept_names)
for name in $names; do
    version=$(version_of "$name")
    [[ -z $version ]] || secrets+="${secrets:+,}$name=$(secret_of "$name"):$version"
done

begin "counting answers, for the alarms"
alarms='as wanted'
"$here/alarms.sh" count "$config" || alarms=missing

begin "building and starting the program: this takes some minutes"
variables "$url" | while IFS= read -r line; do
    variable "${line%%=*}" "${line#*=}"
done >"$work/variables.yaml"
patiently 4 run_deploy
forget_older_versions

begin "throwing old builds away"
g artifacts repositories set-cleanup-policies "$IMAGES" --location="$REGION" --policy="$here/images.json" \
    --no-dry-run --format=none

begin "setting the clock"
job regulars-remind "0 9-19 * * *" remind
job regulars-tidy "30 3 * * *" tidy

begin "setting the alarms"
[[ $alarms == missing ]] || "$here/alarms.sh" set "$config" || alarms=missing

begin "asking the program whether it is there"
curl --fail --silent --show-error --retry 5 --max-time 30 "$url/" >"$work/home"
grep -q '"regulars"' "$work/home" || fail "Something else answers at $url/: see the service $SERVICE in Cloud Run."

say "
It runs.

  Its address                                $url
  Share the spreadsheet, as editor, with     $account
  The secret for ManyChat                    deploy/show-secret.sh MANYCHAT_SECRET
  The secret for your shop's orders          deploy/show-secret.sh ORDERS_SECRET
"
"$here/button.sh" || say "The button in README.md stays as it is: see above."
if [[ $alarms == missing ]]; then
    step=''
    fail "The program runs, but the alarms are not set: see above, and run this again in ten minutes."
fi
